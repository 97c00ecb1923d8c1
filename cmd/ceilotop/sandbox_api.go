package main

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"time"
)

// sandboxAPI stands in for the APIs of Glance, Cinder and Gnocchi, as far as a
// trial, an audit and a look for first samples ask them.
type sandboxAPI struct {
	s        *sandbox
	listener net.Listener
	server   *http.Server
}

// The word stand-in is in every path, so that nobody takes one for the real
// thing.
const (
	imagePath   = "/stand-in/image"
	volumePath  = "/stand-in/volume/v3/" + sandboxProject
	metricPath  = "/stand-in/metric"
	measureZone = "+00:00"
)

func (s *sandbox) newAPI() (*sandboxAPI, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	a := &sandboxAPI{s: s, listener: l}
	a.server = &http.Server{Handler: a.routes(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = a.server.Serve(l) }()
	for _, one := range []struct{ name, kind, path string }{{"glance", "image", imagePath}, {"cinderv3", "volumev3", volumePath}, {"gnocchi", "metric", metricPath}} {
		s.keystone.Offer(one.name, one.kind, a.url()+one.path)
	}
	return a, nil
}

func (a *sandboxAPI) url() string { return "http://" + a.listener.Addr().String() }

func (a *sandboxAPI) close() { _ = a.server.Close() }

func (a *sandboxAPI) routes() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET "+imagePath+"/v2/images", a.listImages)
	m.HandleFunc("PATCH "+imagePath+"/v2/images/{id}", a.tagImage)
	m.HandleFunc("GET "+volumePath+"/volumes/detail", a.listVolumes)
	m.HandleFunc("PUT "+volumePath+"/volumes/{id}", a.renameVolume)
	for path, name := range map[string]string{"/snapshots": "snapshots", "/snapshots/detail": "snapshots", "/backups/detail": "backups", "/os-services": "services"} {
		m.HandleFunc("GET "+volumePath+path, func(w http.ResponseWriter, _ *http.Request) { replyJSON(w, map[string]any{name: []any{}}) })
	}
	m.HandleFunc("POST "+metricPath+"/v1/search/resource/generic", a.search)
	m.HandleFunc("GET "+metricPath+"/v1/resource/generic/{id}/metric", a.metrics)
	m.HandleFunc("GET "+metricPath+"/v1/archive_policy", func(w http.ResponseWriter, _ *http.Request) {
		replyJSON(w, []any{map[string]any{"name": "stand-in", "aggregation_methods": []string{"mean"}, "definition": []any{map[string]any{"granularity": "0:00:01", "timespan": "1:00:00", "points": 3600}}}})
	})
	m.HandleFunc("GET "+metricPath+"/v1/metric/{id}/measures", a.measures)
	return m
}

func replyJSON(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body) // who asked has gone
}

func (a *sandboxAPI) listImages(w http.ResponseWriter, _ *http.Request) {
	c := a.s.cloud
	c.mu.Lock()
	defer c.mu.Unlock()
	all := []any{}
	for _, i := range c.images {
		all = append(all, i.described())
	}
	replyJSON(w, map[string]any{"images": all})
}

// tagImage sets and removes properties, as a JSON patch says.
func (a *sandboxAPI) tagImage(w http.ResponseWriter, r *http.Request) {
	var asked []struct{ Op, Path, Value string }
	if json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&asked) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	c := a.s.cloud
	c.mu.Lock()
	var changed map[string]any
	for _, i := range c.images {
		if i.id != r.PathValue("id") {
			continue
		}
		for _, one := range asked {
			name := strings.TrimPrefix(one.Path, "/")
			if one.Op == "remove" {
				delete(i.properties, name)
			} else {
				i.properties[name] = one.Value
			}
		}
		changed = i.payload()
	}
	c.mu.Unlock()
	if changed == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	a.s.sends("glance", "image.localhost", "image.update", changed)
	delete(changed, "properties")
	replyJSON(w, changed)
}

// described is an image as the API tells it: its properties are beside the rest.
func (i image) described() map[string]any {
	all := i.payload()
	delete(all, "properties")
	for name, value := range i.properties {
		all[name] = value
	}
	return all
}

func (a *sandboxAPI) listVolumes(w http.ResponseWriter, r *http.Request) {
	c := a.s.cloud
	c.mu.Lock()
	defer c.mu.Unlock()
	all := []any{}
	if r.URL.Query().Get("marker") == "" {
		for _, v := range c.volumes {
			all = append(all, v.described())
		}
	}
	replyJSON(w, map[string]any{"volumes": all})
}

// described is a volume as the API tells it.
func (v volume) described() map[string]any {
	return map[string]any{
		"id": v.id, "name": v.name, "size": v.size, "status": "available", "os-vol-host-attr:host": sandboxBackend,
		"created_at": v.created.UTC().Format("2006-01-02T15:04:05.000000"), "attachments": []any{}, "metadata": map[string]string{},
	}
}

// renameVolume sends what Cinder does: that it begins, and that it is done.
func (a *sandboxAPI) renameVolume(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Volume struct{ Name string }
	}
	if json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&asked) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	c := a.s.cloud
	c.mu.Lock()
	var before, after *volume
	for i := range c.volumes {
		if v := &c.volumes[i]; v.id == r.PathValue("id") {
			old := *v
			v.name = asked.Volume.Name
			renamed := *v
			before, after = &old, &renamed
		}
	}
	c.mu.Unlock()
	if after == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	a.s.sends("cinder", "volume."+sandboxHost, "volume.update.start", before.payload())
	a.s.sends("cinder", "volume."+sandboxHost, "volume.update.end", after.payload())
	replyJSON(w, map[string]any{"volume": after.described()})
}

// search finds the resources whose ids the question has in it.
func (a *sandboxAPI) search(w http.ResponseWriter, r *http.Request) {
	all := []any{}
	var question any
	if r.URL.Query().Get("marker") == "" && json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&question) == nil {
		for _, id := range textsIn(question) {
			if len(a.s.agent.of(id)) > 0 {
				all = append(all, map[string]any{"id": id, "original_resource_id": id, "type": "generic", "project_id": sandboxProject, "user_id": nil})
				break
			}
		}
	}
	replyJSON(w, all)
}

// textsIn are the texts of a JSON value.
func textsIn(v any) (all []string) {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		for _, one := range v {
			all = append(all, textsIn(one)...)
		}
	case map[string]any:
		for _, one := range v {
			all = append(all, textsIn(one)...)
		}
	}
	return all
}

// metrics are named by their resource and meter.
func (a *sandboxAPI) metrics(w http.ResponseWriter, r *http.Request) {
	id, all := r.PathValue("id"), []any{}
	for _, s := range a.s.agent.of(id) {
		all = append(all, map[string]any{"id": id + ":" + s.meter, "name": s.meter, "unit": s.unit, "resource_id": id, "archive_policy_name": "stand-in", "archive_policy": map[string]any{"name": "stand-in"}})
	}
	replyJSON(w, all)
}

func (a *sandboxAPI) measures(w http.ResponseWriter, r *http.Request) {
	id, meter, _ := strings.Cut(r.PathValue("id"), ":")
	all := []any{}
	for _, s := range a.s.agent.of(id) {
		if s.meter == meter {
			all = append(all, []any{s.at.UTC().Truncate(time.Second).Format("2006-01-02T15:04:05") + measureZone, 1.0, s.value})
		}
	}
	replyJSON(w, all)
}
