package servers

import (
	"cmp"
	"context"
	"crypto/md5"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	neturl "net/url"
	"slices"
	"strings"

	rabbithole "github.com/michaelklishin/rabbit-hole/v3"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// admin is RabbitMQ's management API.
type admin struct {
	base     string
	host     string
	name     string
	password sources.Secret
	http     *http.Transport
	veil     veil
}

// newAdmin prepares questions and connects to nothing.
func newAdmin(base, user string, password sources.Secret, caFile string, v veil) (*admin, error) {
	base = strings.TrimRight(base, "/")
	u, err := neturl.Parse(base)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "":
		return nil, &failure{text: "ask the management API: its address is no URL of http or https", hint: "set broker_b.admin_url to http://HOST:15672"}
	case u.User != nil:
		return nil, &failure{text: "ask the management API: a user or a password stands in its URL", hint: "set broker_b.admin_user and broker_b.admin_password instead"}
	}
	config, err := trust(caFile)
	if err != nil {
		return nil, &failure{text: "ask the management API at " + sources.Visible(base) + ": " + short(err.Error()), hint: "correct broker_b.ca_file", cause: err}
	}
	return &admin{base: base, host: u.Host, name: user, password: password, http: plainTransport(config), veil: v.with(password)}, nil
}

// client is for the requests of one question.
func (a *admin) client(ctx context.Context) *rabbithole.Client {
	c, _ := rabbithole.NewTLSClient(a.base, a.name, a.password.Reveal(), guard{ctx, a.host, a.http}) // the URL was parsed before
	return c
}

// explain makes one sentence of a request that failed.
func (a *admin) explain(ctx context.Context, doing string, err error) error {
	if err == nil {
		return nil
	}
	text := fmt.Sprintf("%s at %s as %s", doing, sources.Visible(a.base), sources.Visible(a.name))
	var said rabbithole.ErrorResponse
	switch {
	case status(err) == http.StatusUnauthorized:
		return &failure{
			text + ": refused (401): wrong user name or password, or the user has no tag that lets him in",
			"correct broker_b.admin_user and broker_b.admin_password, or on the broker run: rabbitmqctl set_user_tags " + word(a.name) + " administrator", err,
		}
	case errors.As(err, &said) && said.StatusCode == http.StatusForbidden:
		return &failure{text + ": forbidden (403): " + a.veil.hide(said.Reason), "on the broker run: rabbitmqctl set_user_tags " + word(a.name) + " administrator", err}
	case errors.As(err, &said):
		return &failure{fmt.Sprintf("%s: status %d: %s", text, said.StatusCode, a.veil.hide(cmp.Or(said.Reason, said.Message))), "", err}
	case refusedPort(err):
		return &failure{text + ": connection refused", "on the broker run: rabbitmq-plugins enable rabbitmq_management", err}
	}
	return &failure{text + ": " + a.veil.reason(ctx, err), cmp.Or(tlsHint(err, "broker_b.ca_file"), "check broker_b.admin_url"), err}
}

// status is the one of an answer that is an error, 0 where there was none.
func status(err error) int {
	var said rabbithole.ErrorResponse
	switch {
	case errors.As(err, &said):
		return said.StatusCode
	case err != nil && strings.Contains(err.Error(), "responded with a 401"):
		return http.StatusUnauthorized
	}
	return 0
}

// errLacking is an administrator who is none.
var errLacking = errors.New("the tag administrator is lacking")

// refuses reports whether the API answered that the administrator may not.
func refuses(err error) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		if s := status(err); s == http.StatusUnauthorized || s == http.StatusForbidden || err == errLacking {
			return true
		}
	}
	return false
}

func missing(err error) bool { return status(err) == http.StatusNotFound }

// done closes the body of an answer that nobody reads.
func done(r *http.Response, err error) error {
	if err == nil && r != nil && r.Body != nil {
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, limit))
		_ = r.Body.Close()
	}
	return err
}

// some refuses an answer that is null: the library gives nothing and no error
// then.
func some[T any](answer *T, err error) error {
	if err == nil && answer == nil {
		return errNull
	}
	return err
}

var errNull = errors.New("the answer is not the JSON that was expected")

// whoami is the administrator's tags.
func (a *admin) whoami(ctx context.Context) ([]string, error) {
	who, err := a.client(ctx).Whoami()
	if err = some(who, err); err != nil {
		return nil, a.explain(ctx, "ask the management API", err)
	}
	return tags(who.Tags), nil
}

func tags(t rabbithole.UserTags) []string {
	return slices.DeleteFunc(slices.Clone([]string(t)), func(s string) bool { return s == "" })
}

func (a *admin) version(ctx context.Context) (string, error) {
	o, err := a.client(ctx).Overview()
	if err = some(o, err); err != nil {
		return "", a.explain(ctx, "ask for the version", err)
	}
	return short(o.RabbitMQVersion), nil
}

func (a *admin) vhost(ctx context.Context, name string) (bool, error) {
	if name == "" {
		return false, errNoName
	}
	_, err := a.client(ctx).GetVhost(name)
	if missing(err) {
		return false, nil
	}
	return err == nil, a.explain(ctx, "look for the virtual host "+sources.Visible(name), err)
}

func (a *admin) makeVHost(ctx context.Context, name string) error {
	if name == "" {
		return errNoName
	}
	return a.explain(ctx, "make the virtual host "+sources.Visible(name), done(a.client(ctx).PutVhost(name, rabbithole.VhostSettings{})))
}

func (a *admin) dropVHost(ctx context.Context, name string) error {
	if name == "" {
		return errNoName
	}
	return a.explain(ctx, "delete the virtual host "+sources.Visible(name), done(a.client(ctx).DeleteVhost(name)))
}

func (a *admin) user(ctx context.Context, name string) ([]string, bool, error) {
	if name == "" {
		return nil, false, errNoName
	}
	u, err := a.client(ctx).GetUser(name)
	if missing(err) {
		return nil, false, nil
	}
	if err = some(u, err); err != nil {
		return nil, false, a.explain(ctx, "look for the user "+sources.Visible(name), err)
	}
	return tags(u.Tags), true, nil
}

func (a *admin) setPassword(ctx context.Context, name string, _ bool, tags []string, password sources.Secret, weaker bool) error {
	if name == "" {
		return errNoName
	}
	// The password itself never travels: only its hash does.
	s := rabbithole.UserSettings{
		Name: name, Tags: tags, HashingAlgorithm: rabbithole.HashingAlgorithmSHA256,
		PasswordHash: rabbithole.Base64EncodedSaltedPasswordHashSHA256(password.Reveal()),
	}
	if weaker {
		s.HashingAlgorithm, s.PasswordHash = rabbithole.HashingAlgorithmMD5, md5Hash(password)
	}
	return a.explain(ctx, "set the password of the user "+sources.Visible(name), done(a.client(ctx).PutUser(name, s)))
}

// md5Hash is the only hash that brokers before 3.6 know; they do not read the
// algorithm's name.
func md5Hash(password sources.Secret) string {
	salt := make([]byte, 4)
	_, _ = rand.Read(salt)
	sum := md5.Sum(append(slices.Clone(salt), password.Reveal()...))
	return base64.StdEncoding.EncodeToString(append(salt, sum[:]...))
}

func (a *admin) dropUser(ctx context.Context, name string) error {
	if name == "" {
		return errNoName
	}
	return a.explain(ctx, "delete the user "+sources.Visible(name), done(a.client(ctx).DeleteUser(name)))
}

func (a *admin) permissions(ctx context.Context, vhost string) (map[string]setup.Permissions, error) {
	all, err := a.client(ctx).ListPermissions()
	if err != nil {
		return nil, a.explain(ctx, "list permissions", err)
	}
	m := make(map[string]setup.Permissions)
	for _, p := range all {
		if p.Vhost == vhost {
			m[p.User] = setup.Permissions{Configure: p.Configure, Write: p.Write, Read: p.Read}
		}
	}
	return m, nil
}

func (a *admin) permissionsOf(ctx context.Context, user string) (map[string]setup.Permissions, error) {
	if user == "" {
		return nil, errNoName
	}
	all, err := a.client(ctx).ListPermissionsOf(user)
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, a.explain(ctx, "list the permissions of "+sources.Visible(user), err)
	}
	m := make(map[string]setup.Permissions)
	for _, p := range all {
		m[p.Vhost] = setup.Permissions{Configure: p.Configure, Write: p.Write, Read: p.Read}
	}
	return m, nil
}

func (a *admin) grant(ctx context.Context, vhost, user string, p setup.Permissions) error {
	if vhost == "" || user == "" {
		return errNoName
	}
	return a.explain(ctx, fmt.Sprintf("grant %s permissions in %s", sources.Visible(user), sources.Visible(vhost)),
		done(a.client(ctx).UpdatePermissionsIn(vhost, user, rabbithole.Permissions{Configure: p.Configure, Write: p.Write, Read: p.Read})))
}

func (a *admin) withdraw(ctx context.Context, vhost, user string) error {
	if vhost == "" || user == "" {
		return errNoName
	}
	return a.explain(ctx, fmt.Sprintf("withdraw the permissions of %s in %s", sources.Visible(user), sources.Visible(vhost)),
		done(a.client(ctx).ClearPermissionsIn(vhost, user)))
}

func (a *admin) policies(ctx context.Context, vhost string) ([]setup.Policy, error) {
	if vhost == "" {
		return nil, errNoName
	}
	all, err := a.client(ctx).ListPoliciesIn(vhost)
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, a.explain(ctx, "list the policies of "+sources.Visible(vhost), err)
	}
	var list []setup.Policy
	for _, p := range all {
		list = append(list, setup.Policy{Name: p.Name, Pattern: p.Pattern, ApplyTo: p.ApplyTo, Priority: p.Priority, Definition: p.Definition})
	}
	return list, nil
}

func (a *admin) putPolicy(ctx context.Context, vhost string, p setup.Policy) error {
	if vhost == "" || p.Name == "" {
		return errNoName
	}
	return a.explain(ctx, "make the policy "+sources.Visible(p.Name), done(a.client(ctx).PutPolicy(vhost, p.Name, rabbithole.Policy{
		Vhost: vhost, Name: p.Name, Pattern: p.Pattern, ApplyTo: p.ApplyTo, Priority: p.Priority, Definition: p.Definition,
	})))
}

func (a *admin) dropPolicy(ctx context.Context, vhost, name string) error {
	if vhost == "" || name == "" {
		return errNoName
	}
	return a.explain(ctx, "delete the policy "+sources.Visible(name), done(a.client(ctx).DeletePolicy(vhost, name)))
}

// queues asks for all of them at once: before 3.6 there are no pages. Only the
// columns that are read are asked for.
func (a *admin) queues(ctx context.Context, vhost string) ([]setup.Queue, error) {
	if vhost == "" {
		return nil, errNoName
	}
	all, err := a.client(ctx).ListQueuesWithParametersIn(vhost, neturl.Values{"columns": {"name,type,durable,messages,consumers"}})
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, a.explain(ctx, "list the queues of "+sources.Visible(vhost), err)
	}
	var list []setup.Queue
	for _, q := range all {
		list = append(list, setup.Queue{Name: q.Name, Type: cmp.Or(q.Type, "classic"), Durable: q.Durable, Messages: q.Messages, Consumers: q.Consumers})
	}
	return list, nil
}
