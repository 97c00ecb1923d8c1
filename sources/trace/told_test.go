package trace_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/trace"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// told makes an event that arrived 5 ms after its timestamp, from
// "milliseconds publisher type resource"; words after that change it.
func told(t testing.TB, text string) sources.Event {
	t.Helper()
	words := strings.Fields(text)
	var ms int
	if _, err := fmt.Sscan(words[0], &ms); err != nil || len(words) < 4 {
		t.Fatalf("%q: %v", text, err)
	}
	e := sources.Event{
		Timestamp: noon.Add(time.Duration(ms) * time.Millisecond), PublisherID: words[1], EventType: words[2],
		ResourceID: words[3], RequestID: "req-1", Service: "nova", Priority: "info", MessageID: text,
	}
	_, e.Host, _ = strings.Cut(words[1], ".")
	if _, host, ok := strings.Cut(words[1], ":"); ok {
		e.Host = host
	}
	e.ReceivedAt = e.Timestamp.Add(5 * time.Millisecond)
	for _, word := range words[4:] {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "at": // when it arrived, in the same milliseconds
			var at int
			if _, err := fmt.Sscan(value, &at); err != nil {
				t.Fatal(err)
			}
			e.ReceivedAt = noon.Add(time.Duration(at) * time.Millisecond)
		case "untimed":
			e.Timestamp = time.Time{}
		case "request":
			e.RequestID = value
		case "for":
			e.GlobalRequestID = value
		case "error":
			e.Priority = "error"
			e.Payload = []byte(`{"exception":"` + value + `"}`)
		default:
			t.Fatalf("%q is not understood", word)
		}
	}
	if e.ResourceID == "-" {
		e.ResourceID = ""
	}
	return e
}

func all(t testing.TB, text string) (events []sources.Event) {
	t.Helper()
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		events = append(events, told(t, line))
	}
	return events
}

// shown is a waterfall as text, times in milliseconds after noon.
func shown(w *trace.Waterfall) string {
	var b strings.Builder
	ms := func(at time.Time) string {
		if at.IsZero() {
			return "?"
		}
		return fmt.Sprint(at.Sub(noon).Milliseconds())
	}
	for i := range w.Steps {
		s := &w.Steps[i]
		fmt.Fprintf(&b, "%s %s %s %s-%s", s.Stage, s.Action, s.State, ms(s.Begin.At), ms(s.End.At))
		if s.Try > 1 {
			fmt.Fprintf(&b, " try %d", s.Try)
		}
		if s.Earlier != "" {
			b.WriteString(" after " + s.Earlier)
		}
		if s.Backward() {
			b.WriteString(" backward")
		}
		if s.Count > 1 {
			fmt.Fprintf(&b, " x%d", s.Count)
		}
		if s.Double != "" {
			b.WriteString(" also " + s.Double)
		}
		if s.Versioned {
			b.WriteString(" versioned only")
		}
		if s.Reason != "" {
			b.WriteString(": " + s.Reason)
		}
		b.WriteByte('\n')
	}
	for _, g := range w.Gaps {
		fmt.Fprintf(&b, "gap %d-%d %d", g.After, g.Before, g.Length.Milliseconds())
		if g.Backward() {
			fmt.Fprintf(&b, " %s %s", g.From, g.To)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// story is what services told, and the steps and gaps that it comes to.
type story struct{ name, events, want string }

// they checks that each story comes to what it should.
func they(t *testing.T, stories []story) {
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			if got := shown(trace.Of(all(t, s.events))); got != s.want {
				t.Errorf("got\n%swant\n%s", got, s.want)
			}
		})
	}
}
