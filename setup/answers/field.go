package answers

import (
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// field is one answer.
type field struct {
	key, title  string
	why, source string
	list        bool
	secret      bool
	choices     []string
	// get gives the answer as it would stand in the file, set takes one that
	// check has let through.
	get func(*setup.Answers) string
	set func(*setup.Answers, []string)
	// check says what is wrong with one text. It is not asked about no text.
	check func(string) error
	// doubt says what is odd about one text that is right.
	doubt func(string, setup.Facts) string
	// otherwise is the default where nothing was found; it may follow from the
	// answers before it.
	otherwise func(setup.Answers, setup.Facts) string
	// rests is what otherwise found on the machine; advice is why its default is
	// recommended where that is nothing.
	rests    func(setup.Answers, setup.Facts) string
	advice   func(setup.Answers, setup.Facts) string
	when     func(setup.Answers, setup.Facts) bool
	required bool
	// pending says that the default hangs on another answer that is missing yet:
	// it is left open in a file of all answers.
	pending func(*setup.Answers) bool
}

// lookup finds a field by its name in the file.
func lookup(key string) (field, bool) {
	i := slices.IndexFunc(fields, func(f field) bool { return f.key == key })
	if i < 0 {
		return field{}, false
	}
	return fields[i], true
}

// groups are the names above the fields that have one, in order.
func groups() []string {
	var names []string
	for _, f := range fields {
		if g, _ := split(f.key); g != "" && !slices.Contains(names, g) {
			names = append(names, g)
		}
	}
	return names
}

func isGroup(name string) bool { return slices.Contains(groups(), name) }

// answer checks an answer of one or more texts and sets it.
func (f field) answer(a *setup.Answers, items []string) error {
	if len(items) == 0 || len(items) == 1 && items[0] == "" {
		if f.required {
			return f.nothing()
		}
		f.set(a, nil)
		return nil
	}
	for _, text := range items {
		if err := f.valid(text); err != nil {
			return err
		}
		// It would be two items when it is written and read again.
		if f.list && (text == "" || strings.Contains(text, ",")) {
			return wrong("an item of the list is empty, or several", "Write each as an item of its own.")
		}
	}
	f.set(a, items)
	return nil
}

func (f field) nothing() error { return wrong("nothing was answered", "Give the "+f.title+".") }

// valid checks one text.
func (f field) valid(text string) error {
	if text == "" && f.required {
		return f.nothing()
	}
	if !f.secret {
		if err := clean(text); err != nil {
			return err
		}
	}
	if len(f.choices) > 0 && !slices.Contains(f.choices, text) {
		return wrong("this is none of the choices", "Choose one of "+strings.Join(f.choices, ", ")+".")
	}
	if f.check == nil {
		return nil
	}
	return f.check(text)
}

// items splits what was typed or found for a field.
func (f field) items(text string) []string {
	if !f.list {
		return []string{text}
	}
	var items []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

// text is a field of one text.
func text(at func(*setup.Answers) *string) (get func(*setup.Answers) string, set func(*setup.Answers, []string)) {
	return func(a *setup.Answers) string { return *at(a) },
		func(a *setup.Answers, items []string) { *at(a) = strings.Join(items, "") }
}

// list is a field of several texts.
func list(at func(*setup.Answers) *[]string) (get func(*setup.Answers) string, set func(*setup.Answers, []string)) {
	return func(a *setup.Answers) string { return strings.Join(*at(a), ", ") },
		func(a *setup.Answers, items []string) { *at(a) = slices.Clone(items) }
}

// flag is a field that is true or false.
func flag(at func(*setup.Answers) *bool) (get func(*setup.Answers) string, set func(*setup.Answers, []string)) {
	return func(a *setup.Answers) string {
			if *at(a) {
				return "true"
			}
			return "false"
		}, func(a *setup.Answers, items []string) {
			*at(a) = len(items) > 0 && truth(items[0])
		}
}

// password is a field that refers to a password. A text of its own is one too:
// its Ref stays empty.
func password(name string, at func(*setup.Answers) *setup.Password) (get func(*setup.Answers) string, set func(*setup.Answers, []string)) {
	return func(a *setup.Answers) string { return at(a).Ref },
		func(a *setup.Answers, items []string) { *at(a) = passwordOf(name, strings.Join(items, "")) }
}
