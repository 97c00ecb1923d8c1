package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// savedPlan is a plan in a file. It holds no password: whoever applies it makes
// the plan once more from the same answers, and only if that is the same plan,
// byte for byte, it is carried out.
type savedPlan struct {
	Format  int              `json:"format"`
	Root    string           `json:"root"`
	Answers string           `json:"answers,omitempty"` // the file, by its full path
	Spoken  *spoken          `json:"spoken,omitempty"`  // or they themselves
	Roles   []setup.NodeRole `json:"roles,omitempty"`   // those that were given
	Plan    json.RawMessage  `json:"plan"`
}

const savedFormat = 1

// origin is a savedPlan without the plan: which answers a run is made from.
func (d *draft) origin(root string) (string, error) {
	s, err := d.saved(root)
	if err != nil {
		return "", err
	}
	s.Plan = json.RawMessage("null")
	text, err := json.Marshal(s)
	return string(text), err
}

func (d *draft) saved(root string) (savedPlan, error) {
	s := savedPlan{Format: savedFormat, Root: root, Spoken: d.spoken}
	var err error
	if s.Root, err = filepath.Abs(root); err != nil {
		return s, err
	}
	if d.flags.answers != "" {
		if s.Answers, err = filepath.Abs(d.flags.answers); err != nil {
			return s, err
		}
	}
	if s.Roles, err = parseRoles(d.flags.roles); err != nil {
		return s, err
	}
	s.Plan, err = json.Marshal(d.plan)
	return s, err
}

// save writes the plan to a file that is there or not, whole or not at all.
func (s savedPlan) save(path string) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	err = replace(path, func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
	if err != nil {
		return fmt.Errorf("keeping the plan in %s: %w", path, err)
	}
	return nil
}

// readSaved reads a plan that save wrote.
func readSaved(path string) (savedPlan, error) {
	var s savedPlan
	text, err := os.ReadFile(path)
	if err != nil {
		return s, fmt.Errorf("reading the plan: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	err = d.Decode(&s)
	switch {
	case err != nil:
		err = errors.New("it is not a plan, or only half of one")
	case s.Format != savedFormat:
		err = fmt.Errorf("it is of another version of ceilotop (format %d)", s.Format)
	default:
		return s, nil
	}
	return s, sources.WithHint(fmt.Errorf("reading the plan in %s: %w", path, err), "ceilotop setup plan --answers FILE -o plan.json")
}

// drift says what has changed since a plan was saved: nil, or an error that
// names the steps.
func (s savedPlan) drift(now setup.Plan) error {
	text, err := json.Marshal(now)
	if err != nil {
		return err
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, s.Plan); err != nil {
		return err
	}
	if bytes.Equal(text, compact.Bytes()) {
		return nil
	}
	what := "what the plan rests on"
	if ids := differing(compact.Bytes(), text); len(ids) > 0 {
		what = "step " + strings.Join(ids, ", ")
	}
	return &partialError{sources.WithHint(fmt.Errorf("nothing was changed: since the plan was made, the machine, a server or the answers changed: %s", what),
		"Make and read a new plan: ceilotop setup plan")}
}

// differing are the steps that are not the same in two plans.
func differing(old, now []byte) (ids []string) {
	var a, b struct{ Steps []json.RawMessage }
	if json.Unmarshal(old, &a) != nil || json.Unmarshal(now, &b) != nil {
		return nil
	}
	steps := func(list []json.RawMessage) (names []string, texts map[string]string) {
		texts = make(map[string]string)
		for _, raw := range list {
			var s struct{ ID string }
			_ = json.Unmarshal(raw, &s)
			names, texts[s.ID] = append(names, s.ID), string(raw)
		}
		return names, texts
	}
	before, then := steps(a.Steps)
	after, today := steps(b.Steps)
	for _, id := range before {
		if then[id] != today[id] {
			ids = append(ids, sources.Visible(id))
		}
	}
	for _, id := range after {
		if _, ok := then[id]; !ok {
			ids = append(ids, sources.Visible(id))
		}
	}
	return ids
}
