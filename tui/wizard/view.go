package wizard

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/tui/dialog"
)

const (
	// From this width on the sections stand in a list at the left, else in a
	// line above.
	besideWidth = 100
	// listWidth is the width of that list.
	listWidth = 22
	// With fewer lines than this the line above is left out.
	leastBar = 4
)

// View is the page, exactly as large as SetSize said.
func (p *Page) View() string {
	if p.height == 0 {
		return ""
	}
	var lines []string
	if p.width >= besideWidth {
		lines = p.beside()
	} else {
		lines = p.below()
	}
	return strings.Join(lines, "\n")
}

// beside draws the sections at the left of the one that is shown.
func (p *Page) beside() []string {
	body := p.block(p.width-listWidth-2, p.height)
	list := p.stepList()
	edge := p.theme.Border.Render("│") + " "
	for i := range body {
		left := ""
		if i < len(list) {
			left = list[i]
		}
		body[i] = dialog.Fit(left, listWidth) + edge + body[i]
	}
	return body
}

// stepList is a line for each section.
func (p *Page) stepList() (lines []string) {
	t := p.theme
	if p.c.About != "" {
		lines = append(lines, wrapped(t.Warn, p.say(p.c.About), listWidth-1)...)
		lines = append(lines, "")
	}
	for s := range sections {
		sign, style, note := p.part(s).state()
		title := " " + p.sectionTitle(s) + " "
		if s == p.at {
			title = "[" + p.sectionTitle(s) + "]"
			title = t.Primary.Render(title)
		}
		if note != "" {
			title += " " + t.Muted.Render(note)
		}
		lines = append(lines, style.Render(sign)+" "+title)
	}
	return lines
}

// below draws the section below a line that names all of them.
func (p *Page) below() []string {
	if p.height < leastBar {
		return p.block(p.width, p.height)
	}
	return append([]string{p.bar()}, p.block(p.width, p.height-1)...)
}

// bar names the sections; where they do not fit, the one that is shown and the
// number it has.
func (p *Page) bar() string {
	t := p.theme
	long, short := p.barOf(true), p.barOf(false)
	switch {
	case ansi.StringWidth(long) <= p.width:
		return dialog.Fit(long, p.width)
	case ansi.StringWidth(short) <= p.width:
		return dialog.Fit(short, p.width)
	}
	sign, style, note := p.part(p.at).state()
	line := t.Muted.Render(fmt.Sprintf("%d/%d ", p.at+1, sections)) + t.Primary.Render("["+p.sectionTitle(p.at)+"]") + " " + style.Render(sign) + " " + t.Muted.Render(note)
	return dialog.Fit(line, p.width)
}

func (p *Page) barOf(notes bool) string {
	t := p.theme
	var parts []string
	for s := range sections {
		sign, style, note := p.part(s).state()
		title := t.Tab.Render(p.sectionTitle(s))
		if s == p.at {
			title = t.Primary.Render("[" + p.sectionTitle(s) + "]")
		}
		part := title + " " + style.Render(sign)
		if notes && note != "" {
			part += t.Muted.Render(note)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "  ")
}

// block is the section that is shown, exactly as large as its room.
func (p *Page) block(width, height int) []string {
	shown := p.part(p.at).view(max(width, 0), max(height, 0))
	lines := make([]string, max(height, 0))
	for i := range lines {
		line := ""
		if i < len(shown) {
			line = shown[i]
		}
		lines[i] = dialog.Fit(line, width)
	}
	return lines
}
