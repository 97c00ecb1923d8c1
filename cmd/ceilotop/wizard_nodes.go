package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/bundle"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/remote"
	"github.com/ceilotop/ceilotop/setup/steps"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/wizard"
)

const (
	// fetchTime is how long a node may take to send its files: a hundred
	// megabytes of a package database come over a slow line too.
	fetchTime = time.Minute
	// fetchPatience is how long a draft waits for them. The next one finds them.
	fetchPatience = 8 * time.Second
	// fetchAgain is when a node that could not be reached is tried once more.
	fetchAgain = 20 * time.Second
	// fetchAtOnce bounds how many nodes send at the same time.
	fetchAtOnce = 4
)

// others are the nodes that the answers name, each once and in the order of the
// roles, without this machine.
func others(nodes setup.Nodes, sys setup.System) (names []string) {
	for _, list := range [][]string{nodes.Control, nodes.Storage, nodes.Compute} {
		for _, name := range list {
			if name != "" && !isThis(name, sys) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// isThis reports whether a name or an address is this machine's own.
func isThis(name string, sys setup.System) bool {
	if _, host, ok := strings.Cut(name, "@"); ok {
		name = host
	}
	short, _, _ := strings.Cut(sys.Hostname, ".")
	if name == "localhost" || sys.Hostname != "" && (strings.EqualFold(name, sys.Hostname) || strings.EqualFold(name, short)) {
		return true
	}
	return slices.ContainsFunc(sys.Addresses, func(p netip.Prefix) bool { return p.Addr().String() == strings.Trim(name, "[]") })
}

// other is a node of a draft that is not this machine.
func (g *guide) other(ctx context.Context, name string, wanted setup.Answers) wizard.Node {
	facts, err := g.nodes.facts(ctx, name)
	if err != nil {
		return wizard.Node{Name: name, Err: err}
	}
	if own := rolesOf(name, wanted.Nodes); len(own) > 0 {
		wanted.Roles = own
	}
	for _, p := range []*setup.Password{
		&wanted.BrokerB.Password, &wanted.BrokerB.ListenerPassword, &wanted.BrokerB.TapPassword,
		&wanted.Keystone.Password, &wanted.MongoDB.Password,
	} {
		p.Fresh = false // this machine's plan keeps it
	}
	return *pageNode(bundle.Node{Name: name, Facts: facts, Answers: wanted, Plan: steps.Build(wanted, facts)})
}

// nodeFiles fetches the files of other nodes, each once, while the operator goes
// on answering.
type nodeFiles struct {
	fetch func(ctx context.Context, host string, o remote.Options) (remote.Node, error)
	slots chan struct{}

	mu  sync.Mutex
	all map[string]*fetching
}

type fetching struct {
	begun time.Time
	done  chan struct{}
	facts setup.Facts
	err   error // these two when done is closed
}

func newNodeFiles(root string) *nodeFiles {
	fetch := remote.Fetch
	if filepath.Clean(root) != "/" {
		fetch = unfetched
	}
	return &nodeFiles{fetch: fetch, slots: make(chan struct{}, fetchAtOnce), all: make(map[string]*fetching)}
}

// unfetched stands in for fetching where the files of another machine are looked
// at: the names in its answers mean nothing here.
func unfetched(_ context.Context, host string, _ remote.Options) (remote.Node, error) {
	return remote.Node{}, sources.WithHint(fmt.Errorf("%s is not asked for its files: with --root no other machine is reached", sources.Visible(host)),
		"Copy its /etc and give it to ceilotop setup export --from "+sources.Visible(host)+"=DIRECTORY")
}

// want begins to fetch what has not been fetched.
func (n *nodeFiles) want(names ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, name := range names {
		if f := n.all[name]; f != nil && !f.stale() {
			continue
		}
		f := &fetching{begun: time.Now(), done: make(chan struct{})}
		n.all[name] = f
		go n.run(name, f)
	}
}

// stale reports whether it failed a while ago.
func (f *fetching) stale() bool {
	select {
	case <-f.done:
		return f.err != nil && time.Since(f.begun) > fetchAgain
	default:
		return false
	}
}

// run ends by itself: the draft that asked may be forgotten by then.
func (n *nodeFiles) run(name string, f *fetching) {
	defer close(f.done)
	n.slots <- struct{}{}
	defer func() { <-n.slots }()
	ctx, cancel := context.WithTimeout(context.Background(), fetchTime)
	defer cancel()
	f.facts, f.err = n.look(ctx, name)
	if f.err != nil && ctx.Err() != nil {
		f.err = sources.WithHint(fmt.Errorf("fetching the files of %s: not done within %v", sources.Visible(name), fetchTime), "Try: ssh "+sources.Visible(name)+" true")
	}
}

func (n *nodeFiles) look(ctx context.Context, name string) (setup.Facts, error) {
	files, err := n.fetch(ctx, name, remote.Options{Sudo: true})
	if err != nil {
		return setup.Facts{}, err
	}
	facts, err := machine.Survey(ctx, files.Dir, nil)
	for _, l := range files.Left {
		facts.Notes = append(facts.Notes, "left out: "+sources.Visible(l))
	}
	return facts, errors.Join(err, files.Close())
}

// facts are those of a node that was wanted, if they come soon enough.
func (n *nodeFiles) facts(ctx context.Context, name string) (setup.Facts, error) {
	n.mu.Lock()
	f := n.all[name]
	n.mu.Unlock()
	if f == nil {
		return setup.Facts{}, sources.WithHint(fmt.Errorf("the files of %s were not fetched yet", sources.Visible(name)), "They are fetched by your own ssh when the questions are left behind.")
	}
	enough := time.NewTimer(time.Until(f.begun.Add(fetchPatience)))
	defer enough.Stop()
	select {
	case <-f.done:
		return f.facts, f.err
	case <-ctx.Done():
		return setup.Facts{}, ctx.Err()
	case <-enough.C:
		return setup.Facts{}, sources.WithHint(fmt.Errorf("the files of %s are still being fetched", sources.Visible(name)), "Make the plan again in a moment.")
	}
}
