package audit

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// Running picks the container that runs here, of docker or podman. One of
// cinder_volume is preferred.
func Running(ctx context.Context, all []Target, path string) (Target, error) {
	slices.SortStableFunc(all, func(a, b Target) int { return preference(a) - preference(b) })
	var said []string
	for _, engine := range []string{"podman", "docker"} {
		program, err := lookPath(engine, path)
		if err != nil {
			continue
		}
		ask, cancel := context.WithTimeout(ctx, 15*time.Second)
		cmd := exec.CommandContext(ask, program, "ps", "--format", "{{.Names}}")
		cmd.Env, cmd.WaitDelay = []string{"PATH=" + path + ":/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "HOME=/root"}, time.Second
		out, err := cmd.Output()
		cancel()
		if err != nil {
			said = append(said, fmt.Sprintf("%s ps: %v", engine, err))
			continue
		}
		for _, t := range all {
			if slices.Contains(strings.Fields(string(out)), t.Container) {
				t.Engine = program
				return t, nil
			}
		}
		said = append(said, engine+" runs none")
	}
	if len(said) == 0 {
		said = append(said, "there is neither podman nor docker")
	}
	return Target{}, sources.WithHint(fmt.Errorf("run the audit: Cinder is in containers (%s), and %s", names(all), strings.Join(said, ", ")),
		"run it where the container cinder_volume runs, as root")
}

func preference(t Target) int {
	if i := slices.Index([]string{"cinder_volume", "cinder_api", "cinder_scheduler"}, t.Container); i >= 0 {
		return i
	}
	return 3
}

func names(all []Target) string {
	var list []string
	for _, t := range all {
		list = append(list, sources.Visible(t.Container))
	}
	return strings.Join(list, ", ")
}
