// Package osloconftest writes configuration files as OpenStack's packages ship
// them: the sample files that oslo-config-generator makes, in which every option
// stands as a comment below its help.
package osloconftest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Sample writes a sample file of at least size bytes: Nova's has 353,000. Equal
// seeds give equal files. About one option in two hundred is set, and the group
// oslo_messaging_notifications is always there, with nothing set.
func Sample(seed uint64, size int) []byte {
	s := sample{Rand: rand.New(rand.NewPCG(seed, 1))}
	s.group("DEFAULT")
	for done := false; s.Len() < size; {
		s.option()
		if s.IntN(25) == 0 {
			s.group(s.name())
		}
		if !done && s.Len() > size/2 {
			done = true
			s.WriteString(notifications)
			s.group(s.name())
		}
	}
	return []byte(s.String())
}

const notifications = `

[oslo_messaging_notifications]

#
# From oslo.messaging
#

# The Drivers(s) to handle sending notifications. (multi valued)
# Deprecated group/name - [DEFAULT]/notification_driver
#driver =

# A URL representing the messaging driver to use for notifications. (string
# value)
# Deprecated group/name - [DEFAULT]/notification_transport_url
#transport_url = <None>

# AMQP topic used for OpenStack notifications. (list value)
# Deprecated group/name - [rpc_notifier2]/topics
# Deprecated group/name - [DEFAULT]/notification_topics
#topics = notifications
`

type sample struct {
	strings.Builder
	*rand.Rand
	count int
}

func (s *sample) group(name string) {
	if s.Len() > 0 {
		s.WriteString("\n\n")
	}
	fmt.Fprintf(s, "[%s]\n\n#\n# From %s\n#\n", name, s.name())
}

var syllables = []string{"volume", "image", "host", "rpc", "timeout", "interval", "driver", "path", "max", "min", "retry", "cell", "disk", "cpu", "pool", "size", "api", "lock", "state", "vnc"}

func (s *sample) word() string { return syllables[s.IntN(len(syllables))] }

func (s *sample) name() string {
	s.count++
	return fmt.Sprintf("%s_%s_%d", s.word(), s.word(), s.count)
}

func (s *sample) option() {
	s.WriteString("\n# ")
	width := 2
	for range 5 + s.IntN(40) {
		w := s.word()
		if width+len(w) > 76 {
			s.WriteString("\n# ")
			width = 2
		}
		s.WriteString(w + " ")
		width += len(w) + 1
	}
	name := s.name()
	value := []string{"<None>", "", "true", "10", "/var/lib/" + name, "%(asctime)s [%(name)s]", "a,b,c", "$state_path/x"}[s.IntN(8)]
	fmt.Fprintf(s, "(string value)\n")
	for range 1 + s.IntN(10)/9 { // an option that adds up has several defaults
		fmt.Fprintf(s, "#%s = %s\n", name, value)
	}
	switch s.IntN(400) {
	case 0:
		fmt.Fprintf(s, "%s = first,\n  second,\n  third\n", name)
	case 1:
		fmt.Fprintf(s, "%s=%s\n", name, "site")
	}
}
