// Package interview is the engine of a guided setup: which questions there are,
// which of them a person has to be asked, and what was answered so far. The
// wizard's page and the plain prompts are two faces of it, so that the same
// answers make the same plan. It does no I/O.
package interview

import (
	"io"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
)

// Interview is one guided setup of one machine. It belongs to one goroutine.
type Interview struct {
	facts setup.Facts
	files []answers.File
	kept  answers.File // also the last of files, or empty
	typed []typed      // in the order in which they were given first
	on    bool         // see GoOn
	// Aside says which kept answers could not be taken up; nil: none.
	Aside *Aside
}

// Aside are the answers of an earlier conversation that cannot be used. They are
// no reason not to begin, and have to be shown to whoever gave them.
type Aside struct {
	Path string // where they are now
	Why  error  // with a hint where there is one
}

// typed is an answer that was given in this conversation.
type typed struct{ key, text string }

// guided is what is taken for granted of somebody who is led through a setup:
// unless he says otherwise, nothing of the machine is changed.
var guided = answers.Given(map[string]string{"apply.mode": "patch"})

// New begins with what the machine's files say; the answers of files, such as
// those of an earlier conversation, stand above these. The error names all that
// is wrong with the files.
func New(f setup.Facts, files ...answers.File) (*Interview, error) {
	i := &Interview{facts: f, files: append([]answers.File{guided}, files...)}
	_, err := answers.Merge(f, i.files...)
	return i, err
}

// Resume goes on with the answers that an earlier conversation kept. They stand
// above those of the other files, and their questions count as answered.
func Resume(f setup.Facts, kept answers.File, files ...answers.File) (*Interview, error) {
	i, err := New(f, append(slices.Clone(files), kept)...)
	i.kept = kept
	return i, err
}

// Afresh is the interview as it was before anything was said: without the answers
// of an earlier conversation, and with those of the other files.
func (i *Interview) Afresh() (*Interview, error) {
	files := i.files[1:] // without guided
	if i.kept.Name != "" {
		files = files[:len(files)-1]
	}
	return New(i.facts, files...)
}

// Clone is an interview that goes on by itself, for whoever works with the
// answers as they are now while the conversation continues.
func (i *Interview) Clone() *Interview {
	c := *i
	c.files, c.typed = slices.Clone(i.files), slices.Clone(i.typed)
	return &c
}

// Facts are those of the machine.
func (i *Interview) Facts() setup.Facts { return i.facts }

// Answers are all of them as they are now: those that were typed, those of the
// files, and the defaults, which follow from both. Passwords are not fetched.
func (i *Interview) Answers() setup.Answers {
	a, _ := answers.Merge(i.facts, append(slices.Clone(i.files), answers.Given(i.given()))...)
	return a
}

func (i *Interview) given() map[string]string {
	all := make(map[string]string, len(i.typed))
	for _, t := range i.typed {
		all[t.key] = t.text
	}
	return all
}

// Questions are those that matter with the answers so far, in order.
func (i *Interview) Questions() []setup.Question {
	a := i.Answers()
	return slices.DeleteFunc(i.all(a), func(q setup.Question) bool { return !q.Relevant(a) })
}

// all are the questions with what their defaults rest on: what was answered in a
// file rests on that.
func (i *Interview) all(a setup.Answers) []setup.Question {
	all := answers.Questions(a, i.facts)
	for n := range all {
		q := &all[n]
		if q.Evidence != "" || i.Answered(q.Key) {
			continue
		}
		if i.kept.Answers(q.Key) {
			q.Evidence, q.Advice = "an earlier answer", ""
			continue
		}
		for _, file := range slices.Backward(i.files[1:]) {
			if where := file.Where(q.Key); where != "" {
				q.Evidence, q.Advice = where, ""
				break
			}
		}
	}
	return all
}

// Asked are those of Questions that a person has to be asked, answered or not.
func (i *Interview) Asked() []setup.Question {
	return slices.DeleteFunc(i.Questions(), func(q setup.Question) bool { return !q.Ask })
}

// Next is the first of Asked that was not answered yet, neither here nor in the
// conversation that this one goes on with.
func (i *Interview) Next() (setup.Question, bool) {
	asked := i.Asked()
	n := slices.IndexFunc(asked, func(q setup.Question) bool { return !i.Settled(q.Key) })
	if n < 0 {
		return setup.Question{}, false
	}
	return asked[n], true
}

// Question is the one with that key, relevant or not.
func (i *Interview) Question(key string) (setup.Question, bool) {
	all := i.all(i.Answers())
	n := slices.IndexFunc(all, func(q setup.Question) bool { return q.Key == key })
	if n < 0 {
		return setup.Question{}, false
	}
	return all[n], true
}

// Answer gives an answer. The error is the reason why it cannot be one, with a
// hint, and never shows a password.
func (i *Interview) Answer(key, text string) error {
	a := i.Answers()
	if err := answers.Set(&a, key, text); err != nil {
		return err
	}
	if strings.HasPrefix(key, "nodes.") && !slices.Equal(nodes(a), nodes(i.Answers())) {
		i.on = false
	}
	if n := slices.IndexFunc(i.typed, func(t typed) bool { return t.key == key }); n >= 0 {
		i.typed[n].text = text
		return nil
	}
	i.typed = append(i.typed, typed{key, text})
	return nil
}

func nodes(a setup.Answers) []string {
	return slices.Concat(a.Nodes.Control, a.Nodes.Storage, a.Nodes.Compute)
}

// GoOn says that the questions were left behind: from now on the other nodes
// that are named may be asked for their files. A draft that is made before, while
// somebody types, asks none. It reports whether that is new to any of them.
func (i *Interview) GoOn() bool {
	news := !i.on && len(nodes(i.Answers())) > 0
	i.on = true
	return news
}

// WentOn reports whether the questions were left behind, and no other nodes were
// named since.
func (i *Interview) WentOn() bool { return i.on }

// Accept takes the default for the answer, so that it stays the one that was
// looked at. It does nothing to a question that was answered already, and is an
// error for one that has to be answered and has no default.
func (i *Interview) Accept(key string) error {
	if i.Settled(key) {
		return nil
	}
	q, ok := i.Question(key)
	if !ok {
		return i.Answer(key, "") // the error says that there is none
	}
	return i.Answer(key, q.Default)
}

// Settled reports whether an answer was given in this conversation, by typing
// it or by accepting its default, or in the one that it goes on with. A password
// that was typed there was not kept.
func (i *Interview) Settled(key string) bool {
	if i.Answered(key) || !i.kept.Answers(key) {
		return i.Answered(key)
	}
	q, ok := i.Question(key)
	return ok && (!q.Secret || q.Default != "")
}

// Answered reports whether an answer was given in this conversation.
func (i *Interview) Answered(key string) bool {
	return slices.ContainsFunc(i.typed, func(t typed) bool { return t.key == key })
}

// Save writes an answers file, without passwords that were typed.
func (i *Interview) Save(w io.Writer) error { return answers.Write(w, i.Answers()) }

// Keep writes an answers file of what was said, here and in the files: a later
// conversation goes on from it, with the defaults of its own time. Passwords
// that were typed are left out; from is where references to files begin.
func (i *Interview) Keep(w io.Writer, from answers.Origins) error {
	return answers.WriteSome(w, from.Anchored(i.Answers()), i.said)
}

// said reports whether somebody gave an answer, and not its default.
func (i *Interview) said(key string) bool {
	return i.Answered(key) || slices.ContainsFunc(i.files[1:], func(f answers.File) bool { return f.Answers(key) })
}
