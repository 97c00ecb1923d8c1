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
}

// gap stands between two columns.
const gap = 1

// layout gives the columns their widths. Who does not fit with its least width
// is left out; what remains is handed out in the order of the ranks, up to
// Width for all, then up to Max. With full every column has its most.
func layout(columns []Column, width int, full bool) []place {
	placed := make([]place, len(columns))
	for i := range columns {
		placed[i].right = columns[i].Right
		if full {
			placed[i].width = columns[i].most()
		}
	}
	if full {
		return placed
	}
	order := byRank(columns)
	left := width + gap // the first column has no gap before it
	for _, i := range order {
		need := columns[i].least() + gap
		if need > left {
			if left == width+gap && width > 0 { // not even the first one fits
				placed[i].width, left = width, 0
			}
			break
		}
		placed[i].width = columns[i].least()
		left -= need
	}
	grow := func(upTo func(*Column) int) {
		for _, i := range order {
			if w := placed[i].width; w > 0 {
				more := max(0, min(left, upTo(&columns[i])-w))
				placed[i].width += more
				left -= more
			}
		}
	}
	grow(func(c *Column) int { return c.Width })
	grow((*Column).most)
	return placed
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
