package setup

import (
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// Answers is what the operator said about the cloud that he wants. Package
// answers reads them from a file and gives the defaults.
type Answers struct {
	// Profile is auto, or the release that all services are taken for whose
	// version was not found: mitaka … 2026.1.
	Profile string
	// Roles are those of the machine that the plan is for.
	Roles    []NodeRole
	Nodes    Nodes
	BrokerB  BrokerAnswers
	Keystone KeystoneAnswers
	MongoDB  MongoAnswers
	API      APIAnswers
	Features Features
	Audit    AuditAnswers
	// PollingInterval is the new interval of all polled meters; 0 leaves them.
	PollingInterval time.Duration
	// Migration keeps Ceilometer listening on broker A as well, while the
	// notifiers move one by one.
	Migration bool
	Apply     ApplyAnswers
}

// NodeRole is what a node does in the cloud. A node may have several.
type NodeRole string

const (
	Controller NodeRole = "controller"
	Compute    NodeRole = "compute"
	Storage    NodeRole = "storage"
	BrokerNode NodeRole = "broker"
)

// NodeRoles are all of them, in the order in which their steps run.
var NodeRoles = []NodeRole{BrokerNode, Controller, Storage, Compute}

// Nodes are names or addresses as ssh takes them.
type Nodes struct{ Control, Compute, Storage []string }

// Password is a secret of the answers: where it comes from, and what it is.
type Password struct {
	// Ref is env:NAME, file:PATH, generate, or "" for a text that stands in the
	// file itself (which is 0600 then). It may be shown.
	Ref   string
	Value sources.Secret
	// Fresh says that it was generated just now and is kept nowhere yet. Name is
	// the one under which it is kept.
	Fresh bool
	Name  string
}

// Set reports whether there is a password.
func (p Password) Set() bool { return p.Value != "" }

// BrokerAnswers describe telemetry's own broker.
type BrokerAnswers struct {
	Host          string // of a cluster several, with commas between them
	Port          int
	VHost         string
	TLS           bool
	CAFile        string
	User          string
	Password      Password
	AdminURL      string // management API; "" is asked by rabbitmqctl on the broker
	AdminUser     string
	AdminPassword Password
	// StrictUsers gives the notifiers, the listener and ceilotop a user each,
	// with the least permissions: User, User-listener, ceilotop.
	StrictUsers      bool
	ListenerPassword Password
	TapPassword      Password
}

// Hosts are those of the cluster, the first one first; one of an empty name
// where none was answered. IPv6 addresses have no brackets.
func (b BrokerAnswers) Hosts() []string {
	hosts := strings.Split(b.Host, ",")
	for i, h := range hosts {
		hosts[i] = strings.Trim(strings.TrimSpace(h), "[]")
	}
	return hosts
}

// KeystoneAnswers name Keystone and Ceilometer's user there.
type KeystoneAnswers struct {
	Cloud     string // of clouds.yaml; "" is OS_*
	AuthURL   string // unversioned
	AdminURL  string // of port 35357, up to Pike; "" none
	Region    string
	Project   string // service
	Domain    string // name or id: Default
	User      string
	Password  Password
	Role      string   // admin
	Memcached []string // host:port
}

// MongoAnswers describe the database of Mitaka to Pike.
type MongoAnswers struct {
	Host          string
	Port          int
	BindIP        string // "" leaves it
	Database      string
	User          string
	Password      Password
	AdminUser     string
	AdminPassword Password
}

// APIAnswers describe Ceilometer's own API, up to Pike.
type APIAnswers struct {
	Host string // in the endpoints
	Port int    // 8777
}

// Features are the services that shall notify.
type Features struct{ Glance, Nova, Cinder, Neutron, Heat, Keystone bool }

// AuditAnswers say how cinder-volume-usage-audit is run.
type AuditAnswers struct {
	Period      string // hour, day, month, year
	Schedule    string // timer, cron, none
	SendActions bool
}

// ApplyAnswers say what happens with the plan.
type ApplyAnswers struct {
	Mode       string // patch, local, ssh
	OutputDir  string
	ForceLocal bool // edit files although a tool owns them
}
