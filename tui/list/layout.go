package list

// Column is one field of a row. A fixed column has only Width; one that can
// give has a smaller Min, one that can use more has a larger Max.
type Column struct {
	ID    string // stable, for choosing and sorting
	Title string
	Width int
	Min   int // 0: Width
	Max   int // 0: Width
	Right bool
	// Rank says who goes when there is no room: the highest first. Among equals
	// the last.
	Rank int
	// Stay keeps a leading column in its place when the others are scrolled.
	Stay bool
	// Keep squeezes the column rather than leaving it out. Kept columns have
	// the lowest ranks.
	Keep bool
}

func (c *Column) least() int {
	if c.Min > 0 {
		return min(c.Min, c.Width)
	}
	return c.Width
}

func (c *Column) most() int { return max(c.Width, c.Max) }

// place is where a column stands in this width; width 0 means it is left out.
type place struct {
	width int
	right bool
	stays bool
}

// gap stands between two columns.
const gap = 1

// layout gives the columns their widths. In the order of the ranks each comes
// in as long as all that are in have their Width, and those to keep as long as
// they have their Min. What remains is handed out in the same order, up to
// Width for all, then up to Max. When scrolled by an
// offset every column has its most.
func layout(columns []Column, width, offset int) []place {
	full := offset > 0
	placed := make([]place, len(columns))
	for i := range columns {
		placed[i].right, placed[i].stays = columns[i].Right, columns[i].Stay && offset > 0
		if full {
			placed[i].width = columns[i].most()
		}
	}
	if full || width <= 0 {
		return placed
	}
	order := byRank(columns)
	in := admit(columns, order, width)
	if in == 0 && len(order) > 0 { // not even the first one fits
		placed[order[0]].width = width
		return placed
	}
	left := width + gap // the first column has no gap before it
	for _, i := range order[:in] {
		placed[i].width = columns[i].least()
		left -= placed[i].width + gap
	}
	grow := func(upTo func(*Column) int) {
		for _, i := range order[:in] {
			more := max(0, min(left, upTo(&columns[i])-placed[i].width))
			placed[i].width += more
			left -= more
		}
	}
	grow(func(c *Column) int { return c.Width })
	grow((*Column).most)
	return placed
}

// admit is the number of columns, in their order, that have room.
func admit(columns []Column, order []int, width int) int {
	least, wanted := -gap, -gap
	for n, i := range order {
		c := &columns[i]
		least += c.least() + gap
		wanted += c.Width + gap
		if c.Keep && least > width || !c.Keep && wanted > width {
			return n
		}
	}
	return len(order)
}

func byRank(columns []Column) []int {
	order := make([]int, len(columns))
	for i := range order {
		order[i] = i
		for j := i; j > 0 && columns[order[j]].Rank < columns[order[j-1]].Rank; j-- {
			order[j], order[j-1] = order[j-1], order[j]
		}
	}
	return order
}

// fullWidth is the width of all columns when nothing is cut.
func fullWidth(columns []Column) int {
	width := -gap
	for i := range columns {
		width += columns[i].most() + gap
	}
	return max(width, 0)
}

// Visible reports whether column i has room in the present width.
func (m *Model) Visible(i int) bool {
	return i >= 0 && i < len(m.placed) && m.placed[i].width > 0
}
