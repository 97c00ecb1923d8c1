package machine

import (
	"fmt"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// reserve is what a run needs beside its files: records, the plan, blocks that
// are not full.
const reserve = 1 << 20

// room looks whether the disks have room for a run and for taking it back: a
// rollback that finds a full disk helps nobody. The journal keeps each file's
// old text and a patch, and a file that is replaced is there twice for a moment.
func room(root, journal string, p setup.Plan) error {
	need := make(map[uint64]int64) // by device
	where := make(map[uint64]string)
	add := func(dir string, bytes int64) {
		var st unix.Stat_t
		for unix.Stat(dir, &st) != nil && dir != filepath.Dir(dir) {
			dir = filepath.Dir(dir) // it will be made
		}
		need[st.Dev] += bytes
		where[st.Dev] = dir
	}
	add(journal, reserve)
	for _, s := range p.Steps {
		if s.State != setup.Change {
			continue
		}
		for _, a := range s.Actions {
			if w, ok := a.(setup.WriteFile); ok {
				size := int64(len(w.Old) + len(w.New))
				add(journal, 2*size)
				add(filepath.Dir(filepath.Join(root, w.Path)), size)
			}
		}
	}
	for device, bytes := range need {
		var fs unix.Statfs_t
		if unix.Statfs(where[device], &fs) != nil {
			continue // what cannot be told is found out by writing
		}
		if free := int64(fs.Bavail) * fs.Bsize; free < bytes {
			return sources.WithHint(fmt.Errorf("the disk of %s has %d kB left, and the run with its rollback needs %d kB", where[device], free>>10, bytes>>10), "Make room and try again; nothing was changed.")
		}
	}
	return nil
}
