package usage

import (
	"cmp"
	"math/big"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
	used "github.com/ceilotop/ceilotop/sources/usage"
	"github.com/ceilotop/ceilotop/tui/list"
	"github.com/ceilotop/ceilotop/tui/theme"
)

const (
	whoColumn  = "who"
	nameColumn = "name"
	costColumn = "cost"
	missing    = "-"
)

// column is what the list can show and be sorted by.
type column struct {
	list.Column
	compare func(p *Page, a, b *entry) int
	cell    func(p *Page, e *entry) (theme.Style, string)
}

// arrange gives the list the columns of the present level. It draws every row
// again.
func (p *Page) arrange() {
	p.columns = p.columns[:0]
	add := func(c list.Column, compare func(*Page, *entry, *entry) int, cell func(*Page, *entry) (theme.Style, string)) {
		p.columns = append(p.columns, column{c, compare, cell})
	}
	add(list.Column{ID: whoColumn, Title: p.whoTitle(), Width: 13, Min: 8, Max: 36, Rank: 1, Keep: true, Stay: true}, byText(whoOf), textCell(whoOf))
	if p.level.by == used.ByResource {
		add(list.Column{ID: nameColumn, Title: p.w.Name, Width: 12, Min: 8, Max: 30, Rank: 3}, byText(nameOf), textCell(nameOf))
	}
	for i, m := range used.Meters {
		add(list.Column{ID: string(m), Title: p.meterTitle(m), Width: 10, Min: 9, Max: 12, Right: true, Rank: 4 + ranks[i]}, byAmount(m), amountCell(m))
	}
	if p.c.Prices != nil {
		add(list.Column{ID: costColumn, Title: cmp.Or(p.c.Prices.Currency, p.w.Cost), Width: 9, Max: 12, Right: true, Rank: 2}, byCost, costCell)
	}
	columns := []list.Column{{ID: "sure", Width: 1, Keep: true, Stay: true}}
	for i := range p.columns {
		c := p.columns[i].Column
		if c.ID == p.sorted.by {
			c.Title += p.direction()
		}
		columns = append(columns, c)
	}
	t := p.theme
	p.list.SetColumns(columns)
	p.list.SetLooks(list.Looks{Header: t.Header, Selected: t.Selected, Cursor: t.Text, Match: t.Match})
}

// ranks say which meter's column goes first where there is no room: of the disks
// that are a part of the server, and of how often an image was sent.
var ranks = []int{1, 2, 6, 7, 3, 8, 4, 5, 9}

func (p *Page) whoTitle() string {
	switch p.level.by {
	case used.ByUser:
		return p.w.User
	case used.ByResource:
		return p.w.Thing
	}
	return p.w.Project
}

func (p *Page) meterTitle(m used.Meter) string {
	w := p.w
	return map[used.Meter]string{
		used.VCPUs: w.VCPUs, used.Memory: w.Memory, used.Root: w.Root, used.Ephemeral: w.Ephemeral,
		used.Volume: w.Volume, used.Attached: w.Attached, used.Image: w.Image, used.Download: w.Download, used.Downloads: w.Downloads,
	}[m]
}

func (p *Page) direction() string {
	if p.sorted.descending {
		return p.w.Descending
	}
	return p.w.Ascending
}

func whoOf(p *Page, e *entry) string  { return e.who(p.level.by) }
func nameOf(_ *Page, e *entry) string { return e.line.Name }

func byText(of func(*Page, *entry) string) func(*Page, *entry, *entry) int {
	return func(p *Page, a, b *entry) int { return strings.Compare(of(p, a), of(p, b)) }
}

func textCell(of func(*Page, *entry) string) func(*Page, *entry) (theme.Style, string) {
	return func(p *Page, e *entry) (theme.Style, string) {
		if text := of(p, e); text != "" {
			return p.theme.Text, sources.Visible(text)
		}
		return p.theme.Muted, missing
	}
}

func byAmount(m used.Meter) func(*Page, *entry, *entry) int {
	return func(_ *Page, a, b *entry) int {
		x, y := a.amount(m), b.amount(m)
		if x == nil || y == nil {
			return cmp.Compare(sign(x), sign(y))
		}
		return x.Cmp(y)
	}
}

func sign(n *big.Int) int {
	if n == nil {
		return 0
	}
	return n.Sign()
}

func amountCell(m used.Meter) func(*Page, *entry) (theme.Style, string) {
	return func(p *Page, e *entry) (theme.Style, string) {
		if n := e.amount(m); n != nil {
			return p.theme.Text, brief(n)
		}
		return p.theme.Muted, missing
	}
}

func byCost(_ *Page, a, b *entry) int { return a.cost.Cmp(b.cost) }

func costCell(p *Page, e *entry) (theme.Style, string) {
	return p.theme.Strong, p.c.Prices.Text(e.cost)
}

// most is the largest number that a list shows to the last digit.
const most = 99_999_999

// brief writes a number for a list: in full as long as that fits, then with four
// digits. Its figures have all of them.
func brief(n *big.Int) string {
	if n.IsUint64() && n.Uint64() <= most {
		return n.String()
	}
	units := "kMGTPEZY"
	f, _ := new(big.Float).SetInt(n).Float64()
	unit := -1
	for ; f >= 9999.5 && unit < len(units)-1; unit++ {
		f /= 1000
	}
	if f >= 9999.5 {
		return strconv.FormatFloat(f, 'g', 4, 64) + units[unit:]
	}
	return strconv.FormatFloat(f, 'f', 1, 64) + units[unit:unit+1]
}
