//go:build bench

package main

import (
	"fmt"
	"testing"
	"time"
)

// figureStatistics asks a broker with ten thousand queues. The floor is the time
// in which the broker answers, so that what is ours is the difference.
func figureStatistics(t *testing.T, table *figures) {
	for _, s := range []struct{ what, bench, goal string }{
		{"10,000 queues, the first 500 rows", "TenThousandQueues/rows", "≤ 0.5 s, ≤ 0.1 s beyond"},
		{"  all statistics, and totals with disable_stats", "TenThousandQueues/ask", "≤ 4 s, ≤ 0.1 s beyond"},
	} {
		ours, bare := besideFloor(t, "rabbitmq/statistics", s.bench)
		table.add(s.what, fmt.Sprintf("%.2f s", ours.Seconds()),
			fmt.Sprintf("the broker %.2f s, %v beyond", bare.Seconds(), (ours-bare).Round(time.Millisecond)), s.goal)
	}
}
