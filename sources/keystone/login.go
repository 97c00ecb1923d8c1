package keystone

import (
	"time"

	"github.com/gophercloud/gophercloud/v2"

	"github.com/ceilotop/ceilotop/sources"
)

// Login is how to get a token. One of Password, Token and Credential.Secret
// says in which way.
type Login struct {
	AuthURL string // with or without a version and a slash at its end
	From    string // where it was found, for errors: "the OS_* variables"

	UserID, User string
	UserDomain   Domain
	Password     sources.Secret
	Token        sources.Secret
	Credential   ApplicationCredential
	Scope        Scope

	Region    string // of the services; "" takes the first in the catalogue
	Interface string // public, internal, admin; "" is public
	TLS       TLS
	// Timeout bounds how long a service may take to begin its answer, and how
	// long it may then be silent. 0 is ten minutes, as in the clients.
	Timeout time.Duration

	// spell gives an option's name as the operator writes it: OS_PASSWORD.
	spell func(option string) string
}

// Domain is one by id or, when that is empty, by name.
type Domain struct{ ID, Name string }

func (d Domain) String() string {
	if d.Name != "" && d.ID == "" {
		return sources.Visible(d.Name)
	}
	return sources.Visible(d.ID)
}

// ApplicationCredential is one by id, or by name of the login's user.
type ApplicationCredential struct {
	ID, Name string
	Secret   sources.Secret
}

// Scope is what the token is good for: the first of these that is set. The zero
// Scope leaves it to Keystone.
type Scope struct {
	TrustID            string
	System             bool
	ProjectID, Project string
	ProjectDomain      Domain
	Domain             Domain
}

func (s Scope) given() bool { return s != Scope{} && s != Scope{ProjectDomain: s.ProjectDomain} }

// String says it in words: "project demo of domain Default".
func (s Scope) String() string {
	switch {
	case s.TrustID != "":
		return "trust " + sources.Visible(s.TrustID)
	case s.System:
		return "the whole system"
	case s.ProjectID != "":
		return "project " + sources.Visible(s.ProjectID)
	case s.Project != "":
		return "project " + sources.Visible(s.Project) + " of domain " + s.ProjectDomain.String()
	case s.Domain != Domain{}:
		return "domain " + s.Domain.String()
	}
	return "no project"
}

// who says in words who logs in.
func (l *Login) who() string {
	user := "user " + sources.Visible(l.UserID)
	if l.UserID == "" {
		user = "user " + sources.Visible(l.User) + " of domain " + l.UserDomain.String()
	}
	switch {
	case l.Credential.ID != "":
		return "application credential " + sources.Visible(l.Credential.ID)
	case l.Credential.Name != "":
		return "application credential " + sources.Visible(l.Credential.Name) + " of " + user
	case l.Token != "":
		return "the owner of the given token"
	}
	return user
}

// request is the login as gophercloud wants it.
func (l *Login) request(scope Scope) *gophercloud.AuthOptions {
	o := &gophercloud.AuthOptions{
		TokenID:                     l.Token.Reveal(),
		ApplicationCredentialID:     l.Credential.ID,
		ApplicationCredentialName:   l.Credential.Name,
		ApplicationCredentialSecret: l.Credential.Secret.Reveal(),
		Scope:                       scope.request(),
	}
	if l.Token != "" || l.Credential.ID != "" {
		return o
	}
	o.Password = l.Password.Reveal()
	if o.UserID = l.UserID; o.UserID == "" {
		o.Username = l.User
		o.DomainID, o.DomainName = l.UserDomain.ID, l.UserDomain.name()
	}
	return o
}

func (s Scope) request() *gophercloud.AuthScope {
	switch {
	case s.TrustID != "":
		return &gophercloud.AuthScope{TrustID: s.TrustID}
	case s.System:
		return &gophercloud.AuthScope{System: true}
	case s.ProjectID != "":
		return &gophercloud.AuthScope{ProjectID: s.ProjectID}
	case s.Project != "":
		return &gophercloud.AuthScope{ProjectName: s.Project, DomainID: s.ProjectDomain.ID, DomainName: s.ProjectDomain.name()}
	}
	return &gophercloud.AuthScope{DomainID: s.Domain.ID, DomainName: s.Domain.name()}
}

// name is for requests, in which a domain is given in one way alone.
func (d Domain) name() string {
	if d.ID != "" {
		return ""
	}
	return d.Name
}
