package machine

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// InspectFile is Inspect for one configuration file alone, wherever it lies.
// Its name tells whose it is: nova.conf is Nova's, and one that says nothing is
// taken for Ceilometer's, which may use every option that names a broker.
func InspectFile(name string) (setup.Facts, error) {
	full, err := filepath.Abs(name)
	if err == nil {
		_, err = os.Stat(full)
	}
	if err != nil {
		return setup.Facts{}, fmt.Errorf("looking for brokers in %s: %w", name, err)
	}
	s := &search{tree: &tree{root: "/"}}
	s.inspect(instance{service: serviceOf(filepath.Base(full)), files: []string{full}})
	facts := setup.Facts{Brokers: setup.Brokers(s.uses), Unreadable: s.tree.unreadable, Broken: s.tree.broken}
	s.findStores(&facts)
	facts.Notes = s.notes
	return facts, nil
}

func serviceOf(base string) string {
	for _, p := range programs {
		if strings.HasPrefix(base, p.service) {
			return p.service
		}
	}
	return ceilometer
}
