package main

import (
	"context"
	"errors"

	"github.com/ceilotop/ceilotop/setup/audit"
)

// Audit runs cinder-volume-usage-audit.
func (g *guide) Audit(ctx context.Context, r audit.Request, output func(string)) (audit.Report, error) {
	return audit.Report{}, errors.New("the audit cannot be run from here yet")
}

// Schedules are those of the audit that this machine has.
func (g *guide) Schedules(ctx context.Context) ([]audit.Schedule, error) { return nil, ctx.Err() }
