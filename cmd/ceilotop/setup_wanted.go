package main

import (
	"path/filepath"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/sources"
)

// wanted reads the answers and fetches their passwords.
func (a *app) wanted(f draftFlags, roles []setup.NodeRole, facts setup.Facts) (setup.Answers, error) {
	var files []answers.File
	dir := "."
	if f.answers != "" {
		file, err := answers.Read(f.answers)
		if err != nil {
			return setup.Answers{}, err
		}
		files, dir = append(files, file), filepath.Dir(f.answers)
	}
	wanted, err := answers.Merge(facts, files...)
	if err != nil {
		return wanted, err
	}
	if len(roles) > 0 {
		wanted.Roles = roles
	}
	wanted, warnings, err := settled(wanted, facts, dir)
	for _, w := range warnings {
		a.say("%s", w)
	}
	return wanted, err
}

// settled fetches the passwords that answers refer to, from dir where a path is
// relative, and checks all of them together. The warnings are what is odd about
// them, a sentence each.
func settled(wanted setup.Answers, facts setup.Facts, dir string) (setup.Answers, []string, error) {
	wanted, warnings, err := answers.Resolve(wanted, facts, answers.Here(dir))
	if err == nil {
		var odd []string
		odd, err = answers.Check(wanted, facts)
		warnings = append(warnings, odd...)
	}
	for i, w := range warnings {
		warnings[i] = sources.Visible(w)
	}
	return wanted, warnings, err
}
