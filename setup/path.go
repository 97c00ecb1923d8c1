package setup

import "path"

func parent(p string) string { return path.Dir(p) }

func join(root, p string) string { return path.Join(root, p) }
