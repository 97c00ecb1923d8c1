// Package words holds every text the interface shows, in English and Chinese.
// A page's texts are a struct in a file of their own, and Words has one field
// for each. A test sees to it that no text is empty in any language and that
// the format verbs of one text agree between languages.
package words

import (
	"fmt"
	"strings"
)

// Language is a language the interface speaks.
type Language uint8

const (
	English Language = iota
	Chinese
)

var languages = [...]string{"en", "zh"}

func (l Language) String() string { return languages[l] }

// Parse reads a language as --lang and the locale variables spell it: en,
// en_GB.UTF-8, zh, zh_CN.UTF-8, C, POSIX.
func Parse(text string) (Language, error) {
	name, _, _ := strings.Cut(strings.ToLower(text), ".")
	name, _, _ = strings.Cut(name, "@")
	switch {
	case name == "c", name == "posix", name == "en", name == "english",
		strings.HasPrefix(name, "en_"), strings.HasPrefix(name, "en-"):
		return English, nil
	case name == "zh", name == "chinese", strings.HasPrefix(name, "zh_"), strings.HasPrefix(name, "zh-"):
		return Chinese, nil
	}
	return English, fmt.Errorf("language %q is none of en, zh", text)
}

// FromEnv chooses the language as a C program does: the first of LC_ALL,
// LC_MESSAGES and LANG that is set. A locale we have no words for is English.
func FromEnv(getenv func(string) string) Language {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(name); v != "" {
			l, _ := Parse(v)
			return l
		}
	}
	return English
}

// Words are all texts in one language.
type Words struct {
	Language Language

	Header   Header
	Brokers  Brokers
	Dialog   Dialog
	Help     Help
	Palette  Palette
	OwnLog   OwnLog
	Theme    Theme
	Replay   Replay
	Copy     Copy
	Keys     Keys
	Events   Events
	Trace    Trace
	Meters   Meters
	Pipeline Pipeline
	Usage    Usage
	Wizard   Wizard
	Demo     Demo
	Prompt   Prompt
	Filter   Filter
}

// For returns the words of a language. The result is shared: it is not to be
// changed.
func For(l Language) *Words {
	if l == Chinese {
		return &chinese
	}
	return &english
}
