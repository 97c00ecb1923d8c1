package servers

import (
	"context"
	"fmt"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

func (m *machine) prepareUser(ctx context.Context, a setup.PutUser, u *setup.Undo) error {
	if err := noPassword(a.Name, a.Password); err != nil {
		return err
	}
	b, err := m.brokerB(ctx)
	if err != nil {
		return err
	}
	_, existed, err := b.user(ctx, a.Name)
	if err != nil {
		return err
	}
	if existed != a.Exists {
		return wasThere("the user "+a.Name+" of broker B", existed)
	}
	u.Existed = existed
	u.Names[vhostName], u.Names[userName] = a.VHost, a.Name
	u.Names[configure], u.Names[write], u.Names[read] = a.Permissions.Configure, a.Permissions.Write, a.Permissions.Read
	u.Names[password] = changed
	if !existed {
		return nil
	}
	of, err := b.permissionsOf(ctx, a.Name)
	if err != nil {
		return err
	}
	if p, have := of[a.VHost]; have {
		u.Names[oldPrefix+configure], u.Names[oldPrefix+write], u.Names[oldPrefix+read] = p.Configure, p.Write, p.Read
	}
	if m.knowsPassword(ctx, a) {
		u.Names[password] = kept
	} else {
		u.Did += "; the old password cannot be brought back"
	}
	return nil
}

func wasThere(what string, now bool) error {
	if now {
		return drifted("ceilotop setup plan", "%s is there, and was not when the plan was made", short(what))
	}
	return drifted("ceilotop setup plan", "%s is not there, and was when the plan was made", short(what))
}

// knowsPassword reports whether a user who exists has the planned password
// already. One who may not enter the virtual host is refused only after it was
// taken; that is told by the words, which differ by release, so he counts as one
// who has it not.
func (m *machine) knowsPassword(ctx context.Context, a setup.PutUser) bool {
	return m.enter(ctx, a) == nil
}

// enter proves a password by a login.
func (m *machine) enter(ctx context.Context, a setup.PutUser) error {
	b := m.answers.BrokerB
	b.VHost = a.VHost
	g := login(ctx, b, a.Name, a.Password.Value)
	if g.Err == nil {
		return nil
	}
	v := brokerVeil(b).with(a.Password.Value)
	return &failure{text: v.trying(ctx, g.Err, sources.Visible(url(b).Hosts[0].Address())), cause: g.Err}
}

// putUser gives a user his password, if he has it not, and his permissions. The
// proof is a login.
func (m *machine) putUser(ctx context.Context, a setup.PutUser) error {
	if err := noPassword(a.Name, a.Password); err != nil {
		return err
	}
	b, err := m.brokerB(ctx)
	if err != nil {
		return err
	}
	tags, exists, err := b.user(ctx, a.Name)
	if err != nil {
		return err
	}
	if exists && !a.Exists {
		return wasThere("the user "+a.Name+" of broker B", true)
	}
	if exists && m.knowsPassword(ctx, a) {
		return b.grant(ctx, a.VHost, a.Name, a.Permissions)
	}
	version, err := b.version(ctx)
	if err != nil {
		return err
	}
	old := before36(version)
	if err := b.setPassword(ctx, a.Name, exists, tags, a.Password.Value, old); err != nil {
		return err
	}
	if err := b.grant(ctx, a.VHost, a.Name, a.Permissions); err != nil {
		return err
	}
	err = m.enter(ctx, a)
	if _, hashes := b.(*admin); err != nil && hashes && version == "" {
		// A broker that does not say its version may be one that ignores the
		// name of the hash.
		if again := b.setPassword(ctx, a.Name, true, tags, a.Password.Value, true); again == nil {
			m.options.tell("The broker ignores the hash SHA-256; the password of " + sources.Visible(a.Name) + " is kept as MD5.")
			err = m.enter(ctx, a)
		}
	}
	if err != nil {
		return &failure{"prove the password of " + sources.Visible(a.Name) + " on broker B: " + err.Error(), "look at the broker's log", err}
	}
	if old {
		m.options.tell("Broker B is RabbitMQ " + version + ", which knows no better hash than MD5; the password of " + sources.Visible(a.Name) + " is kept as that.")
	}
	return nil
}

// before36 reports whether RabbitMQ knows the hash SHA-256. An unknown version
// is taken for a new one.
func before36(version string) bool {
	var major, minor int
	if n, _ := fmt.Sscanf(version, "%d.%d", &major, &minor); n != 2 {
		return false
	}
	return major < 3 || major == 3 && minor < 6
}

// revertUser deletes a user who was made, unless he has got other permissions
// since, and gives one who was there his permissions back.
func (m *machine) revertUser(ctx context.Context, u setup.Undo) error {
	b, err := m.brokerB(ctx)
	if err != nil {
		return err
	}
	vhost, name := u.Names[vhostName], u.Names[userName]
	_, have, err := b.user(ctx, name)
	if err != nil || !have && !u.Existed {
		return err
	}
	hint := "on the broker run: rabbitmqctl list_user_permissions " + word(name)
	if !have {
		return drifted(hint, "take the user %s of broker B back", name)
	}
	of, err := b.permissionsOf(ctx, name)
	if err != nil {
		return err
	}
	ours := setup.Permissions{Configure: u.Names[configure], Write: u.Names[write], Read: u.Names[read]}
	now, may := of[vhost]
	if !u.Existed {
		if len(of) > 1 || len(of) == 1 && now != ours {
			return drifted(hint, "delete the user %s of broker B: he has got other permissions", name)
		}
		return b.dropUser(ctx, name)
	}
	_, might := u.Names[oldPrefix+configure]
	before := setup.Permissions{Configure: u.Names[oldPrefix+configure], Write: u.Names[oldPrefix+write], Read: u.Names[oldPrefix+read]}
	switch {
	case may == might && now == before:
	case !may || now != ours:
		return drifted(hint, "take the permissions of %s in %s back", name, vhost)
	case might:
		err = b.grant(ctx, vhost, name, before)
	default:
		err = b.withdraw(ctx, vhost, name)
	}
	if err == nil {
		m.stays(u, sources.Visible(name)+" on broker B")
	}
	return err
}
