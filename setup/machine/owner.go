package machine

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// wear finds the numbers of user:group in the root's own passwd and group: they
// may be others than on the machine that ceilotop runs on.
func (m *Machine) wear(mode fs.FileMode, owner string) (Wear, error) {
	w := Wear{Mode: mode}
	if mode == 0 {
		w.Mode = 0o644
	}
	if owner == "" {
		return w, nil
	}
	user, group, _ := strings.Cut(owner, ":")
	t := &tree{root: m.root}
	var err error
	if w.UID, err = number(t.names("/etc/passwd"), user, "user"); err != nil {
		return w, err
	}
	if w.GID, err = number(t.names("/etc/group"), group, "group"); err != nil {
		return w, err
	}
	w.Owned = true
	return w, nil
}

func number(names map[uint32]string, name, what string) (uint32, error) {
	for id, n := range names {
		if n == name {
			return id, nil
		}
	}
	if id, err := strconv.ParseUint(name, 10, 32); err == nil {
		return uint32(id), nil
	}
	if name == "root" {
		return 0, nil
	}
	return 0, sources.WithHint(fmt.Errorf("the machine has no %s %q", what, name), "Install the service's package first: it makes its "+what+".")
}
