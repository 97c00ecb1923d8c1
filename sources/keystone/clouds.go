package keystone

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// Places are where clouds.yaml and its companions may lie. The zero Places are
// those of a user without a home, in the current directory.
type Places struct {
	File       string // OS_CLIENT_CONFIG_FILE: a clouds.yaml looked at before the others
	SecureFile string // OS_CLIENT_SECURE_FILE
	Home       string // the user's home directory
	ConfigHome string // XDG_CONFIG_HOME; "": .config below the home directory
	Root       string // /etc is looked for below it; "" is /
}

// EnvironmentPlaces are the places that the environment names.
func EnvironmentPlaces(getenv func(string) string, root string) Places {
	return Places{
		File: getenv("OS_CLIENT_CONFIG_FILE"), SecureFile: getenv("OS_CLIENT_SECURE_FILE"),
		Home: getenv("HOME"), ConfigHome: getenv("XDG_CONFIG_HOME"), Root: root,
	}
}

// files lists the candidates for a file in the order in which they are asked.
func (p Places) files(first string, name string) (all []string) {
	if first != "" {
		all = append(all, first)
	}
	config := p.ConfigHome
	if config == "" && p.Home != "" {
		config = filepath.Join(p.Home, ".config")
	}
	dirs := []string{"."}
	if config != "" {
		dirs = append(dirs, filepath.Join(config, "openstack"))
	}
	root := cmp.Or(p.Root, "/")
	dirs = append(dirs, filepath.Join(root, "etc/openstack"), filepath.Join(root, "etc/kolla"))
	for _, dir := range dirs {
		for _, ending := range []string{".yaml", ".yml", ".json"} {
			all = append(all, filepath.Join(dir, name+ending))
		}
	}
	return all
}

// FromCloud reads a cloud of clouds.yaml: the first file that has it counts,
// together with the first secure.yaml and, for what a profile says, the first
// clouds-public.yaml that know it. What over returns for an option, such as
// region_name, wins; over may be nil.
//
// gophercloud's own reader stops at the first clouds.yaml that it can open,
// takes one that may not be read for absent, ends with a panic when a cloud has
// no auth, quotes lines with passwords in its errors, and has no use for
// auth_type, identity_api_version and Kolla's file.
func FromCloud(name string, places Places, over func(option string) string) (Login, error) {
	found, file, err := lookUp(places.files(places.File, "clouds"), name)
	if err != nil {
		return Login{}, err
	}
	secure, _, err := lookUp(places.files(places.SecureFile, "secure"), name)
	if err != nil && !errors.As(err, new(*noCloudError)) {
		return Login{}, err
	}
	found.under(secure)
	if profile := found.get("profile") + found.get("cloud"); profile != "" {
		public, _, err := lookUp(places.files("", "clouds-public"), profile)
		if err != nil && !errors.As(err, new(*noCloudError)) {
			return Login{}, err
		}
		public.under(found)
		found = public
	}
	o := options{
		from: fmt.Sprintf("the cloud %s of %s", sources.Visible(name), file),
		get: func(option string) string {
			if over != nil && over(option) != "" {
				return over(option)
			}
			return places.expand(option, found.get(option))
		},
		spell: func(option string) string {
			switch option {
			case "region_name", "interface", "cacert", "cert", "key", "verify", "auth_type", "identity_api_version":
				return option
			}
			return "auth." + option
		},
	}
	return o.login()
}

// expand follows ~, as the other clients do.
func (p Places) expand(option, value string) string {
	switch option {
	case "cacert", "cert", "key":
		if rest, ok := strings.CutPrefix(value, "~/"); ok && p.Home != "" {
			return filepath.Join(p.Home, rest)
		}
	}
	return value
}

// noCloudError says that no file has a cloud, and which clouds there are.
type noCloudError struct {
	name  string
	seen  []string // what the files that exist hold
	tried []string
}

func (e *noCloudError) Error() string {
	if len(e.seen) == 0 {
		return fmt.Sprintf("find the cloud %s: there is no clouds.yaml", sources.Visible(e.name))
	}
	return fmt.Sprintf("find the cloud %s: %s", sources.Visible(e.name), strings.Join(e.seen, "; "))
}

func (e *noCloudError) Hint() string {
	if len(e.seen) == 0 {
		return "write one of " + strings.Join(e.tried, ", ")
	}
	return "correct --os-cloud or OS_CLOUD"
}

// lookUp finds a cloud in the first file that has it. What may not be read is
// only an error when the cloud is not elsewhere.
func lookUp(files []string, name string) (cloud, string, error) {
	none := &noCloudError{name: name}
	var closed error
	for _, file := range files {
		text, err := os.ReadFile(file)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if strings.HasSuffix(file, ".yaml") {
				none.tried = append(none.tried, file)
			}
			continue
		case err != nil && closed == nil:
			closed = sources.WithHint(fmt.Errorf("read %w", err), "let this user read the file, or sudo ceilotop")
		}
		if err != nil {
			continue
		}
		clouds, err := parseClouds(text)
		if err != nil {
			return cloud{}, "", fmt.Errorf("read %s: %w", file, err)
		}
		if c, ok := clouds[name]; ok {
			return c, file, nil
		}
		names := make([]string, 0, len(clouds))
		for _, n := range slices.Sorted(maps.Keys(clouds)) {
			names = append(names, sources.Visible(n))
		}
		none.seen = append(none.seen, fmt.Sprintf("%s has %s", file, strings.Join(names, ", ")))
	}
	if closed != nil {
		return cloud{}, "", closed
	}
	return cloud{}, "", none
}
