//go:build bench

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// apiServer serves a cloud from a process of its own: a child's peak memory, as
// the kernel tells it, begins with that of the process which started it.
func apiServer(t *testing.T, resources, meters int) (url string) {
	t.Helper()
	cmd := role(t, "api", fmt.Sprintf("RESOURCES=%d", resources), fmt.Sprintf("METERS=%d", meters))
	hold, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		hold.Close()
		_ = cmd.Wait()
	})
	if _, err := fmt.Fscanln(out, &url); err != nil {
		t.Fatalf("the API's server: %v", err)
	}
	return url
}

// serveAPI is the role: it says its URL, and ends when nobody holds its input.
func serveAPI(t *testing.T) {
	number := func(name string) int {
		n, err := strconv.Atoi(os.Getenv(name))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	fmt.Println(sourcestest.CeilometerAPI(t, sourcestest.LargeCloud(number("RESOURCES"), number("METERS"))).URL)
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// figureMeters lists 30,000 meters of 5,000 resources from the API beside curl,
// which throws the same answer away. The server has rendered it already.
func figureMeters(t *testing.T, table *figures) {
	api := apiServer(t, 5000, 6)
	floor := func() *exec.Cmd {
		return exec.CommandContext(t.Context(), "curl", "-sSf", "-o", "/dev/null", "-H", "X-Auth-Token: "+sourcestest.APIToken, api+"/v2/meters?limit=1000000000")
	}
	timed(t, floor()) // renders
	for _, format := range []string{"table", "csv"} {
		var ours, bare []float64 // milliseconds
		for range 7 {
			took, _ := timed(t, floor())
			bare = append(bare, took.Seconds()*1000)
			took, _ = timed(t, meterList(t, api, format))
			ours = append(ours, took.Seconds()*1000)
		}
		a, b := median(ours), median(bare)
		table.add("meter-list -f "+format+", 30,000 meters", fmt.Sprintf("%.0f ms", a),
			fmt.Sprintf("curl %.0f ms, difference %.0f ms", b, a-b), "≤ 150 ms over curl")
	}
}

// figureRows streams 1,000,000 rows and asks the kernel how large the process
// became.
func figureRows(t *testing.T, table *figures) {
	api := apiServer(t, 125_000, 8)
	timed(t, meterList(t, api, "csv")) // renders
	took, peak := timed(t, meterList(t, api, "csv"))
	table.add("meter-list -f csv, 1,000,000 rows", fmt.Sprintf("%d MiB in %.1f s", peak, took.Seconds()), "", "≤ 64 MiB")
}

func meterList(t *testing.T, api string, format string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), binary(t), "meter-list", "--ceilometer-url", api, "-f", format)
	cmd.Env = append(os.Environ(), "OS_AUTH_TOKEN="+sourcestest.APIToken)
	return cmd
}

// timed runs a command and returns how long it took and its peak in MiB.
func timed(t *testing.T, cmd *exec.Cmd) (time.Duration, int64) {
	t.Helper()
	cmd.Stderr = os.Stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %v", cmd.Args, err)
	}
	return time.Since(start), cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss >> 10
}
