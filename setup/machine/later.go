package machine

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Later lists the files that a service, started without --config-file, reads
// after this one and lets win over it: the drop-ins beside a file of a known
// name, or those that follow a drop-in.
func Later(file string) []string {
	t := &tree{root: "/"}
	dir, base := filepath.Split(file)
	for _, p := range programs {
		if p.file == base {
			return t.instance(nil, p, dir, "")[0].files[1:]
		}
		for _, d := range p.dropIns {
			if strings.HasSuffix(path.Clean(dir), "/"+d) {
				files := t.instance(nil, p, path.Clean(strings.TrimSuffix(path.Clean(dir), d)), "")[0].files[1:]
				if i := slices.Index(files, path.Clean(file)); i >= 0 {
					return files[i+1:]
				}
			}
		}
	}
	return nil
}
