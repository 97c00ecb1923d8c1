package machine

import (
	"os"
	"path"
	"strings"
	"syscall"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// secretsDir is where generated passwords are kept, one a file, without a line end.
const secretsDir = "/var/lib/ceilotop/secrets"

// secrets finds the passwords that an earlier run generated. One that others
// could have read or written is not used again.
func (v *survey) secrets() {
	for _, name := range v.tree.list(secretsDir) {
		p := path.Join(secretsDir, name)
		if strings.HasPrefix(name, ".") {
			continue
		}
		if v.tree.link(p) != "" {
			v.note("%s is a symbolic link; the password was not read.", p)
			continue
		}
		c := v.tree.content(p)
		if !c.ok {
			continue
		}
		st, known := c.info.Sys().(*syscall.Stat_t)
		text := strings.TrimRight(string(c.text), "\r\n")
		switch {
		case c.info.Mode().Perm()&0o177 != 0:
			v.note("%s has mode %04o; the password was not read, because only 0600 keeps it from others.", p, c.info.Mode().Perm())
		case known && st.Uid != 0 && int(st.Uid) != os.Geteuid():
			v.note("%s belongs to %s; the password was not read.", p, v.tree.owner(st.Uid, st.Gid))
		case text == "" || strings.ContainsAny(text, "\r\n\x00"):
			v.note("%s does not hold one line with a password.", p)
		default:
			v.facts.Secrets = append(v.facts.Secrets, setup.StoredSecret{Name: name, Value: sources.Secret(text)})
		}
	}
}
