package servers

import (
	"cmp"
	"context"
	"net"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// mongoDB asks for the version, and tries the password of Ceilometer's user.
func (p *prober) mongoDB(ctx context.Context, m setup.MongoAnswers, f setup.Facts) {
	p.start(ctx, "mongodb", "MongoDB as "+m.User+" in "+m.Database, mongoAddress(m), func(ctx context.Context) outcome {
		s := askMongoDB(ctx, m, p.options)
		there := "MongoDB " + cmp.Or(s.Version, "of an unknown version")
		switch {
		case s.WireVersion == 0 && s.Error != "" && onThisMachine(m.Host, f.System.Addresses):
			return skipped("the plan installs it here: " + s.Error)
		case s.WireVersion == 0 && s.Error != "":
			return failed(s.Error, s.Hint)
		case s.Login:
			return passed(there)
		case s.UserKnown && !s.User:
			return skipped(there + "; the user is " + madeByThePlan)
		case !m.Password.Set():
			return skipped(there + "; " + unplanned)
		case m.Password.Fresh:
			return skipped(there + "; " + newPassword)
		}
		return failed(cmp.Or(s.LoginError, s.Error), "correct mongo.password, or name the administrator who makes the user: mongo.admin_user")
	})
}

func (p *prober) memcached(ctx context.Context, servers []string) {
	for i, address := range servers {
		id := "memcached"
		if i > 0 {
			id += ":" + address
		}
		p.start(ctx, id, "memcached", address, func(ctx context.Context) outcome {
			if _, _, err := net.SplitHostPort(address); err != nil {
				address = net.JoinHostPort(address, "11211")
			}
			ctx, cancel := p.limit(ctx)
			defer cancel()
			if err := tryMemcached(ctx, address); err != nil {
				return failed(sources.Visible(veil{}.reason(ctx, err)), "start it or take it out of keystone.memcached: without it each request asks Keystone")
			}
			return passed("it answers")
		})
	}
}
