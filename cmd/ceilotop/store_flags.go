package main

import (
	"cmp"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// storeFlags say where meters are, and who asks for them.
type storeFlags struct {
	source        string
	ceilometerURL string
	mongodbURL    string
	gnocchiURL    string
	insecure      bool
	timeout       string
	openstack     map[string]*string // what --os-* say, by variable
}

// openstackFlags are the options of OpenStack's clients that stand for the
// variables of an openrc. What says nothing is understood and not shown.
var openstackFlags = []struct{ name, says string }{
	{"os-cloud", "log in as this CLOUD of clouds.yaml ($OS_CLOUD)"},
	{"os-cacert", "trust the authorities in this FILE ($OS_CACERT)"},
	{"os-region-name", "look for the store in this REGION ($OS_REGION_NAME)"},
	{"os-interface", "use the public, internal or admin INTERFACE ($OS_INTERFACE)"},
	{"os-auth-url", "log in at this URL of Keystone ($OS_AUTH_URL); the user and the rest are OS_* variables as well"},
	{"os-endpoint-type", ""},
	{"os-username", ""},
	{"os-user-id", ""},
	{"os-password", ""},
	{"os-user-domain-id", ""},
	{"os-user-domain-name", ""},
	{"os-project-id", ""},
	{"os-project-name", ""},
	{"os-project-domain-id", ""},
	{"os-project-domain-name", ""},
	{"os-tenant-id", ""},
	{"os-tenant-name", ""},
	{"os-auth-token", ""},
	{"os-token", ""},
	{"os-auth-type", ""},
	{"os-identity-api-version", ""},
	{"os-cert", ""},
	{"os-key", ""},
}

// alternatives are variables that say the same in different ways. An option for
// one of them makes the environment's others void.
var alternatives = [][]string{
	{"OS_USERNAME", "OS_USER_ID"},
	{"OS_USER_DOMAIN_ID", "OS_USER_DOMAIN_NAME"},
	{"OS_PROJECT_ID", "OS_PROJECT_NAME", "OS_TENANT_ID", "OS_TENANT_NAME"},
	{"OS_PROJECT_DOMAIN_ID", "OS_PROJECT_DOMAIN_NAME"},
	{"OS_INTERFACE", "OS_ENDPOINT_TYPE"},
	{"OS_TOKEN", "OS_AUTH_TOKEN"},
}

const clientTimeout = "600"

func (f *storeFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.source, "source", "", "list from this store, api|mongodb|gnocchi (default: the one that the catalogue or ceilometer.conf names)")
	flags.StringVar(&f.ceilometerURL, "ceilometer-url", "", "URL of the Ceilometer API ($CEILOMETER_URL)")
	flags.StringVar(&f.mongodbURL, "mongodb-url", "", "URL of Ceilometer's MongoDB; env:VARIABLE and file:PATH keep its password off the command line")
	flags.StringVar(&f.gnocchiURL, "gnocchi-url", "", "URL of Gnocchi; with a user in it, no Keystone is asked")
	flags.BoolVar(&f.insecure, "insecure", false, "do not check certificates")
	flags.StringVar(&f.timeout, "timeout", clientTimeout, "wait so many SECONDS for an answer")
	f.openstack = make(map[string]*string)
	for _, o := range openstackFlags {
		variable := strings.ToUpper(strings.ReplaceAll(o.name, "-", "_"))
		f.openstack[variable] = flags.String(o.name, "", cmp.Or(o.says, "stands for $"+variable))
		if o.says == "" {
			_ = flags.MarkHidden(o.name)
		}
	}
	flags.StringVar(&f.ceilometerURL, "os-endpoint", "", "stands for --ceilometer-url")
	_ = flags.MarkHidden("os-endpoint")
}

// environment is the process's, with the options over it.
func (f *storeFlags) environment(getenv func(string) string) func(string) string {
	said := func(variable string) string {
		if v := f.openstack[variable]; v != nil {
			return *v
		}
		return ""
	}
	return func(variable string) string {
		if v := said(variable); v != "" {
			return v
		}
		for _, group := range alternatives {
			mine, other := false, false
			for _, name := range group {
				mine = mine || name == variable
				other = other || said(name) != ""
			}
			if mine && other {
				return ""
			}
		}
		return getenv(variable)
	}
}

// check refuses what makes no sense before anything is asked, and warns of
// passwords that everybody can read.
func (f *storeFlags) check(a *app) error {
	switch sources.StoreKind(f.source) {
	case "", sources.CeilometerAPI, sources.MongoDB, sources.Gnocchi:
	default:
		return misused("--source %s: the stores are api, mongodb and gnocchi", f.source)
	}
	if _, err := f.patience(); err != nil {
		return err
	}
	if f.openstack["OS_PASSWORD"] != nil && *f.openstack["OS_PASSWORD"] != "" {
		a.warnOfPassword("--os-password", "export OS_PASSWORD, or use clouds.yaml")
	}
	return nil
}

func (a *app) warnOfPassword(option, instead string) {
	a.say("%s: every user of this machine can read the password on the command line", option)
	fmt.Fprintf(a.stderr, "hint: %s\n", instead)
}

// patience is --timeout: a number of seconds, as in the clients, or 90s, 10m.
func (f *storeFlags) patience() (time.Duration, error) {
	text := f.timeout
	if text == "" {
		text = clientTimeout
	}
	d, err := time.ParseDuration(text)
	if seconds, plain := strconv.ParseFloat(text, 64); plain == nil {
		d, err = time.Duration(seconds*float64(time.Second)), nil
	}
	if err != nil || d <= 0 {
		return 0, misused("--timeout %s: that is no number of seconds", text)
	}
	return d, nil
}

// storeURL reads an option that holds a URL, follows env: and file:, and warns
// of a password on the command line.
func (a *app) storeURL(option, value string) (sources.Secret, error) {
	switch kind, name, _ := strings.Cut(value, ":"); {
	case value == "":
		return "", nil
	case kind == "env":
		if value = a.getenv(name); value == "" {
			return "", misused("%s: the variable %s is not set", option, name)
		}
	case kind == "file":
		text, err := os.ReadFile(name)
		if err != nil {
			return "", fmt.Errorf("%s: %w", option, err)
		}
		value = strings.TrimSpace(string(text))
	default:
		if credentials, _, ok := strings.Cut(value, "@"); ok {
			_, credentials, _ = strings.Cut(credentials, "://")
			if _, password, _ := strings.Cut(credentials, ":"); password != "" {
				a.warnOfPassword(option, option+" env:VARIABLE or "+option+" file:PATH")
			}
		}
	}
	if setup.WithoutCredentials(value) == "(not a URL)" {
		return "", misused("%s: that is no URL", option)
	}
	return sources.Secret(value), nil
}
