package servers

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

func (m *machine) brokerB(ctx context.Context) (broker, error) {
	return connectB(ctx, m.answers.BrokerB, m.facts, m.options)
}

func (m *machine) prepareVHost(ctx context.Context, a setup.PutVHost, u *setup.Undo) error {
	b, err := m.brokerB(ctx)
	if err != nil {
		return err
	}
	u.Names[vhostName] = a.Name
	u.Existed, err = b.vhost(ctx, a.Name)
	return err
}

func (m *machine) putVHost(ctx context.Context, a setup.PutVHost) error {
	b, err := m.brokerB(ctx)
	if err != nil {
		return err
	}
	if have, err := b.vhost(ctx, a.Name); have || err != nil {
		return err
	}
	return b.makeVHost(ctx, a.Name)
}

// revertVHost deletes the virtual host only while it is as empty as it was made:
// with it go all its queues and everybody's permissions.
func (m *machine) revertVHost(ctx context.Context, u setup.Undo) error {
	if u.Existed {
		return nil
	}
	b, err := m.brokerB(ctx)
	if err != nil {
		return err
	}
	name := u.Names[vhostName]
	if have, err := b.vhost(ctx, name); !have || err != nil {
		return err
	}
	queues, err := b.queues(ctx, name)
	if err != nil {
		return err
	}
	if len(queues) > 0 {
		var names []string
		for _, q := range queues[:min(len(queues), 5)] {
			names = append(names, q.Name)
		}
		return drifted("when nobody needs its queues any more, on the broker run: rabbitmqctl delete_vhost "+word(name),
			"delete the virtual host %s: it has %d queues (%s)", name, len(queues), strings.Join(names, ", "))
	}
	all, err := b.permissions(ctx, name)
	if err != nil {
		return err
	}
	// The management API gives them to whoever makes a virtual host.
	delete(all, cmp.Or(m.answers.BrokerB.AdminUser, "guest"))
	if len(all) > 0 {
		return drifted("on the broker run: rabbitmqctl list_permissions -p "+word(name),
			"delete the virtual host %s: %s may use it", name, strings.Join(slices.Sorted(maps.Keys(all)), ", "))
	}
	return b.dropVHost(ctx, name)
}

func (m *machine) preparePolicy(ctx context.Context, a setup.PutPolicy, u *setup.Undo) error {
	b, err := m.brokerB(ctx)
	if err != nil {
		return err
	}
	before, existed, err := policy(ctx, b, a.VHost, a.Policy.Name)
	if err != nil {
		return err
	}
	u.Names[vhostName], u.Names[policyName] = a.VHost, a.Policy.Name
	u.Existed, u.After = existed, plainPolicy(a.Policy)
	if existed {
		u.Before = plainPolicy(before)
	}
	return nil
}

func policy(ctx context.Context, b broker, vhost, name string) (setup.Policy, bool, error) {
	all, err := b.policies(ctx, vhost)
	for _, p := range all {
		if p.Name == name {
			return p, true, err
		}
	}
	return setup.Policy{}, false, err
}

// putPolicy makes the policy and looks what became of it: brokers leave out
// what they do not know.
func (m *machine) putPolicy(ctx context.Context, a setup.PutPolicy) error {
	b, err := m.brokerB(ctx)
	if err != nil {
		return err
	}
	if p, have, err := policy(ctx, b, a.VHost, a.Policy.Name); err != nil || have && plainPolicy(p) == plainPolicy(a.Policy) {
		return err
	}
	if err := b.putPolicy(ctx, a.VHost, a.Policy); err != nil {
		return err
	}
	p, have, err := policy(ctx, b, a.VHost, a.Policy.Name)
	switch {
	case err != nil:
		return err
	case !have:
		return &failure{text: "make the policy " + sources.Visible(a.Policy.Name) + ": the broker took it and does not have it", hint: "look at the broker's log"}
	case plainPolicy(p) != plainPolicy(a.Policy):
		m.options.tell("The broker ignores a part of the policy " + sources.Visible(a.Policy.Name) + ": it keeps " + short(plainPolicy(p)) + ".")
	}
	return nil
}

func (m *machine) revertPolicy(ctx context.Context, u setup.Undo) error {
	b, err := m.brokerB(ctx)
	if err != nil {
		return err
	}
	vhost, name := u.Names[vhostName], u.Names[policyName]
	now, have, err := policy(ctx, b, vhost, name)
	if err != nil {
		return err
	}
	switch text := plainPolicy(now); {
	case !have && !u.Existed, have && u.Existed && text == u.Before:
		return nil
	case !have || text != u.After:
		return drifted("on the broker run: rabbitmqctl list_policies -p "+word(vhost), "take the policy %s back", name)
	case !u.Existed:
		return b.dropPolicy(ctx, vhost, name)
	}
	before, err := parsePolicy(u.Before)
	if err != nil {
		return err
	}
	before.Name = name
	return b.putPolicy(ctx, vhost, before)
}
