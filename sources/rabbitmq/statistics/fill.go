package statistics

import (
	"context"
	"fmt"

	"github.com/ceilotop/ceilotop/sources"
)

// together is how many questions are put at once.
const together = 4

// fill asks for everything, the cheap first. An error means that the API does not
// answer; what it does not answer in part goes to the lacks.
func (a *api) fill(ctx context.Context, s *sources.Statistics, c Config) error {
	o, err := a.overview(ctx)
	if err != nil {
		return err
	}
	o.fill(s)
	queues, _, err := a.queues(ctx, page(queueColumns))
	if err != nil {
		s.Lacks = append(s.Lacks, fmt.Sprintf("the list of queues: %v", err))
	}
	for _, q := range queues {
		s.Queues = append(s.Queues, q.statistics())
	}
	return nil
}
