package bundle_test

import (
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/bundle"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// steps is a node whose plan has these actions alone.
func steps(a setup.Answers, actions ...setup.Action) bundle.Node {
	return bundle.Node{Name: "n", Answers: a, Plan: setup.Plan{Steps: []setup.Step{{ID: "B1", Title: "servers", State: setup.Change, Actions: actions}}}}
}

// A real broker takes what the scripts tell rabbitmqctl.
func TestScriptsOnARealBroker(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedB(t)
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "rabbitmqctl"), []byte("#!/bin/sh\nexec \"$RABBITMQCTL\" -n \"$RABBITMQ_NODENAME\" \"$@\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	id := strings.ToLower(rand.Text()[:8])
	user, vhost, password := "it's "+id, "/v "+id, "p'w $(x) \"ü"+id
	actions := []setup.Action{
		setup.PutVHost{Name: vhost},
		setup.PutUser{Name: user, VHost: vhost, Password: setup.Password{Value: sources.Secret(password)}, Permissions: setup.Permissions{Configure: `^(nova|notifications\..*)$`, Write: ".*", Read: `^$`}},
		setup.PutPolicy{VHost: vhost, Policy: setup.Policy{Name: "bound it", Pattern: `^notifications\.`, ApplyTo: "queues", Definition: map[string]any{"max-length": 1000}}},
	}
	dir := write(t, steps(setup.Answers{}, actions...))[0]
	script := func(name string) string {
		return b.Shell(t, fmt.Sprintf("PATH='%s':$PATH sh '%s' --root '%s' --programs 2>&1 </dev/null", bin, filepath.Join(dir, name), t.TempDir()), "")
	}
	if out := script("apply.sh"); strings.Contains(out, password) {
		t.Errorf("the script says the password:\n%s", out)
	}
	connection, err := amqp.DialConfig(fmt.Sprintf("amqp://%s:%d", b.Host, b.Port),
		amqp.Config{Vhost: vhost, SASL: []amqp.Authentication{&amqp.PlainAuth{Username: user, Password: password}}})
	if err != nil {
		t.Fatalf("the user cannot log in: %v", err)
	}
	connection.Close()
	p, err := b.Client().GetPermissionsIn(vhost, user)
	if err != nil || p.Configure != `^(nova|notifications\..*)$` || p.Write != ".*" || p.Read != `^$` {
		t.Errorf("permissions are %+v, %v", p, err)
	}
	policy, err := b.Client().GetPolicy(vhost, "bound it")
	if err != nil || policy.Pattern != `^notifications\.` || fmt.Sprint(policy.Definition["max-length"]) != "1000" {
		t.Errorf("the policy is %+v, %v", policy, err)
	}
	script("undo.sh")
	if _, err := b.Client().GetUser(user); err == nil {
		t.Error("the user is still there")
	}
	if _, err := b.Client().GetVhost(vhost); err == nil {
		t.Error("the virtual host is still there")
	}
}

// A real Keystone takes what the scripts tell the openstack client and curl.
func TestScriptsOnARealKeystone(t *testing.T) {
	t.Parallel()
	need(t, "openstack", "curl")
	k := sourcestest.Keystone(t)
	k.Grant(t, k.UserID, k.ProjectID, "admin")
	k.Service(t, "identity", sourcestest.Region, map[string]string{"public": k.URL + "/v3"})
	id := strings.ToLower(rand.Text()[:8])
	user, kind, password := "ceilometer "+id, "metering-"+id, `p'w $(x) "\ü `+id
	node := steps(setup.Answers{Keystone: setup.KeystoneAnswers{AuthURL: k.URL}},
		setup.PutIdentity{Name: user, DomainID: k.DomainID, Password: setup.Password{Value: sources.Secret(password)}},
		setup.AssignRole{User: user, DomainID: k.DomainID, Role: "admin", ProjectID: k.ProjectID, Project: k.Project},
		setup.PutService{Name: "it's " + id, Type: kind, Description: "Telemetry $(x)"},
		setup.PutEndpoint{Type: kind, Interface: "internal", Region: sourcestest.Region, URL: "http://192.0.2.11:8777"})
	dir := write(t, node)[0]
	script := func(name string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "sh", filepath.Join(dir, name), "--root", t.TempDir(), "--programs")
		cmd.Env = openrc(k)
		out, err := cmd.CombinedOutput()
		if err != nil || strings.Contains(string(out), password) {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		return string(out)
	}
	script("apply.sh")
	client := *k
	client.UserName, client.Password = user, password
	openstack := func(args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), "openstack", args...)
		cmd.Env = openrc(&client)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	// The user logs in, and has the role: others may not list endpoints.
	out, err := openstack("endpoint", "list", "--service", kind, "-f", "value", "-c", "Interface", "-c", "URL")
	if err != nil || out != "internal http://192.0.2.11:8777\n" {
		t.Errorf("the new user sees the endpoints %q: %v", out, err)
	}
	script("apply.sh")
	if out, err := openstack("endpoint", "list", "--service", kind, "-f", "value", "-c", "URL"); err != nil || strings.Count(out, "\n") != 1 {
		t.Errorf("a second run makes the endpoints %q: %v", out, err)
	}
	script("undo.sh")
	if out, err := openstack("token", "issue"); err == nil {
		t.Errorf("the user is still there: %s", out)
	}
}

// openrc is the environment of a shell that has read a user's openrc.
func openrc(i *sourcestest.Identity) []string {
	env := os.Environ()
	for name, value := range i.Environment() {
		env = append(env, name+"="+value)
	}
	return env
}
