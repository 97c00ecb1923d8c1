package usage

import (
	used "github.com/ceilotop/ceilotop/sources/usage"
	"github.com/ceilotop/ceilotop/tui/list"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// rows are the items of the list. It implements list.Source.
type rows struct{ page *Page }

func (r *rows) Len() int         { return len(r.page.entries) }
func (r *rows) Key(i int) uint64 { return r.page.entries[i].key }

func (r *rows) Index(key uint64) (int, bool) {
	i, found := r.page.index[key]
	if !found {
		_, at, _ := r.page.list.Position()
		return min(at, r.Len()), false
	}
	return i, true
}

// Row draws an entry.
func (r *rows) Row(key uint64, line *list.Line) {
	p := r.page
	i, found := p.index[key]
	if !found {
		return
	}
	e := &p.entries[i]
	line.Cell(p.sign(e.sure))
	for i := range p.columns {
		if !line.Wants() {
			line.Skip()
			continue
		}
		line.Cell(p.columns[i].cell(p, e))
	}
}

// sign says how well something is known, without a colour too.
func (p *Page) sign(c used.Class) (theme.Style, string) {
	switch c {
	case used.Certain:
		return p.theme.OK, "✓"
	case used.Inferred:
		return p.theme.Info, "~"
	}
	return p.theme.Warn, "?"
}

// selected is the entry under the cursor, nil if there is none.
func (p *Page) selected() *entry {
	key, ok := p.list.Selected()
	if i, found := p.index[key]; ok && found {
		return &p.entries[i]
	}
	return nil
}
