package steps

import (
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/setup/profile"
)

// driver is the group of RabbitMQ's driver. What stands there holds for each
// broker whose URL says nothing else.
const driver = "oslo_messaging_rabbit"

// tlsNames are the names under which a service looks for the option that
// switches TLS on. The new one is of Pike, as is a URL's query; the old one went
// with the other old names.
func tlsNames(p profile.Service) []string {
	switch {
	case !p.Query():
		return []string{"rabbit_use_ssl"}
	case p.OldNames():
		return []string{"ssl", "rabbit_use_ssl"}
	}
	return []string{"ssl"}
}

// group is an option of the driver's group as one program sees it.
func group(c *osloconf.Config, names ...string) string {
	var old []osloconf.Name
	for _, name := range names[1:] {
		old = append(old, osloconf.Name{Group: driver, Key: name})
	}
	if v, ok := c.Get(driver, names[0], old...); ok && v.Err == nil {
		return v.Text
	}
	return ""
}

// secure reports whether the group of one of the service's programs puts all
// connections under TLS.
func (b *builder) secure(p profile.Service) bool {
	for _, main := range b.mains(p.Name) {
		set, ok := b.open(&step{}, main)
		if !ok {
			continue
		}
		for _, c := range set.configs(false) {
			if isTrue(group(c, tlsNames(p)...)) {
				return true
			}
		}
	}
	return false
}
