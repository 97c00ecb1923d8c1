package rabbitmq

import (
	"regexp"
	"slices"
	"strings"
)

// ownQueues matches the queues of all taps, and nothing of OpenStack's.
const ownQueues = `^ceilotop\.`

// grantCommand gives a user the least that a tap needs: to make, fill and read
// its own queues, and to read from the exchanges.
func grantCommand(vhost, user string, exchanges []string) string {
	return Line("set_permissions", "-p", vhost, user, ownQueues, ownQueues, readPattern(exchanges))
}

func readPattern(exchanges []string) string {
	names := slices.Clone(exchanges)
	slices.Sort(names)
	for i, name := range names {
		names[i] = regexp.QuoteMeta(name)
	}
	return `^(ceilotop\..*|` + strings.Join(names, "|") + `)$`
}

// Line is a call of rabbitmqctl that a shell reads as it is meant.
func Line(words ...string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = quote(word)
	}
	return "rabbitmqctl " + strings.Join(quoted, " ")
}

// quote makes text one word of a POSIX shell.
func quote(text string) string {
	if text != "" && strings.IndexFunc(text, special) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

func special(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		return false
	}
	return !strings.ContainsRune("/._-:@%+,", r)
}
