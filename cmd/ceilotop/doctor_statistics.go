package main

import (
	"context"
	"reflect"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/rabbitmq/statistics"
)

// asking is a broker that is asked for its statistics, again and again.
type asking struct {
	url oslo.TransportURL
	*statistics.Asker
}

// prepare has somebody to ask each broker. One whose URL is another one than at
// the last look is another broker.
func (o *observer) prepare(facts setup.Facts, brokers []broker) {
	log, _ := o.a.openLog()
	for _, b := range brokers {
		if one := o.askers[b.name]; one != nil {
			if reflect.DeepEqual(one.url, b.url) {
				continue
			}
			one.Close()
		}
		c := statistics.Config{Name: b.name, URL: b.url, Log: log}
		if b.name == "B" {
			// Without answers its address would be a guess, in the place of those
			// where the management API is looked for.
			_, kept, _ := o.a.keptAnswers()
			if wanted, _, err := o.a.presumed(facts); err == nil && !kept.IsZero() {
				c.Management = wanted.BrokerB.AdminURL
				if wanted.BrokerB.AdminPassword.Set() {
					c.User, c.Password = wanted.BrokerB.AdminUser, wanted.BrokerB.AdminPassword.Value
				}
			}
		}
		o.askers[b.name] = &asking{b.url, statistics.New(c)}
	}
}

// lookAt asks one of the brokers; a cloud may have one alone.
func lookAt(name string, put func(*doctor.Seen, *sources.Statistics)) func(context.Context, *observer, setup.Facts, []broker) (glance, error) {
	return func(ctx context.Context, o *observer, _ setup.Facts, _ []broker) (glance, error) {
		one := o.askers[name]
		if one == nil {
			return nil, nil
		}
		all, err := one.Ask(ctx)
		if err != nil {
			return nil, err
		}
		return func(s *doctor.Seen) { put(s, all) }, nil
	}
}

func putA(s *doctor.Seen, all *sources.Statistics) { s.A = all }
func putB(s *doctor.Seen, all *sources.Statistics) { s.B = all }
