package meters

import (
	"sync"

	tea "charm.land/bubbletea/v2"
)

// search is the finding of stores.
type search struct {
	begun, running bool
	inbox          *inbox
}

// inbox is where what was found waits for a Frame.
type inbox struct {
	mu     sync.Mutex
	stores []Store
	fresh  bool
	ended  bool
}

// find begins to find the stores.
func (p *Page) find() tea.Cmd {
	if p.search.running || p.c.Stores == nil {
		return nil
	}
	box := &inbox{}
	p.search = search{begun: true, running: true, inbox: box}
	ctx, look := p.ctx, p.c.Stores
	return func() tea.Msg {
		defer func() {
			box.mu.Lock()
			box.ended = true
			box.mu.Unlock()
			p.poke()
		}()
		look(ctx, func(found []Store) {
			box.mu.Lock()
			box.stores, box.fresh = append([]Store(nil), found...), true
			box.mu.Unlock()
			p.poke()
		})
		return nil
	}
}

// takeStores takes over what was found. A store that was there before keeps
// its list.
func (p *Page) takeStores() tea.Cmd {
	box := p.search.inbox
	if !p.search.running || box == nil {
		return nil
	}
	box.mu.Lock()
	found, fresh, ended := box.stores, box.fresh, box.ended
	box.fresh = false
	box.mu.Unlock()
	if ended {
		p.search.running = false
	}
	if !fresh {
		return nil
	}
	var cmds []tea.Cmd
	var now []*store
	for _, f := range found {
		s := p.storeAt(&f)
		if s == nil {
			s = &store{Store: f}
		} else {
			s.Store.Store, s.Err = f.Store, f.Err
		}
		now = append(now, s)
		if s.feed == nil || s.err() != nil {
			cmds = append(cmds, p.load(s))
		}
	}
	p.stores, p.dirty = now, true
	p.arrangeColumns()
	return tea.Batch(cmds...)
}

func (p *Page) storeAt(f *Store) *store {
	for _, s := range p.stores {
		if s.Address == f.Address && s.Elsewhere == f.Elsewhere {
			return s
		}
	}
	return nil
}

// reload asks every store again now, and looks for those that could not be
// read.
func (p *Page) reload() tea.Cmd {
	var cmds []tea.Cmd
	again := len(p.stores) == 0
	for _, s := range p.stores {
		again = again || s.Err != nil
		cmds = append(cmds, p.load(s))
	}
	if again {
		cmds = append(cmds, p.find())
	}
	p.samples.forget()
	return tea.Batch(cmds...)
}

// refresh asks the stores whose time has come.
func (p *Page) refresh() tea.Cmd {
	if !p.shown {
		return nil
	}
	var cmds []tea.Cmd
	for _, s := range p.stores {
		if s.feed != nil && s.list.done && !p.now.Before(s.due) {
			cmds = append(cmds, p.load(s))
		}
	}
	return tea.Batch(cmds...)
}
