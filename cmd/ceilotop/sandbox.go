package main

import (
	"crypto/rand"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/sources/sourcestest/standin"
)

// sandboxFiles are a controller of Debian 12 on which telemetry was never set
// up: everything goes through broker A. They are made up.
//
//go:embed all:sandbox
var sandboxFiles embed.FS

const (
	sandboxRegion = "RegionStandIn"
	sandboxAdmin  = "stand-in-admin"
)

// sandbox is a place to try a setup in: a root of its own and, inside this
// process, stand-ins for two brokers and for Keystone. All of it is gone when it
// is closed.
type sandbox struct {
	dir      string // of mode 0700
	a, b     *standin.Broker
	keystone *standin.Keystone
	bus      bus
	units    *units
	routes   *route
	cloud    *sandboxCloud
	agent    *sandboxAgent
	api      *sandboxAPI
	audits   *auditor
	env      map[string]string
	given    answers.File
}

func newSandbox() (s *sandbox, err error) {
	s = &sandbox{}
	defer func() {
		if err != nil {
			err = fmt.Errorf("making the sandbox: %w", errors.Join(err, s.Close()))
		}
	}()
	if s.dir, err = os.MkdirTemp("", "ceilotop-sandbox-"); err != nil { // of mode 0700
		return s, err
	}
	// Root decides who may replace a file by who may write above it, and goes by
	// the real path.
	if s.dir, err = filepath.EvalSymlinks(s.dir); err != nil {
		return s, err
	}
	password := rand.Text()
	queue := standin.Queue{Name: "notifications.info", VHost: "/", Type: "classic", Messages: 1704}
	if s.a, err = standin.NewBroker(sandboxAdmin, password, queue); err != nil {
		return s, err
	}
	if s.b, err = standin.NewBroker(sandboxAdmin, password); err != nil {
		return s, err
	}
	if s.keystone, err = standin.NewKeystone(sandboxRegion, sandboxAdmin, password); err != nil {
		return s, err
	}
	if err = s.write(); err != nil {
		return s, err
	}
	if err = s.animate(); err != nil {
		return s, err
	}
	secret := filepath.Join(s.home(), "password-of-"+sandboxAdmin)
	if err = os.WriteFile(secret, []byte(password+"\n"), 0o600); err != nil {
		return s, err
	}
	s.env = map[string]string{
		"PATH": filepath.Join(s.dir, "bin") + string(filepath.ListSeparator) + os.Getenv("PATH"),
		"HOME": s.home(), "XDG_STATE_HOME": "", "XDG_CONFIG_HOME": "",
		"OS_AUTH_URL": s.keystone.URL(), "OS_USERNAME": sandboxAdmin, "OS_PASSWORD": password,
		"OS_PROJECT_NAME": "admin", "OS_USER_DOMAIN_NAME": "Default", "OS_PROJECT_DOMAIN_NAME": "Default",
		"OS_IDENTITY_API_VERSION": "3", "OS_REGION_NAME": sandboxRegion,
	}
	s.given = answers.Given(map[string]string{
		"broker_b.host": "127.0.0.1", "broker_b.port": strconv.Itoa(s.b.Port()),
		"broker_b.admin_url": s.b.AdminURL(), "broker_b.admin_user": sandboxAdmin, "broker_b.admin_password": "file:" + secret,
		"apply.output_dir": filepath.Join(s.dir, "ceilotop-bundle"),
	})
	s.given.Name = "the sandbox" // nobody typed them
	return s, nil
}

// animate gives the sandbox what runs on a controller: units, services that have
// something to send, and Ceilometer's agent.
func (s *sandbox) animate() (err error) {
	now := time.Now()
	s.units, s.cloud = newUnits(filepath.Join(s.root(), filepath.FromSlash(madeUnits)), now.Add(-time.Hour)), newSandboxCloud(now)
	s.routes = newRoute(filepath.Join(s.root(), "etc"), s.a.Port(), s.b.Port())
	s.agent = newSandboxAgent(s.agentReads, s.b.Port())
	s.bus.hear(s.agent.hear)
	s.b.Consumes(s.agent.consumers)
	if s.api, err = s.newAPI(); err != nil {
		return err
	}
	s.audits, err = s.newAuditor()
	return err
}

// address is that of a broker, as a tap's status has it.
func (s *sandbox) address(name string) string {
	b := s.a
	if name == "B" {
		b = s.b
	}
	return fmt.Sprintf("127.0.0.1:%d//", b.Port())
}

// knowsB reports whether the files name broker B, as they do after a setup.
func (s *sandbox) knowsB() bool { return s.routes.reaches("B") }

func (s *sandbox) root() string { return filepath.Join(s.dir, "root") }
func (s *sandbox) home() string { return filepath.Join(s.dir, "home") }

// write puts the files below the root, with the addresses of the stand-ins.
func (s *sandbox) write() error {
	if err := os.Mkdir(s.home(), 0o700); err != nil {
		return err
	}
	if err := writeController(s.root(), s.a.URL("openstack", "sandbox-rabbit"), s.keystone.URL(), sandboxRegion); err != nil {
		return err
	}
	// Whoever runs this is root here: files that are made belong to him.
	for file, line := range map[string]string{
		"passwd": fmt.Sprintf("root:x:%d:%d:root:/root:/bin/sh\n", os.Getuid(), os.Getgid()),
		"group":  fmt.Sprintf("root:x:%d:\n", os.Getgid()),
	} {
		if err := os.WriteFile(filepath.Join(s.root(), "etc", file), []byte(line), 0o644); err != nil {
			return err
		}
	}
	// They are older than the services, which read them when they were started.
	before := time.Now().Add(-2 * time.Hour)
	return filepath.Walk(s.root(), func(path string, _ os.FileInfo, err error) error {
		return errors.Join(err, os.Chtimes(path, before, before))
	})
}

// writeController makes the files of a controller whose services know broker A
// and Keystone.
func writeController(root, brokerA, keystone, region string) error {
	names := strings.NewReplacer("@BROKER_A@", brokerA, "@KEYSTONE@", keystone, "@REGION@", region)
	return fs.WalkDir(sandboxFiles, "sandbox", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(root, filepath.FromSlash(strings.TrimPrefix(path, "sandbox")))
		if d.IsDir() {
			return os.MkdirAll(to, 0o755)
		}
		text, err := sandboxFiles.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(to, []byte(names.Replace(string(text))), 0o640)
	})
}

// app is a whose machine is the sandbox.
func (s *sandbox) app(a *app) *app {
	inside := *a
	inside.root, inside.ownServers = s.root(), true
	inside.sandbox = s
	inside.urls, inside.config = nil, ""
	inside.getenv = func(name string) string {
		value, ours := s.env[name]
		if ours || strings.HasPrefix(name, "OS_") {
			return value
		}
		return a.getenv(name)
	}
	return &inside
}

// guide is the wizard's backend for the sandbox.
func (s *sandbox) guide(a *app) *guide {
	g := s.app(a).newGuide()
	g.given = []answers.File{s.given}
	g.notice = fmt.Sprintf(a.words().Demo.SandboxNotice, s.root())
	return g
}

// Close ends the stand-ins and removes all files.
func (s *sandbox) Close() error {
	if s.audits != nil {
		s.audits.close()
	}
	if s.api != nil {
		s.api.close()
	}
	for _, b := range []*standin.Broker{s.a, s.b} {
		if b != nil {
			b.Close()
		}
	}
	if s.keystone != nil {
		s.keystone.Close()
	}
	if s.dir == "" {
		return nil
	}
	return os.RemoveAll(s.dir)
}
