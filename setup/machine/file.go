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
	_, facts, err := lookAt(name, serviceOf(filepath.Base(name)))
	return facts, err
}

// SurveyFile is InspectFile of a service's file, whatever the file is called,
// with the program and the file among the facts. Of the machine it says nothing.
func SurveyFile(name, service string) (setup.Facts, error) {
	s, facts, err := lookAt(name, service)
	if err != nil {
		return facts, err
	}
	v := &survey{search: s, facts: &facts}
	for _, i := range s.instances {
		v.program(i)
	}
	facts.Unreadable, facts.Broken = s.tree.unreadable, s.tree.broken
	return facts, nil
}

func lookAt(name, service string) (*search, setup.Facts, error) {
	full, err := filepath.Abs(name)
	if err == nil {
		_, err = os.Stat(full)
	}
	if err != nil {
		return nil, setup.Facts{}, fmt.Errorf("looking for brokers in %s: %w", name, err)
	}
	i := instance{service: service, files: []string{full}}
	s := &search{tree: &tree{root: "/"}, instances: []instance{i}}
	s.inspect(i)
	facts := setup.Facts{Brokers: setup.Brokers(s.uses), Unreadable: s.tree.unreadable, Broken: s.tree.broken}
	s.findStores(&facts)
	facts.Notes = s.notes
	return s, facts, nil
}

func serviceOf(base string) string {
	for _, p := range programs {
		if strings.HasPrefix(base, p.service) {
			return p.service
		}
	}
	return ceilometer
}
