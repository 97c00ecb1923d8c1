package main

import (
	"context"
	"fmt"

	"github.com/ceilotop/ceilotop/setup"
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

// auditsHere refuses files of another machine: what they describe does not run
// here.
func (a *app) auditsHere(facts setup.Facts) error {
	if a.config == "" && !facts.System.Reaches() {
		return &usageError{fmt.Errorf("audit: the files below %s are of another machine, whose program cannot be run here", a.root)}
	}
	return nil
}

// mayAudit says why no audit can be run from here, as far as that is known
// without asking a broker.
func (a *app) mayAudit(ctx context.Context, facts setup.Facts) error {
	if err := a.auditsHere(facts); err != nil {
		return err
	}
	_, err := a.auditTarget(ctx, facts)
	return err
}
