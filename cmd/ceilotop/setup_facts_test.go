package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// hostile are facts as a machine could have them whose files others wrote.
func hostile() setup.Facts {
	const evil = "\x1b[2J\u202e long long long"
	u, err := oslo.ParseTransportURL("rabbit://u:hunter2@127.0.0.1:1/" + "v%1B%5B2J")
	if err != nil {
		panic(err)
	}
	return setup.Facts{
		System: setup.System{
			Root: "/", Hostname: evil, Name: evil, Family: setup.RedHat, Packager: "dnf", Init: "systemd", InitRunning: true, SELinux: "enforcing",
			Addresses: []netip.Prefix{netip.MustParsePrefix("10.0.0.1/24")},
		},
		Services:  []setup.Service{{Name: "nova", Version: evil, Evidence: strings.Repeat("e", 200)}},
		Packages:  []setup.Package{{Name: evil, Version: evil}},
		Units:     []setup.Unit{{Name: evil, Enabled: "enabled", Active: "active", Restarts: 7}},
		Listeners: []setup.Listener{{Address: netip.MustParseAddrPort("0.0.0.0:8777"), Process: evil}, {Address: netip.MustParseAddrPort("[::1]:22")}},
		Managers:  []setup.Manager{{Name: "puppet", Evidence: evil}},
		Secrets:   []setup.StoredSecret{{Name: evil, Value: "hunter2"}},
		Files: []setup.File{
			{Path: "/etc/nova/nova.conf", Service: "nova", Mode: 0o640, Owner: "root:nova", Text: []byte("[DEFAULT]\ntransport_url = " + evil + "\nrabbit_password = hunter2\ninstance_usage_audit = $nothing\n")},
			{Path: "/etc/" + evil, Service: "httpd", Mode: fs.ModeSticky | 0o755, Owner: evil, Target: evil, Text: []byte("WSGIScriptAlias hunter2")},
			{Path: "/etc/httpd/conf.d/quiet.conf", Service: "httpd", Text: []byte("Alias /a /b")},
		},
		Programs: []setup.Program{
			{Service: "nova", Main: "/etc/nova/nova.conf", Files: []string{"/etc/nova/nova.conf"}},
			{Service: "glance", Main: "/etc/glance/glance-api.conf", Files: []string{"/etc/glance/glance-api.conf"}},
		},
		Brokers:     []setup.Broker{{Name: "A", URL: u, From: []setup.Origin{{File: "/etc/nova/nova.conf", Line: 2, Section: evil, Key: evil, Service: "nova"}}}},
		Stores:      []setup.Store{{Kind: sources.MongoDB, URL: "mongodb://u:hunter2@h/c", From: setup.Place{File: "/etc/x", Line: 3}}},
		Credentials: []setup.Credentials{{Section: evil, From: setup.Place{File: "/etc/x"}, Options: map[string]sources.Secret{"password": "hunter2", "auth_url": "http://u:hunter2@k/", "made_up": "hunter2"}}},
		Unreadable:  []setup.Unreadable{{Path: "/etc/glance", Owner: "root:glance", Mode: 0o750}},
		Broken:      []setup.Broken{{File: "/etc/x", Line: 3, Reason: evil, Advice: evil}},
		Notes:       []string{evil},
	}
}

func TestFactsLeakNothingAndFitTheScreen(t *testing.T) {
	t.Parallel()
	view := viewOf(hostile())
	text, err := json.Marshal(view)
	if err != nil {
		t.Fatal(err)
	}
	table := view.table()
	for _, out := range []string{string(text), table} {
		if strings.Contains(out, "hunter2") {
			t.Errorf("a password shows in\n%s", out)
		}
	}
	if strings.ContainsAny(table, "\x1b\u202e") {
		t.Errorf("control characters reach the terminal:\n%q", table)
	}
	for line := range strings.Lines(table) {
		if width(strings.TrimRight(line, "\n")) > sheetWidth && strings.Contains(strings.TrimSpace(line), " ") {
			t.Errorf("the line is too wide: %s", line)
		}
	}
	for _, want := range []string{
		"  0.0.0.0:8777", "/etc/glance/glance-api.conf: not read, so what it sets is not known", "restarted 7 times",
		"the whole host", "/etc/glance: permission denied (root:glance 0750)", "$ that no file sets", "127.0.0.1:1: not tried", "1 more of httpd",
	} {
		if !strings.Contains(strings.Join(strings.Fields(table), " "), strings.TrimSpace(want)) {
			t.Errorf("%q is missing from\n%s", want, table)
		}
	}
	if strings.Contains(table, "[::1]:22") {
		t.Error("a port that is none of telemetry's business is in the table")
	}
	if err := view.partial(); err == nil || sources.HintOf(err) != "sudo ceilotop setup facts" {
		t.Errorf("what could not be read gives %v", err)
	}
}

func TestNothingInTheJSONIsAbsent(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(viewOf(setup.Facts{System: setup.System{Root: "/"}}))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields("services programs files units brokers keystone stores managers listeners packages stored_secrets unreadable broken notes") {
		if got, ok := all[name].([]any); !ok || len(got) > 0 {
			t.Errorf("%s is %v, want an empty list", name, all[name])
		}
	}
	if got := fmt.Sprint(all["machine"]); strings.Contains(got, ":[]") && !strings.Contains(got, "hostname:<nil>") {
		t.Errorf("the machine is %s", got)
	}
}

func TestWhetherABrokerAnswersIsTried(t *testing.T) {
	t.Parallel()
	open, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	view := &factsView{Brokers: []brokerView{{Hosts: []hostView{{Address: open.Addr().String()}, {Address: closed.Addr().String()}, {Address: "no.such.host.invalid:5672"}}}}}
	view.reach(t.Context())
	hosts := view.Brokers[0].Hosts
	if !*hosts[0].Answers || hosts[0].Error.Known {
		t.Errorf("the open port: %+v", hosts[0])
	}
	if *hosts[1].Answers || hosts[1].Error.Value != "connection refused" {
		t.Errorf("the closed port: %+v", hosts[1])
	}
	if *hosts[2].Answers || !hosts[2].Error.Known {
		t.Errorf("the name of nobody: %+v", hosts[2])
	}
}
