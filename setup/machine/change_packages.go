package machine

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// installers are what installs packages without a question. Configuration files
// that the operator changed stay as they are.
var installers = map[string][]string{
	"apt": {
		"apt-get", "-q", "-y", "-o", "Dpkg::Options::=--force-confdef", "-o", "Dpkg::Options::=--force-confold",
		"-o", "DPkg::Lock::Timeout=120", "install", "--",
	},
	"dnf":    {"dnf", "-q", "-y", "install", "--"},
	"yum":    {"yum", "-q", "-y", "install", "--"},
	"zypper": {"zypper", "--quiet", "--non-interactive", "install", "--"},
}

var packageName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9+._:-]*$`)

func (m *Machine) prepareInstall(ctx context.Context, a setup.InstallPackages) (setup.Undo, error) {
	argv, known := installers[a.Packager]
	if !known {
		return setup.Undo{}, fmt.Errorf("%s: no such package manager is known", sources.Visible(a.String()))
	}
	for _, name := range a.Names {
		if !packageName.MatchString(name) {
			return setup.Undo{}, fmt.Errorf("%q is not the name of a package", name)
		}
	}
	if _, err := m.find(argv[0]); err != nil {
		return setup.Undo{}, err
	}
	missing, err := m.missing(ctx, a)
	return setup.Undo{Names: map[string]string{"packages": strings.Join(missing, " ")}}, err
}

func (m *Machine) install(ctx context.Context, a setup.InstallPackages) error {
	missing, err := m.missing(ctx, a)
	if err != nil || len(missing) == 0 {
		return err
	}
	argv := append(slices.Clone(installers[a.Packager]), missing...)
	cmd, err := m.command(ctx, argv...)
	if err != nil {
		return err
	}
	cmd.Env = append(cmd.Env, "DEBIAN_FRONTEND=noninteractive", "APT_LISTCHANGES_FRONTEND=none", "NEEDRESTART_MODE=l")
	for _, name := range []string{"http_proxy", "https_proxy", "ftp_proxy", "no_proxy"} {
		if value, set := os.LookupEnv(name); set {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	if _, err := finish(cmd, argv, m.hear); err != nil {
		return sources.WithHint(err, "Run it by hand to see all that it says: "+strings.Join(argv, " "))
	}
	// yum ends with 0 when it found one of two packages.
	if missing, err = m.missing(ctx, a); err == nil && len(missing) > 0 {
		err = sources.WithHint(fmt.Errorf("%s reports success but did not install %s", argv[0], strings.Join(missing, " ")),
			"Enable the repository that has it.")
	}
	return err
}

// missing are the packages that are not installed.
func (m *Machine) missing(ctx context.Context, a setup.InstallPackages) ([]string, error) {
	var missing []string
	for _, name := range a.Names {
		var out []byte
		var err error
		if a.Packager == "apt" {
			out, err = m.output(ctx, "dpkg-query", "-W", "-f", "${db:Status-Status}\n", name)
		} else {
			_, err = m.output(ctx, "rpm", "-q", "--whatprovides", name)
		}
		switch {
		case err != nil && code(err) == 1, err == nil && a.Packager == "apt" && !slices.Contains(strings.Fields(string(out)), "installed"):
			missing = append(missing, name)
		case err != nil:
			return nil, fmt.Errorf("asking whether %s is installed: %w", name, err)
		}
	}
	return missing, nil
}
