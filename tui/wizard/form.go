package wizard

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/field"
)

// form is the question that is being answered. Texts are typed into field; the
// others are a field of huh's.
type form struct {
	q    setup.Question
	left bool // the text field does not have the keyboard

	field *field.Field // nil: a choice
	taken bool         // the default was put into the field to be changed

	choice huh.Field // nil: a text
	one    string
	many   []string
	yes    bool

	err   error  // why what is typed cannot be the answer
	doubt string // what is odd about it
}

// newForm makes the form of a question.
func (p *Page) newForm(q setup.Question) *form {
	f := &form{q: q}
	switch {
	case isBool(q):
		f.yes = q.Default == "true"
		f.choice = huh.NewConfirm().Affirmative(p.c.Words.Dialog.Yes).Negative(p.c.Words.Dialog.No).Value(&f.yes)
	case len(q.Choices) > 0 && q.List:
		f.many = items(q.Default)
		f.choice = huh.NewMultiSelect[string]().Options(p.options(q)...).Filterable(false).Value(&f.many)
	case len(q.Choices) > 0:
		f.one = q.Default
		f.choice = huh.NewSelect[string]().Options(p.options(q)...).Value(&f.one)
	default:
		f.field = field.New(&p.c.Keys.Field)
		f.field.SetHidden(q.Secret)
	}
	return f
}

// isBool reports whether the only answers are true and false.
func isBool(q setup.Question) bool {
	if slices.Equal(q.Choices, []string{"true", "false"}) {
		return true
	}
	return (q.Default == "true" || q.Default == "false") && len(q.Choices) == 0 && !q.Secret &&
		q.Validate("true") == nil && q.Validate("false") == nil && q.Validate("x") != nil
}

func (p *Page) options(q setup.Question) (all []huh.Option[string]) {
	for _, c := range q.Choices {
		all = append(all, huh.NewOption(sources.Visible(p.say(c)), c))
	}
	return all
}

func items(list string) (all []string) {
	for item := range strings.SplitSeq(list, ",") {
		if item = strings.TrimSpace(item); item != "" {
			all = append(all, item)
		}
	}
	return all
}

// isText reports whether letters are text for the form.
func (f *form) isText() bool { return f.field != nil && !f.left }

// blank reports whether nothing was typed, so that Enter takes the default.
func (f *form) blank() bool { return f.field != nil && f.field.Value() == "" && !f.taken }

// answer is what Enter would give. Given is false when that is the default: an
// answer that nobody gave goes on following from those before it.
func (f *form) answer() (text string, given bool) {
	switch {
	case f.field != nil:
		if f.blank() {
			return f.q.Default, false
		}
		return f.field.Value(), true
	case f.many != nil || f.q.List:
		var chosen []string // in the order of the choices
		for _, c := range f.q.Choices {
			if slices.Contains(f.many, c) {
				chosen = append(chosen, c)
			}
		}
		text = strings.Join(chosen, ", ")
		return text, !sameItems(chosen, items(f.q.Default))
	case isBool(f.q):
		text = "false"
		if f.yes {
			text = "true"
		}
	default:
		text = f.one
	}
	return text, text != f.q.Default
}

func sameItems(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

// judge checks what is typed. Nothing typed yet is not an error.
func (f *form) judge() {
	text, given := f.answer()
	f.err, f.doubt = nil, ""
	if given {
		f.err = f.q.Validate(text)
	}
	if f.err == nil && text != "" {
		f.doubt = f.q.Warn(text)
	}
}

// isReference reports whether a text only says where a password is.
func isReference(text string) bool {
	return strings.HasPrefix(text, "env:") || strings.HasPrefix(text, "file:") || text == "generate"
}

// edit gives a key or a paste to the field.
func (f *form) edit(msg tea.Msg) {
	f.field.Update(msg)
	f.field.SetHidden(f.q.Secret && !isReference(f.field.Value()))
	f.judge()
}

// take puts the default into the field, to be changed.
func (f *form) take() {
	if f.blank() && !f.q.Secret {
		f.field.SetValue(f.q.Default)
		f.taken = true
		f.judge()
	}
}

// clear takes everything out of the field, the default as well.
func (f *form) clear() {
	f.field.SetValue("")
	f.taken = true
}

// choose gives a key to huh's field. Its commands go from field to field of a
// form of huh's, which there is none of.
func (f *form) choose(msg tea.KeyPressMsg) {
	m, _ := f.choice.Update(msg)
	if c, ok := m.(huh.Field); ok {
		f.choice = c
	}
	f.judge()
}

// reads reports whether a key is one for huh's field.
func (p *Page) reads(msg tea.KeyPressMsg) bool {
	f := p.ask.form
	if f.choice == nil {
		return false
	}
	for _, b := range p.choiceKeys() {
		if key.Matches(msg, b) {
			return true
		}
	}
	return false
}

// choiceKeys are the bindings of the choice that is shown.
func (p *Page) choiceKeys() []key.Binding {
	mv, f := &p.c.Keys.List, p.ask.form
	switch f.choice.(type) {
	case *huh.Confirm:
		return []key.Binding{p.k.Switch}
	case *huh.MultiSelect[string]:
		return []key.Binding{p.k.Toggle, mv.Up, mv.Down, mv.Top, mv.Bottom}
	}
	return []key.Binding{mv.Up, mv.Down, mv.Top, mv.Bottom}
}
