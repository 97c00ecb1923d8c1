package machine

import (
	"errors"
	"io/fs"
	"path"

	"github.com/ceilotop/ceilotop/sources/oslo"
)

// tls fills in the options of the driver's group and looks for the files that
// they name. False means that they make no sense.
func (r reader) tls(u oslo.TransportURL) (oslo.TransportURL, bool) {
	options := make(map[string]string)
	for _, names := range oslo.TLSOptionNames() {
		v, ok := r.rabbit(names[0], names[1:]...)
		if !ok {
			continue
		}
		options[names[0]] = v.Text
		if names[0] != "ssl" {
			continue
		}
		if _, err := (oslo.TransportURL{}).WithTLS(func(name string) string { return options[name] }); err != nil {
			r.refused(v, err)
			return u, false
		}
	}
	u, err := u.WithTLS(func(name string) string { return options[name] })
	if err != nil || u.TLS == nil {
		return u, err == nil
	}
	t := u.TLS
	var found bool
	if t.CAFile, found = r.certificate(t.CAFile); !found {
		r.search.note("The CA file %s is not on this machine, perhaps only in a container: the system's certificates are used.", t.CAFile)
		t.CAFile = ""
	}
	cert, haveCert := r.certificate(t.CertFile)
	key, haveKey := r.certificate(t.KeyFile)
	if !haveCert || !haveKey {
		r.search.note("The client's certificate %s or its key is not on this machine, perhaps only in a container: none is sent.", t.CertFile)
		cert, key = "", ""
	}
	t.CertFile, t.KeyFile = cert, key
	return u, true
}

// certificate finds a file below the root and returns its real path. One that
// this user may not read is noted; it is there nevertheless.
func (r reader) certificate(name string) (string, bool) {
	if name == "" {
		return "", true
	}
	if !path.IsAbs(name) {
		return name, true
	}
	f, err := r.tree.open(name)
	switch {
	case err == nil:
		f.Close()
	case errors.Is(err, fs.ErrNotExist):
		return name, false
	default:
		r.tree.note(name, err)
	}
	p, err := r.tree.resolve(name)
	if err != nil {
		p = name
	}
	return r.tree.real(p), true
}
