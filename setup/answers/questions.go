package answers

import (
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// Questions are all questions in order. Their defaults are the answers so far:
// what a says, which is Defaults(f) when nothing was answered yet.
func Questions(a setup.Answers, f setup.Facts) []setup.Question {
	found := find(f)
	var all []setup.Question
	for _, field := range fields {
		group, _ := split(field.key)
		q := setup.Question{
			Key: field.key, Group: group, Title: field.title, Why: field.why, Source: field.source,
			Secret: field.secret, List: field.list, Choices: field.choices,
			Default: field.get(&a), Ask: field.asks(a, f, found),
		}
		q.Evidence, q.Advice = field.reason(q.Default, a, f, found)
		if field.when != nil {
			q.When = func(a setup.Answers) bool { return field.when(a, f) }
		}
		q.Check = func(text string) error {
			var scratch setup.Answers
			return field.answer(&scratch, field.items(text))
		}
		q.Doubt = func(text string) string { return field.warn(text, a, f) }
		all = append(all, q)
	}
	return all
}

// reason is what an answer rests on: what was found, or else why its default is
// recommended. One that somebody gave rests on him.
func (f field) reason(answer string, a setup.Answers, facts setup.Facts, found map[string]finding) (evidence, advice string) {
	text, evidence := f.byDefault(a, facts, found)
	switch {
	case f.key == "apply.mode" && answer == "patch": // a guide's own default
		return "", "nothing of this machine is changed"
	case !same(f, text, answer):
		return "", ""
	case evidence == "" && text != "" && f.rests != nil:
		evidence = f.rests(a, facts)
	}
	if evidence == "" && text != "" && f.advice != nil {
		advice = f.advice(a, facts)
	}
	return evidence, advice
}

// same reports whether two texts are the same answer.
func same(f field, x, y string) bool {
	var a, b setup.Answers
	f.set(&a, f.items(x))
	f.set(&b, f.items(y))
	return f.get(&a) == f.get(&b)
}

// warn says what is odd about a text that is valid.
func (f field) warn(text string, a setup.Answers, facts setup.Facts) string {
	var odd []string
	for _, item := range f.items(text) {
		if item == "" {
			continue
		}
		if f.doubt != nil {
			if s := f.doubt(item, facts); s != "" {
				odd = append(odd, s)
			}
		}
		if f.secret && !isReference(item) {
			odd = append(odd, weak(item, name(f, a))...)
		}
		if addressed[f.key] {
			if s := elsewhere(item, facts); s != "" {
				odd = append(odd, s)
			}
		}
	}
	return sources.Visible(strings.Join(odd, "; "))
}

// addressed are the answers that name a machine of the same cloud.
var addressed = map[string]bool{
	"broker_b.host": true, "mongo.host": true, "api.host": true, "keystone.auth_url": true, "keystone.admin_url": true,
	"keystone.memcached": true, "broker_b.admin_url": true, "nodes.control": true, "nodes.compute": true, "nodes.storage": true,
}

// name is the user whose password a field is.
func name(f field, a setup.Answers) string {
	switch group, _ := split(f.key); {
	case f.key == "broker_b.admin_password":
		return a.BrokerB.AdminUser
	case f.key == "mongo.admin_password":
		return a.MongoDB.AdminUser
	case group == "broker_b":
		return a.BrokerB.User
	case group == "mongo":
		return a.MongoDB.User
	}
	return a.Keystone.User
}

// Relevant reports whether an answer matters with the others: those of a
// database of its own do up to Pike alone.
func Relevant(a setup.Answers, f setup.Facts, key string) bool {
	field, ok := lookup(key)
	return ok && (field.when == nil || field.when(a, f))
}
