package list

// MoveBy moves the selection by n items. Moving up stops following; moving
// down onto the last item does not start it, because a row that arrives while
// the key is held would be missed: End and SetFollow do.
func (m *Model) MoveBy(n int) {
	length := m.source.Len()
	if length == 0 || n == 0 {
		return
	}
	at := m.index(length)
	to := max(0, min(at+n, length-1))
	if n < 0 {
		m.follow = false
	}
	m.choose(to)
	m.screenRow += to - at
	m.Sync()
}

// Page moves by n windows.
func (m *Model) Page(n int) { m.MoveBy(n * max(m.Rows()-1, 1)) }

// Home selects the first item.
func (m *Model) Home() {
	m.follow = false
	m.choose(0)
	m.screenRow = 0
	m.Sync()
}

// End selects the last item and follows.
func (m *Model) End() { m.SetFollow(true) }

// SetFollow turns following on or off. Off leaves the selection where it is.
func (m *Model) SetFollow(on bool) {
	m.follow = on
	m.Sync()
}

// Follow reports whether the list sticks to its end.
func (m *Model) Follow() bool { return m.follow }

// Select moves the selection to key, or to where it would stand, and stops
// following. The window moves only if it must.
func (m *Model) Select(key uint64) {
	m.follow = false
	length := m.source.Len()
	if length == 0 {
		return
	}
	from := m.index(length)
	i, _ := m.source.Index(key)
	i = min(i, length-1)
	m.choose(i)
	if d := m.screenRow + i - from; d >= 0 && d < m.Rows() {
		m.screenRow = d
	} else {
		m.screenRow = m.Rows() / 2
	}
	m.Sync()
}

// Selected is the key of the selected item; false when there is none.
func (m *Model) Selected() (key uint64, ok bool) { return m.selected, m.hasSelect }

// Position is where the window and the selection stood when last drawn,
// counted from 0; total is 0 when there is nothing.
func (m *Model) Position() (top, selected, total int) { return m.top, m.cur, m.len }

// Keys are the items of the window as last drawn. They are not to be changed.
func (m *Model) Keys() []uint64 { return m.keys }

func (m *Model) choose(i int) {
	if i < m.source.Len() {
		m.selected, m.hasSelect = m.source.Key(i), true
	}
}

// index is the selection's position now. While following too: the selection is
// the item that was last when the list was drawn, not one nobody has seen yet.
func (m *Model) index(length int) int {
	if !m.hasSelect {
		return length - 1
	}
	i, _ := m.source.Index(m.selected)
	return max(0, min(i, length-1))
}
