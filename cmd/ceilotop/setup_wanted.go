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
	wanted, warnings, err := answers.Resolve(wanted, facts, answers.Here(dir))
	if err != nil {
		return wanted, err
	}
	odd, err := answers.Check(wanted, facts)
	for _, w := range append(warnings, odd...) {
		a.say("%s", sources.Visible(w))
	}
	return wanted, err
}
