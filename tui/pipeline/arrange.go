package pipeline

import (
	"slices"
)

// region is a part of the screen with a cursor of its own. From atSides on each
// is a broker's side, in the order of the picture.
type region int

const (
	atVerdict region = iota
	atFindings
	atSides
)

const (
	// leastSide is the least width of a side beside another one.
	leastSide = 39
	// With fewer lines than this only the region with the keyboard is shown.
	leastLines = 13
	// Below another, all regions need this many lines.
	leastBelow = 20
	// With fewer lines than this what the page works on is not said.
	leastAbout = 6
)

// arrangement is how the regions stand.
type arrangement uint8

const (
	beside arrangement = iota // the sides beside each other, the findings below
	below                     // all of them below each other
	alone                     // the one with the keyboard
)

// place is where a region stands, its heading included.
type place struct {
	at            region
	width, height int
}

// arrange decides how the regions stand below the lines at the top.
func (p *Page) arrange() (how arrangement, body int) {
	body = p.height - p.top()
	n := max(len(p.sides), 1)
	switch {
	case body >= leastLines && p.width >= n*leastSide+n-1:
		return beside, body
	case body >= leastBelow:
		return below, body
	}
	return alone, body
}

// top is how many lines stand above the regions: what the page works on, and
// the verdict.
func (p *Page) top() int {
	n := min(1, p.height)
	if p.c.About != "" && p.height >= leastAbout {
		n++
	}
	return n
}

// order are the regions below the verdict as the keyboard goes through them:
// the sides, then the findings. Below each other, the broken side is first.
func (p *Page) order() []region {
	var all []region
	for i := range p.sides {
		all = append(all, atSides+region(i))
	}
	if how, _ := p.arrange(); how != beside {
		slices.SortStableFunc(all, func(a, b region) int { return first(p.side(b).broken() > 0) - first(p.side(a).broken() > 0) })
	}
	return append(all, atFindings)
}

func (p *Page) side(r region) *side { return p.sides[r-atSides] }

// tableOf is the table of a region, nil for the verdict.
func (p *Page) tableOf(r region) *table {
	switch {
	case r == atFindings:
		return p.findings
	case r >= atSides && int(r-atSides) < len(p.sides):
		return p.side(r).table
	}
	return nil
}

// places are where the regions stand, from top to bottom; sides beside each
// other have the same height.
func (p *Page) places() (all []place) {
	how, body := p.arrange()
	order := p.order()
	switch how {
	case alone:
		at := p.at
		if at == atVerdict {
			at = order[0]
		}
		return []place{{at, p.width, body}}
	case beside:
		found := min(max(p.findingRows(), 1), max(body/4, 2)) + 1
		if len(p.sides) == 0 {
			return []place{{atFindings, p.width, body}}
		}
		n := len(p.sides)
		left := p.width - (n - 1)
		for i := range p.sides {
			w := left / (n - i)
			left -= w
			all = append(all, place{atSides + region(i), w, body - found})
		}
		return append(all, place{atFindings, p.width, found})
	}
	found := min(max(p.findingRows(), 1), max(body/4, 2)) + 1
	left := body - found
	for i, r := range order[:len(order)-1] {
		h := left / (len(order) - 1 - i)
		if need := p.side(r).need(); i < len(order)-2 {
			h = min(h, need) // the next one can use what this does not need
		}
		left -= h
		all = append(all, place{r, p.width, h})
	}
	if len(order) == 1 {
		found = body
	}
	return append(all, place{atFindings, p.width, found})
}

// findingRows is how many findings there are to list.
func (p *Page) findingRows() int { return len(p.shownFindings()) }
