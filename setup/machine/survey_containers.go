package machine

import (
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// image is a container's name and its image: nova_api,
// quay.io/openstack.kolla/nova-api:2025.1-ubuntu-noble.
type image struct {
	container, name string
	file            string // that says so
}

// contained is a service that runs in containers of Kolla or TripleO. Of the
// container's own files none is on the host, so only its release can be known:
// from the tag of the image, or from what Kolla was told.
func (v *survey) contained(service string, releases []image) (setup.Service, bool) {
	for _, place := range []string{kolla, tripleO} {
		dirs := of(service, v.tree.list(place))
		if len(dirs) == 0 {
			continue
		}
		s := setup.Service{Evidence: path.Join(place, dirs[0])}
		for _, i := range releases {
			if i.container != "" && len(of(service, []string{i.container})) == 0 {
				continue
			}
			if m := release.FindStringSubmatch(i.name[strings.LastIndexByte(i.name, ':')+1:]); m != nil {
				s.Release, s.Evidence = strings.ToLower(m[1]), i.file+": "+i.name
				break
			}
		}
		return s, true
	}
	return setup.Service{}, false
}

// release is how a tag of Kolla's begins. A tag like 20.0.1 is whoever built it
// numbering his own.
var release = regexp.MustCompile(`(?i)^(mitaka|newton|ocata|pike|queens|rocky|stein|train|ussuri|victoria|wallaby|xena|yoga|zed|master|20\d\d\.[12])(?:$|-)`)

const (
	kollaGlobals = "/etc/kolla/globals.yml"
	kollaMore    = "/etc/kolla/globals.d"
	docker       = "/var/lib/docker/containers"
	podman       = "/var/lib/containers/storage/overlay-containers/containers.json"
)

// releases are the images of the containers, and last, for all services, what
// Kolla's own settings name.
func (v *survey) releases() (all []image) {
	if len(v.tree.list(kolla)) == 0 && !v.tree.has(tripleO) {
		return nil
	}
	for _, id := range v.tree.list(docker) {
		file := path.Join(docker, id, "config.v2.json")
		text, _ := v.tree.read(file)
		if i, ok := parseDocker(text); ok {
			i.file = file
			all = append(all, i)
		}
	}
	text, _ := v.tree.read(podman)
	all = append(all, parsePodman(text)...)
	settings := []string{kollaGlobals}
	for _, name := range v.tree.list(kollaMore) {
		settings = append(settings, path.Join(kollaMore, name))
	}
	// What is in globals.d wins, the last file most of all.
	for _, file := range slices.Backward(settings) {
		for _, m := range kollaRelease.FindAllStringSubmatch(v.text(file), -1) {
			all = append(all, image{file: file, name: m[1]})
		}
	}
	return all
}

// kollaRelease is the line that names the release. openstack_tag, which says
// more, is made from it.
var kollaRelease = regexp.MustCompile(`(?m)^openstack_release:[ \t]*["']?([\w.-]+)["']?[ \t]*(?:#.*)?$`)

// parseDocker reads what dockerd keeps of a container. It holds the container's
// environment too, which may have passwords: no more than this is taken.
func parseDocker(text []byte) (image, bool) {
	var c struct {
		Name   string
		Config struct{ Image string }
	}
	if json.Unmarshal(text, &c) != nil || c.Config.Image == "" {
		return image{}, false
	}
	return image{container: strings.TrimPrefix(c.Name, "/"), name: c.Config.Image}, true
}

// parsePodman reads the list of containers of containers/storage, whose metadata
// is JSON in a string.
func parsePodman(text []byte) (all []image) {
	var list []struct {
		Names    []string
		Metadata string
	}
	if json.Unmarshal(text, &list) != nil {
		return nil
	}
	for _, c := range list {
		var m struct {
			Image string `json:"image-name"`
		}
		if len(c.Names) > 0 && json.Unmarshal([]byte(c.Metadata), &m) == nil && m.Image != "" {
			all = append(all, image{container: c.Names[0], name: m.Image, file: podman})
		}
	}
	return all
}
