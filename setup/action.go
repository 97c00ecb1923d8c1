package setup

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// Action is one change of the machine or of a server. It is data: a Machine
// carries it out, a bundle writes it as a script. Its JSON holds no secret.
type Action interface {
	// Kind is a word: file, packages, unit, command, vhost, …
	Kind() string
	// String says it to people in one line, without a secret: "edit /etc/nova/nova.conf".
	String() string
	// Local reports whether it changes files below the root and nothing else.
	Local() bool
}

// WriteFile gives a file a new text, or makes it.
type WriteFile struct {
	Path string // as the machine knows it
	// Old is the text that the plan was made from; nil with New file.
	Old    []byte `json:"-"`
	SHA256 string // of Old; "" : the file must not exist
	New    []byte `json:"-"`
	// Mode and Owner are for a file that is made.
	Mode  fs.FileMode `json:",omitempty"`
	Owner string      `json:",omitempty"` // user:group
	// Changes are the lines for people: "[DEFAULT] debug = true", masked.
	Changes []string
	// Secrets are those that New holds, so that diffs can mask them.
	Secrets []sources.Secret `json:"-"`
}

// RemoveFile removes a file that ceilotop itself wrote.
type RemoveFile struct {
	Path   string
	SHA256 string
}

// InstallPackages installs packages with the system's package manager.
type InstallPackages struct {
	Packager string
	Names    []string
}

// Verb is what a unit is told.
type Verb string

const (
	Enable  Verb = "enable" // and nothing else: Start is another action
	Disable Verb = "disable"
	Start   Verb = "start"
	Stop    Verb = "stop"
	Restart Verb = "restart"
	Reload  Verb = "reload-or-restart"
	// TryRestart restarts what runs and leaves alone what does not, or is not
	// there.
	TryRestart Verb = "try-restart"
)

// ControlUnit tells systemd about one unit.
type ControlUnit struct {
	Unit string
	Verb Verb
	// Because are the files whose change makes a restart necessary. Apply leaves
	// a restart out when none of them changed. None: it is always needed.
	Because []string `json:",omitempty"`
}

// Run runs a program that changes nothing that would have to be taken back, or
// that is taken back by Back: a check of a configuration, a2ensite.
type Run struct {
	Argv []string
	Back []string `json:",omitempty"`
}

// PutVHost makes a virtual host of broker B.
type PutVHost struct{ Name string }

// PutUser makes a user of broker B or gives him the password, and his
// permissions in the virtual host.
type PutUser struct {
	Name        string
	Password    Password
	VHost       string
	Permissions Permissions
	// Exists says that there was a user of this name.
	Exists bool
}

// PutPolicy makes a policy of broker B.
type PutPolicy struct {
	VHost  string
	Policy Policy
}

// PutIdentity makes Ceilometer's user in Keystone, or gives him the password.
type PutIdentity struct {
	Name     string
	DomainID string // "" below another root, where only the name is known
	Domain   string // its name
	Password Password
	Exists   bool
}

// AssignRole gives the user a role in the project.
type AssignRole struct{ User, DomainID, Domain, Role, ProjectID, Project string }

// PutService makes the service in the catalogue.
type PutService struct{ Name, Type, Description string }

// PutEndpoint makes an endpoint in the catalogue, or changes its URL.
type PutEndpoint struct {
	Type      string // metering
	Interface string // public, internal, admin
	Region    string
	URL       string
	ID        string `json:",omitempty"` // of the one that exists with another URL
}

// PutDatabaseUser makes the user of MongoDB or gives him the password.
type PutDatabaseUser struct {
	Address  string
	Database string
	Name     string
	Password Password
	Roles    []string
	Exists   bool
}

// KeepSecret stores a generated password, readable by root alone, so that the
// next run finds it. It runs before the first action that uses it.
type KeepSecret struct{ Password Password }

func (WriteFile) Kind() string       { return "file" }
func (RemoveFile) Kind() string      { return "remove" }
func (InstallPackages) Kind() string { return "packages" }
func (ControlUnit) Kind() string     { return "unit" }
func (Run) Kind() string             { return "command" }
func (PutVHost) Kind() string        { return "vhost" }
func (PutUser) Kind() string         { return "broker-user" }
func (PutPolicy) Kind() string       { return "policy" }
func (PutIdentity) Kind() string     { return "identity" }
func (AssignRole) Kind() string      { return "role" }
func (PutService) Kind() string      { return "service" }
func (PutEndpoint) Kind() string     { return "endpoint" }
func (PutDatabaseUser) Kind() string { return "database-user" }
func (KeepSecret) Kind() string      { return "secret" }

func (WriteFile) Local() bool       { return true }
func (RemoveFile) Local() bool      { return true }
func (KeepSecret) Local() bool      { return true }
func (InstallPackages) Local() bool { return false }
func (ControlUnit) Local() bool     { return false }
func (Run) Local() bool             { return false }
func (PutVHost) Local() bool        { return false }
func (PutUser) Local() bool         { return false }
func (PutPolicy) Local() bool       { return false }
func (PutIdentity) Local() bool     { return false }
func (AssignRole) Local() bool      { return false }
func (PutService) Local() bool      { return false }
func (PutEndpoint) Local() bool     { return false }
func (PutDatabaseUser) Local() bool { return false }

func (a WriteFile) String() string {
	if a.SHA256 == "" {
		return "write " + a.Path
	}
	return "edit " + a.Path
}
func (a RemoveFile) String() string { return "remove " + a.Path }
func (a InstallPackages) String() string {
	return a.Packager + " install " + strings.Join(a.Names, " ")
}
func (a ControlUnit) String() string { return fmt.Sprintf("systemctl %s %s", a.Verb, a.Unit) }
func (a Run) String() string         { return strings.Join(a.Argv, " ") }
func (a PutVHost) String() string    { return "make the virtual host " + a.Name + " on broker B" }

func (a PutUser) String() string {
	if a.Exists {
		return fmt.Sprintf("set password and permissions of %s in %s on broker B", a.Name, a.VHost)
	}
	return fmt.Sprintf("make the user %s with permissions in %s on broker B", a.Name, a.VHost)
}
func (a PutPolicy) String() string { return "make the policy " + a.Policy.Name + " on broker B" }
func (a PutIdentity) String() string {
	if a.Exists {
		return "set the password of the user " + a.Name + " in Keystone"
	}
	return "make the user " + a.Name + " in Keystone"
}

func (a AssignRole) String() string {
	return fmt.Sprintf("give %s the role %s in the project %s", a.User, a.Role, a.Project)
}

func (a PutService) String() string { return fmt.Sprintf("make the service %s (%s)", a.Name, a.Type) }

func (a PutEndpoint) String() string {
	if a.ID != "" {
		return fmt.Sprintf("change the %s endpoint of %s to %s", a.Interface, a.Type, a.URL)
	}
	return fmt.Sprintf("make the %s endpoint of %s at %s", a.Interface, a.Type, a.URL)
}

func (a PutDatabaseUser) String() string {
	return fmt.Sprintf("make the user %s of the database %s", a.Name, a.Database)
}
func (a KeepSecret) String() string { return "keep the generated password of " + a.Password.Name }
