package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/setup/doctor/redact"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

// member is a file of a bundle.
type member struct {
	name, what, text string
}

// bundleManifest says what is in a bundle and what was hidden.
type bundleManifest struct {
	Made    string            `json:"made"`
	Version string            `json:"ceilotop"`
	Members []bundledFile     `json:"members"`
	Hidden  []redact.Entry    `json:"hidden"`
	Lacks   map[string]string `json:"lacks,omitempty"`
	Note    string            `json:"note"`
}

type bundledFile struct {
	Name string `json:"name"`
	What string `json:"what"`
}

const bundleNote = "The same secret, host or address has the same name in every file. Users, projects and the names of what tenants own are as they were, and so is the text of what was found. Payloads of events are not here."

// writeBundle puts what was seen and found into a file that may leave the cloud.
// Nothing is written when a secret is left in it.
func (a *app) writeBundle(ctx context.Context, name string, seen *doctor.Seen, found []doctor.Finding) error {
	if _, err := os.Lstat(name); err == nil {
		return sources.WithHint(fmt.Errorf("doctor --bundle: %s is there already", name), "name another file")
	}
	events, hosts := a.lastEvents(ctx)
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, arrival := range seen.Arrivals {
		hosts = append(hosts, arrival.Host)
	}
	v := redact.New()
	a.learnSecrets(v, seen.Facts)
	learnHosts(v, seen.Facts, hosts)
	all, err := bundled(v, seen, found, events)
	if err != nil {
		return err
	}
	for _, m := range all {
		for _, t := range tokenShape.FindAllString(m.text, -1) {
			v.Secret(sources.Secret(t), m.name)
		}
	}
	all, err = hide(v, all, seen)
	if err != nil {
		return err
	}
	if err := searched(v, all); err != nil {
		return fmt.Errorf("doctor --bundle: %s was not written: %w", name, err)
	}
	archive, err := packed(all, seen.At)
	if err != nil {
		return err
	}
	if err := keepPrivate(name, archive); err != nil {
		return fmt.Errorf("doctor --bundle: %w", err)
	}
	a.say("%s has %d files, with names in the place of %d secrets, hosts and addresses: look at its manifest before it leaves the cloud", sources.Visible(name), len(all), len(v.Manifest()))
	return nil
}

// bundled are the members before anything is hidden, but for the configuration.
func bundled(v *redact.Veil, seen *doctor.Seen, found []doctor.Finding, events string) (all []member, err error) {
	add := func(name, what string, value any) {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err2 := e.Encode(value); err2 != nil {
			err = errors.Join(err, fmt.Errorf("doctor --bundle: %s: %w", name, err2))
		}
		all = append(all, member{name, what, b.String()})
	}
	add("findings.json", "what the checks found", list(found, findingOf))
	verdict := isolation.Judge(seen, isolation.Options{})
	add("verdict.json", "whether broker A is free of notifications", verdict)
	add("statistics.json", "what the brokers say about themselves", map[string]any{"A": seen.A, "B": seen.B})
	add("taps.json", "how the taps stood", list(seen.Taps, tapView))
	add("arrivals.json", "what arrived while the taps listened, counted", seen.Arrivals)
	add("logins.json", "how the brokers received the users of the files", seen.Logins)
	add("processes.json", "processes of the services on this machine", seen.Processes)
	add("logs.json", "lines of logs with known signatures", seen.Logs)
	add("plan.json", "what ceilotop setup would do", seen.Plan)
	all = append(all, member{"events.jsonl", "the last events, without their payload", events})
	for i, f := range seen.Facts.Files {
		text := osloconf.Conceal(f.Text, func(secret string) string { return v.Secret(sources.Secret(secret), f.Path) })
		all = append(all, member{fmt.Sprintf("configuration/%03d-%s", i+1, path.Base(f.Path)), f.Path, string(text)})
	}
	return all, err
}

// tapState is a tap for a bundle: an error has no JSON of its own.
type tapState struct {
	sources.BrokerStatus
	State string
	Err   sources.Text
}

func tapView(s sources.BrokerStatus) tapState {
	view := tapState{BrokerStatus: s, State: s.State.String()}
	if s.Err != nil {
		view.Err = sources.Known(s.Err.Error())
	}
	return view
}

// hide gives everything its name, the manifest last, which tells of all others.
func hide(v *redact.Veil, all []member, seen *doctor.Seen) ([]member, error) {
	manifest := bundleManifest{Made: seen.At.UTC().Format(time.RFC3339), Version: versionText(), Note: bundleNote, Lacks: make(map[string]string)}
	for i := range all {
		m := &all[i]
		m.name, m.what, m.text = v.Text(m.name), v.Text(m.what), v.Text(m.text)
		manifest.Members = append(manifest.Members, bundledFile{m.name, m.what})
	}
	for p, err := range seen.Lacks {
		manifest.Lacks[string(p)] = err.Error()
	}
	manifest.Hidden = v.Manifest()
	text, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return nil, err
	}
	return append([]member{{"manifest.json", "", v.Text(string(text)) + "\n"}}, all...), nil
}

// searched looks through all members once more.
func searched(v *redact.Veil, all []member) error {
	var errs []error
	short := false
	for _, m := range all {
		for _, leak := range v.Search(m.name + "\n" + m.text) {
			short = short || leak.Short
			errs = append(errs, fmt.Errorf("%s would show the secret of %s", m.name, strings.Join(leak.From, ", ")))
		}
	}
	if len(errs) == 0 {
		return nil
	}
	const most = 3
	rest := ""
	if len(errs) > most {
		rest = fmt.Sprintf(" and %d more", len(errs)-most)
		errs = errs[:most]
	}
	var texts []string
	for _, err := range errs {
		texts = append(texts, err.Error())
	}
	hint := "change that password, which is part of what the bundle says anyway, or send the output of ceilotop doctor alone"
	if short {
		hint = fmt.Sprintf("change that password: one of less than %d letters cannot be told from other text", redact.Shortest)
	}
	return sources.WithHint(errors.New(strings.Join(texts, "; ")+rest), hint)
}

// packed is the archive.
func packed(all []member, at time.Time) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	t := tar.NewWriter(z)
	for _, m := range all {
		header := &tar.Header{Typeflag: tar.TypeReg, Name: "ceilotop/" + m.name, Mode: 0o600, Size: int64(len(m.text)), ModTime: at.UTC().Truncate(time.Second)}
		if err := t.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := t.Write([]byte(m.text)); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(t.Close(), z.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// keepPrivate writes a new file that only its owner may read, whole or not at
// all.
func keepPrivate(name string, content []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".ceilotop-*") // 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	// A link fails where something has come to be in the meantime.
	if err := os.Link(f.Name(), name); err != nil {
		return err
	}
	return os.Remove(f.Name())
}
