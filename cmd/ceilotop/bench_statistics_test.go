//go:build bench

package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"testing"
)

// figureStatistics asks a broker with ten thousand queues. The floor are plain
// requests for the same addresses. That a broker takes longer one time than the
// next hides what is ours in the difference, so that is measured by itself: what
// passes while no request is on its way.
func figureStatistics(t *testing.T, table *figures) {
	best := benchStatistics(t)
	seconds := func(key string) float64 { return best[key+" ns/op"] / 1e9 }
	for _, s := range []struct{ what, bench, goal string }{
		{"10,000 queues, the first 500 rows", "rows", "≤ 0.5 s, own ≤ 100 ms"},
		{"  the fullest 500, totals with disable_stats", "sorted", "own ≤ 100 ms"},
		{"  a whole answer", "ask", "own ≤ 100 ms"},
	} {
		table.add(s.what, fmt.Sprintf("%.2f s, own time %.0f ms", seconds(s.bench+"/ours"), best[s.bench+"/ours own-ms"]),
			fmt.Sprintf("bare requests %.2f s", seconds(s.bench+"/bare")), s.goal)
	}
	table.add("  of which the rows have come after", fmt.Sprintf("%.2f s", best["ask/ours first-ms"]/1e3), "", "≤ 0.5 s")
}

var (
	resultPattern = regexp.MustCompile(`(?m)^BenchmarkTenThousandQueues/(\w+/\w+)-\d+\s+\d+\s(.*)$`)
	metricPattern = regexp.MustCompile(`([\d.]+) (\S+)`)
)

// benchStatistics gives the best of three of each metric, by benchmark and unit.
func benchStatistics(t *testing.T) map[string]float64 {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "test", "-run", "^$", "-bench", "TenThousandQueues", "-benchtime", "1x", "-count", "3", "-timeout", "20m", "./sources/rabbitmq/statistics")
	cmd.Dir = "../.."
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
	best := make(map[string]float64)
	for _, line := range resultPattern.FindAllStringSubmatch(string(out), -1) {
		for _, m := range metricPattern.FindAllStringSubmatch(line[2], -1) {
			v, err := strconv.ParseFloat(m[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			if key := line[1] + " " + m[2]; best[key] == 0 || v < best[key] {
				best[key] = v
			}
		}
	}
	if best["ask/ours own-ms"] == 0 || best["ask/bare ns/op"] == 0 {
		t.Fatalf("%v printed no times:\n%s", cmd.Args, out)
	}
	return best
}
