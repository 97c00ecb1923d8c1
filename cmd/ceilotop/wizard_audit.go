package main

import (
	"context"

	"github.com/ceilotop/ceilotop/setup/audit"
)

// MayAudit says why the audit cannot be run from here.
func (g *guide) MayAudit(ctx context.Context) error {
	facts, err := g.a.auditFacts(ctx)
	if err != nil {
		return err
	}
	return g.a.mayAudit(ctx, facts)
}

// Audit runs cinder-volume-usage-audit.
func (g *guide) Audit(ctx context.Context, r audit.Request, output func(string)) (audit.Report, error) {
	return g.a.runAudit(ctx, r, output)
}

// Schedules are those of the audit that this machine has.
func (g *guide) Schedules(ctx context.Context) ([]audit.Schedule, error) {
	return g.a.auditSchedules(ctx)
}
