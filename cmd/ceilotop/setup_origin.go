package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/charmbracelet/x/term"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/sources"
)

// spoken are answers that were given in a conversation, so that no file holds
// them but the journal of the run. Typed passwords are not among them.
type spoken struct {
	Text string `json:"text"` // an answers file
	Dir  string `json:"dir"`  // where its relative paths begin
	// Typed are the keys of the passwords that were typed.
	Typed []string `json:"typed,omitempty"`
}

// spokenOf keeps answers without the passwords that were typed.
func spokenOf(wanted setup.Answers) (*spoken, error) {
	var text bytes.Buffer
	if err := answers.Write(&text, wanted); err != nil {
		return nil, err
	}
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	t := &spoken{Text: text.String(), Dir: dir}
	for _, p := range administrators {
		if of := p.of(&wanted); of.Ref == "" && of.Set() {
			t.Typed = append(t.Typed, p.key)
		}
	}
	return t, nil
}

// administrators are the passwords that it takes to take back what was changed
// on a server. Keystone's administrator is found in the environment.
var administrators = []struct {
	key   string
	kinds []string
	of    func(*setup.Answers) *setup.Password
}{
	{
		"broker_b.admin_password",
		[]string{setup.PutVHost{}.Kind(), setup.PutUser{}.Kind(), setup.PutPolicy{}.Kind()},
		func(a *setup.Answers) *setup.Password { return &a.BrokerB.AdminPassword },
	},
	{
		"mongo.admin_password",
		[]string{setup.PutDatabaseUser{}.Kind()},
		func(a *setup.Answers) *setup.Password { return &a.MongoDB.AdminPassword },
	},
}

// originOf gives the answers that a run was made from, or those of the file
// that the flags name in their place.
func (a *app) originOf(run *machine.Run, f draftFlags) func(setup.Facts) (setup.Answers, error) {
	return func(facts setup.Facts) (setup.Answers, error) {
		origin, err := readOrigin(run)
		if err != nil {
			return setup.Answers{}, err
		}
		if f.answers == "" && origin.Spoken != nil {
			return a.retold(run, origin, facts)
		}
		wanted, err := a.wanted(draftFlags{answers: cmp.Or(f.answers, origin.Answers)}, origin.Roles, facts)
		if err != nil {
			err = sources.WithHint(err, "Name the answers that the run was made from: --answers FILE")
		}
		return wanted, err
	}
}

func readOrigin(run *machine.Run) (savedPlan, error) {
	var origin savedPlan
	text, err := os.ReadFile(filepath.Join(run.Dir, "answers"))
	if err == nil {
		err = json.Unmarshal(text, &origin)
	}
	if err != nil {
		err = fmt.Errorf("reading which answers the run was made from: %w", err)
	}
	return origin, err
}

// retold takes the answers of a conversation up again, and asks for the
// passwords that were typed then and are needed now.
func (a *app) retold(run *machine.Run, origin savedPlan, facts setup.Facts) (setup.Answers, error) {
	file, err := answers.Parse(filepath.Join(run.Dir, "answers"), []byte(origin.Spoken.Text))
	if err != nil {
		return setup.Answers{}, err
	}
	wanted, err := answers.Merge(facts, file)
	if err != nil {
		return wanted, err
	}
	wanted, warnings, err := settled(wanted, facts, origin.Spoken.Dir)
	for _, w := range warnings {
		a.say("%s", w)
	}
	if err != nil {
		return wanted, sources.WithHint(err, "Give answers that name the password: --answers FILE")
	}
	for _, p := range administrators {
		if !slices.Contains(origin.Spoken.Typed, p.key) || !changedAny(run, p.kinds) {
			continue
		}
		if p.of(&wanted).Value, err = a.retype(p.key); err != nil {
			return wanted, err
		}
	}
	return wanted, nil
}

func changedAny(run *machine.Run, kinds []string) bool {
	return slices.ContainsFunc(run.Records, func(r setup.Record) bool { return !r.Reverted && slices.Contains(kinds, r.Undo.Kind) })
}

// retype asks for a password that was typed once and is kept nowhere.
func (a *app) retype(key string) (sources.Secret, error) {
	if a.typed != nil {
		for _, p := range administrators {
			if p.key == key && p.of(a.typed).Set() {
				return p.of(a.typed).Value, nil
			}
		}
	}
	typed := fmt.Errorf("%s was typed when the run was made, and is kept nowhere", key)
	f, ok := a.stdin.(*os.File)
	if !ok || !isTerminal(f) {
		return "", sources.WithHint(typed, "Give an answers file that has it as env:NAME or file:PATH: --answers FILE")
	}
	a.say("%s", typed)
	fmt.Fprintf(a.stderr, "%s: ", key)
	text, err := term.ReadPassword(f.Fd())
	fmt.Fprintln(a.stderr)
	if err == nil && len(text) == 0 {
		err = errors.New("nothing was typed")
	}
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", key, err)
	}
	return sources.Secret(text), nil
}
