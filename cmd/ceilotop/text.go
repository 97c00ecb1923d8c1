package main

import (
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
)

// columns is the text form of events: one line each, its columns aligned as
// long as values keep to the usual widths, and never cut.
type columns struct {
	broker bool // there is more than one
	colour bool
}

// The widths fit the names of services, CADF's longest common event type, a
// UUID, and a project id without dashes.
const (
	timeForm     = "2006-01-02T15:04:05.000Z"
	timeWidth    = len(timeForm)
	brokerWidth  = 6
	serviceWidth = 10
	levelWidth   = 8
	typeWidth    = 34
	nameWidth    = 36
	projectWidth = 32
	hostWidth    = 16
)

// The sixteen colours, which every terminal theme has adapted to itself.
const (
	colourOff    = "\x1b[0m"
	colourFailed = "\x1b[31m"
	colourWarned = "\x1b[33m"
	colourFaint  = "\x1b[90m"
)

// header names the columns, for a terminal.
func (c columns) header() []byte {
	return c.line(nil, "", []cell{
		{"TIME", timeWidth},
		{"BROKER", brokerWidth},
		{"SERVICE", serviceWidth},
		{"PRIORITY", levelWidth},
		{"EVENT TYPE", typeWidth},
		{"RESOURCE", nameWidth},
		{"PROJECT", projectWidth},
		{"HOST", hostWidth},
		{"LAG", 0},
	})
}

type cell struct {
	text  string
	width int // 0: the last one
}

// append adds e's line without its line break.
func (c columns) append(dst []byte, e *sources.Event) []byte {
	colour := ""
	switch {
	case e.Err != "":
		colour = colourFaint
	case e.Failed():
		colour = colourFailed
	case e.Warned():
		colour = colourWarned
	}
	at, resource := e.Timestamp, e.ResourceName
	if at.IsZero() {
		at = e.ReceivedAt
	}
	if resource == "" {
		resource = e.ResourceID
	}
	last := cell{lagText(e), 0}
	if e.Err != "" {
		last.text = "undecodable: " + e.Err + ": " + excerpt(e.Raw)
	}
	var when [timeWidth]byte
	return c.line(dst, colour, []cell{
		{string(at.UTC().AppendFormat(when[:0], timeForm)), timeWidth},
		{e.Broker, brokerWidth},
		{e.Service, serviceWidth},
		{e.Priority, levelWidth},
		{e.EventType, typeWidth},
		{resource, nameWidth},
		{e.ProjectID, projectWidth},
		{e.Host, hostWidth},
		last,
	})
}

func (c columns) line(dst []byte, colour string, cells []cell) []byte {
	if !c.colour {
		colour = ""
	}
	dst = append(dst, colour...)
	for i, cell := range cells {
		if i == 1 && !c.broker {
			continue
		}
		text := cell.text
		if text == "" {
			text = "-"
		}
		text = sources.Visible(text)
		dst = append(dst, text...)
		if cell.width == 0 {
			break
		}
		for range max(cell.width-width(text), 0) + 1 {
			dst = append(dst, ' ')
		}
	}
	if colour != "" {
		dst = append(dst, colourOff...)
	}
	return dst
}

// width is how many cells of a terminal text takes.
func width(text string) int {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return ansi.StringWidth(text)
		}
	}
	return len(text)
}

// excerpt is the beginning of what could not be decoded.
func excerpt(raw []byte) string {
	const most = 200
	if len(raw) > most {
		return string(raw[:most]) + "…"
	}
	return string(raw)
}

// lagText is the lag with the digits that matter: 12ms, 3.4s, 2h5m.
func lagText(e *sources.Event) string {
	lag, known := e.Lag()
	if !known {
		return ""
	}
	sign := ""
	if lag < 0 {
		sign, lag = "-", -lag
	}
	switch {
	case lag < time.Second:
		return sign + strconv.FormatInt(lag.Milliseconds(), 10) + "ms"
	case lag < time.Minute:
		return sign + strconv.FormatFloat(lag.Seconds(), 'f', 1, 64) + "s"
	case lag < time.Hour:
		return sign + strconv.Itoa(int(lag.Minutes())) + "m" + strconv.Itoa(int(lag.Seconds())%60) + "s"
	}
	return sign + strconv.Itoa(int(lag.Hours())) + "h" + strconv.Itoa(int(lag.Minutes())%60) + "m"
}
