package machine

import (
	"context"
	"errors"

	"github.com/ceilotop/ceilotop/setup"
)

func (m *Machine) prepareRun(a setup.Run) (setup.Undo, error) {
	u := setup.Undo{Argv: a.Back}
	if len(a.Argv) == 0 {
		return u, errors.New("the command is empty")
	}
	_, err := m.find(a.Argv[0])
	return u, err
}

func (m *Machine) run(ctx context.Context, argv []string) error {
	return m.perform(ctx, argv...)
}
