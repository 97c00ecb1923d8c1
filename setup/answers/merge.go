package answers

import (
	"errors"
	"slices"

	"github.com/ceilotop/ceilotop/sources"

	"github.com/ceilotop/ceilotop/setup"
)

// Defaults is what the answers are when nothing was answered: what the
// machine's own files say, and what the installation guides say where these are
// silent. A password of a file is not among them: it is fetched by Resolve.
func Defaults(f setup.Facts) setup.Answers {
	a, _ := Merge(f)
	return a
}

// Merge puts the answers of files over the defaults; a later file wins. All
// that is wrong with them is in the error, each with file and line. Passwords
// are not fetched yet.
func Merge(f setup.Facts, files ...File) (setup.Answers, error) {
	var a setup.Answers
	var failures []error
	found := find(f)
	for _, field := range fields {
		answered := false
		for _, file := range slices.Backward(files) {
			v, ok := file.values[field.key]
			if !ok {
				continue
			}
			answered = true
			if err := file.set(&a, field, v); err != nil {
				failures = append(failures, err)
			}
			break
		}
		if !answered {
			field.fill(&a, f, found)
		}
	}
	return a, errors.Join(failures...)
}

func (f File) set(a *setup.Answers, field field, v value) error {
	items := v.items
	if !v.list {
		items = field.items(firstOf(v.items))
	}
	if field.secret && !isReference(firstOf(items)) && firstOf(items) != "" && !f.Private {
		return f.fail(v.line, field.key+" is a password, and others can read this file",
			"chmod 600 "+shellWord(f.Name)+" — or keep it elsewhere and write env:NAME, file:PATH or generate.")
	}
	if err := field.answer(a, items); err != nil {
		return f.fail(v.line, field.key+": "+err.Error(), sources.HintOf(err))
	}
	return nil
}

// fill sets the default.
func (f field) fill(a *setup.Answers, facts setup.Facts, found map[string]finding) {
	text, _ := f.byDefault(*a, facts, found)
	if text == "" {
		f.set(a, nil)
		return
	}
	if f.answer(a, f.items(text)) != nil {
		// What stands in the files is not always an answer; a default has to be one.
		f.set(a, nil)
		if f.otherwise != nil {
			if text := f.otherwise(*a, facts); text != "" {
				_ = f.answer(a, f.items(text))
			}
		}
	}
}

// byDefault is the default with its evidence.
func (f field) byDefault(a setup.Answers, facts setup.Facts, found map[string]finding) (text, evidence string) {
	if group, _ := split(f.key); group == "broker_b" {
		if there, ok := onBrokerB(facts, a.BrokerB.Hosts())[f.key]; ok {
			return there.text, there.evidence
		}
	}
	if found, ok := found[f.key]; ok {
		return found.text, found.evidence
	}
	if f.otherwise != nil {
		return f.otherwise(a, facts), ""
	}
	return "", ""
}

// Get is an answer as it would stand in the file; "" for a password that is a
// text of its own. It reports whether there is such a key.
func Get(a setup.Answers, key string) (string, bool) {
	f, ok := lookup(key)
	if !ok {
		return "", false
	}
	return f.get(&a), true
}

// Set gives one answer, as Merge does with a line of a file. A password that is
// a text of its own is taken: whoever calls it has it from a terminal.
func Set(a *setup.Answers, key, text string) error {
	f, ok := lookup(key)
	if !ok {
		group, _ := split(key)
		return wrong("there is no answer called "+key, suggestion(group, key))
	}
	return f.answer(a, f.items(text))
}

func firstOf(items []string) string {
	if len(items) == 0 {
		return ""
	}
	return items[0]
}
