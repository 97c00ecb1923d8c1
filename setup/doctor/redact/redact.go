// Package redact takes secrets and addresses out of texts that leave the cloud,
// so that whoever reads them can still follow one through all of them: the same
// password is SECRET-3 everywhere, the same host HOST-2, the same address
// ADDRESS-1. It searches what it has made for every secret that it knows, in
// plain and encoded.
package redact

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/ceilotop/ceilotop/sources"
)

// Kind is what a name in a text stands for.
type Kind string

const (
	Secret  Kind = "SECRET"
	Host    Kind = "HOST"
	Address Kind = "ADDRESS"
)

// Veil knows what has to be hidden, and remembers under which name. It is safe
// for concurrent use.
type Veil struct {
	mu       sync.Mutex
	secrets  []*hidden
	hosts    []*hidden
	named    map[string]*hidden // by kind and text
	counts   map[Kind]int
	replacer *strings.Replacer // nil: to be made anew
}

// hidden is one text that is hidden.
type hidden struct {
	kind   Kind
	name   string // SECRET-3
	value  string
	forms  []string       // of a secret
	mixed  *regexp.Regexp // a secret of which any characters are percent-encoded
	whole  *regexp.Regexp
	from   []string
	places int
}

// New returns a Veil that hides addresses alone.
func New() *Veil {
	return &Veil{named: make(map[string]*hidden), counts: make(map[Kind]int)}
}

// Secret makes a password known, and where it was found. The name under which it
// is hidden comes back; "" for a text that hides nothing.
func (v *Veil) Secret(value sources.Secret, from string) string {
	text := value.Reveal()
	if text == "" || text == sources.Masked {
		return ""
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	h, fresh := v.know(Secret, text, from)
	if fresh {
		h.forms, h.mixed = forms(text), mixed(text)
		v.secrets = append(v.secrets, h)
		v.replacer = nil
	}
	return h.name
}

// Host makes the name of a machine known. Names without a dot are hidden where
// they stand as a word. A service's name, and one too short, stays.
func (v *Veil) Host(name, from string) {
	name = strings.Trim(name, "[].")
	if _, err := netip.ParseAddr(name); err == nil || len(name) < 3 || slices.Contains(plain, strings.ToLower(name)) {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if h, fresh := v.know(Host, name, from); fresh {
		h.whole = regexp.MustCompile(`(?i)(^|[^\w-])` + regexp.QuoteMeta(name) + `($|[^\w-])`)
		v.hosts = append(v.hosts, h)
		slices.SortStableFunc(v.hosts, func(x, y *hidden) int { return len(y.value) - len(x.value) })
	}
}

// plain are names that say nothing about a cloud.
var plain = []string{
	"localhost", "localhost.localdomain", "controller", "nova", "cinder", "glance", "keystone", "neutron", "heat", "ceilometer", "gnocchi",
	"rabbit", "rabbitmq", "mongodb", "mysql", "openstack", "volume", "compute", "image", "identity", "scheduler", "conductor",
}

func (v *Veil) know(kind Kind, text, from string) (h *hidden, fresh bool) {
	key := string(kind) + " " + text
	h = v.named[key]
	if fresh = h == nil; fresh {
		v.counts[kind]++
		h = &hidden{kind: kind, name: fmt.Sprintf("%s-%d", kind, v.counts[kind]), value: text}
		v.named[key] = h
	}
	if from != "" && !slices.Contains(h.from, from) {
		h.from = append(h.from, from)
	}
	return h, fresh
}

// Text is a text with names in the place of what is hidden.
func (v *Veil) Text(text string) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	text = v.withoutSecrets(text)
	for _, h := range v.hosts {
		for range 2 { // a match takes the letter that the next one begins behind
			text = h.whole.ReplaceAllStringFunc(text, func(match string) string {
				h.places++
				m := h.whole.FindStringSubmatch(match)
				return m[1] + h.name + m[2]
			})
		}
	}
	return address.ReplaceAllStringFunc(text, v.withoutAddress)
}

func (v *Veil) withoutSecrets(text string) string {
	if v.replacer == nil {
		var pairs []string
		var all []*hidden
		for _, h := range v.secrets {
			if len(h.value) >= Shortest {
				all = append(all, h)
			}
		}
		type form struct{ text, name string }
		var every []form
		for _, h := range all {
			for _, f := range h.forms {
				every = append(every, form{f, h.name})
			}
		}
		// Of two that begin at the same place the longer one counts.
		slices.SortStableFunc(every, func(x, y form) int { return len(y.text) - len(x.text) })
		for _, f := range every {
			pairs = append(pairs, f.text, f.name)
		}
		v.replacer = strings.NewReplacer(pairs...)
	}
	for _, h := range v.secrets {
		for _, f := range h.forms {
			if n := strings.Count(text, f); n > 0 && len(h.value) >= Shortest {
				h.places += n
				break
			}
		}
	}
	if text = v.replacer.Replace(text); !strings.Contains(text, "%") {
		return text
	}
	for _, h := range v.secrets {
		if len(h.value) >= Shortest && h.mixed != nil {
			text = h.mixed.ReplaceAllStringFunc(text, func(string) string {
				h.places++
				return h.name
			})
		}
	}
	return text
}

// address finds what may be an address of IPv4 or IPv6.
var address = regexp.MustCompile(`(?i)(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9a-f]{0,4}:[0-9a-f:]*:[0-9a-f:.]*[0-9a-f]`)

// withoutAddress gives an address a name, unless it is the same everywhere.
func (v *Veil) withoutAddress(text string) string {
	a, err := netip.ParseAddr(text)
	if err != nil || a.IsLoopback() || a.IsUnspecified() {
		return text
	}
	h, _ := v.know(Address, a.Unmap().String(), "")
	h.places++
	return h.name
}

// Entry is a row of the manifest: what a name stands for is not in it.
type Entry struct {
	Name   string   `json:"name"`
	Kind   Kind     `json:"kind"`
	From   []string `json:"from,omitempty"` // where it was found
	Places int      `json:"places"`         // how often its name stands in its stead
}

// Manifest lists what was hidden.
func (v *Veil) Manifest() []Entry {
	v.mu.Lock()
	defer v.mu.Unlock()
	var all []Entry
	for _, h := range v.named {
		all = append(all, Entry{Name: h.name, Kind: h.kind, From: h.from, Places: h.places})
	}
	slices.SortFunc(all, func(x, y Entry) int {
		if x.Kind != y.Kind {
			return strings.Compare(string(y.Kind), string(x.Kind))
		}
		if len(x.Name) != len(y.Name) {
			return len(x.Name) - len(y.Name)
		}
		return strings.Compare(x.Name, y.Name)
	})
	return all
}
