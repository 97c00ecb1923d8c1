package servers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// ctl is rabbitmqctl on this machine. It takes names as arguments and passwords
// on its standard input. Its tables are read as JSON, which it writes since 3.7.
type ctl struct {
	argv []string
	veil veil
}

func newCtl(o Options, v veil) (*ctl, error) {
	if len(o.Rabbitmqctl) > 0 {
		return &ctl{o.Rabbitmqctl, v}, nil
	}
	path, err := exec.LookPath("rabbitmqctl")
	if err != nil {
		return nil, &failure{text: "rabbitmqctl is not on PATH", hint: "install rabbitmq-server, or name the management API with broker_b.admin_url"}
	}
	return &ctl{[]string{path}, v}, nil
}

// run runs a command. Names that could be taken for options are refused.
func (c *ctl) run(ctx context.Context, stdin, command string, options []string, names ...string) ([]byte, error) {
	for _, name := range names {
		if name == "" {
			return nil, errNoName
		}
		if strings.HasPrefix(name, "-") || strings.Contains(name, "\x00") {
			return nil, &failure{text: "rabbitmqctl " + command + ": it cannot be given the name " + sources.Visible(name), hint: "use the management API: broker_b.admin_url"}
		}
	}
	args := append(append(append([]string{}, c.argv[1:]...), "-q", command), options...)
	cmd := exec.CommandContext(ctx, c.argv[0], append(args, names...)...)
	cmd.Stdin = strings.NewReader(stdin)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &capped{&out}, &capped{&complaint}
	if err := cmd.Run(); err != nil {
		why := c.veil.hide(complaint.String())
		switch {
		case ctx.Err() != nil:
			why = "no answer in time"
		case why == "":
			why = c.veil.hide(err.Error())
		}
		return nil, &failure{text: "rabbitmqctl " + command + ": " + why, hint: "look whether the broker runs: rabbitmqctl status", cause: err}
	}
	return out.Bytes(), nil
}

// capped keeps so much of a program's output and no more.
type capped struct{ *bytes.Buffer }

func (c *capped) Write(p []byte) (int, error) {
	if room := limit - c.Len(); room > 0 {
		c.Buffer.Write(p[:min(len(p), room)])
	}
	return len(p), nil
}

// table reads a list.
func (c *ctl) table(ctx context.Context, rows any, command string, options []string, names ...string) error {
	out, err := c.run(ctx, "", command, append([]string{"--formatter", "json"}, options...), names...)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(out, rows); err != nil {
		return &failure{text: "rabbitmqctl " + command + ": the answer is not the JSON that was expected", hint: "use the management API: broker_b.admin_url", cause: err}
	}
	return nil
}

// in names a virtual host. The equals sign keeps one that looks like an option
// in its place.
func in(vhost string) []string { return []string{"--vhost=" + vhost} }

// version is not known to every rabbitmqctl without a question that differs by
// release; the broker says it over AMQP.
func (c *ctl) version(context.Context) (string, error) { return "", nil }

func (c *ctl) vhost(ctx context.Context, name string) (bool, error) {
	var rows []struct{ Name string }
	err := c.table(ctx, &rows, "list_vhosts", nil, "name")
	for _, r := range rows {
		if r.Name == name {
			return true, nil
		}
	}
	return false, err
}

func (c *ctl) makeVHost(ctx context.Context, name string) error {
	_, err := c.run(ctx, "", "add_vhost", nil, name)
	return err
}

func (c *ctl) dropVHost(ctx context.Context, name string) error {
	if have, err := c.vhost(ctx, name); err != nil || !have {
		return err
	}
	_, err := c.run(ctx, "", "delete_vhost", nil, name)
	return err
}

func (c *ctl) user(ctx context.Context, name string) ([]string, bool, error) {
	var rows []struct {
		User string
		Tags []string
	}
	err := c.table(ctx, &rows, "list_users", nil)
	for _, r := range rows {
		if r.User == name {
			return r.Tags, true, nil
		}
	}
	return nil, false, err
}

// setPassword writes the password to the command's standard input, on which it
// ends with the line.
func (c *ctl) setPassword(ctx context.Context, name string, exists bool, _ []string, password sources.Secret, weaker bool) error {
	if weaker {
		return errors.New("rabbitmqctl chooses the hash itself")
	}
	if strings.ContainsAny(password.Reveal(), "\r\n\x00") {
		return &failure{text: "set the password of " + sources.Visible(name) + ": one with a line break cannot be given to rabbitmqctl", hint: "choose another password"}
	}
	command := "add_user"
	if exists {
		command = "change_password"
	}
	_, err := c.run(ctx, password.Reveal()+"\n", command, nil, name)
	return err
}

func (c *ctl) dropUser(ctx context.Context, name string) error {
	if _, have, err := c.user(ctx, name); err != nil || !have {
		return err
	}
	_, err := c.run(ctx, "", "delete_user", nil, name)
	return err
}

type ctlPermission struct{ User, VHost, Configure, Write, Read string }

func (p ctlPermission) plain() setup.Permissions {
	return setup.Permissions{Configure: p.Configure, Write: p.Write, Read: p.Read}
}

func (c *ctl) permissions(ctx context.Context, vhost string) (map[string]setup.Permissions, error) {
	var rows []ctlPermission
	m := make(map[string]setup.Permissions)
	err := c.table(ctx, &rows, "list_permissions", in(vhost))
	for _, r := range rows {
		m[r.User] = r.plain()
	}
	return m, err
}

func (c *ctl) permissionsOf(ctx context.Context, user string) (map[string]setup.Permissions, error) {
	if _, have, err := c.user(ctx, user); err != nil || !have {
		return nil, err
	}
	var rows []ctlPermission
	m := make(map[string]setup.Permissions)
	err := c.table(ctx, &rows, "list_user_permissions", nil, user)
	for _, r := range rows {
		m[r.VHost] = r.plain()
	}
	return m, err
}

func (c *ctl) grant(ctx context.Context, vhost, user string, p setup.Permissions) error {
	_, err := c.run(ctx, "", "set_permissions", append(in(vhost), "--", user, p.Configure, p.Write, p.Read))
	return err
}

func (c *ctl) withdraw(ctx context.Context, vhost, user string) error {
	_, err := c.run(ctx, "", "clear_permissions", in(vhost), user)
	return err
}

func (c *ctl) policies(ctx context.Context, vhost string) ([]setup.Policy, error) {
	var rows []struct {
		Name, Pattern, Definition string
		ApplyTo                   string `json:"apply-to"`
		Priority                  int
	}
	if err := c.table(ctx, &rows, "list_policies", in(vhost)); err != nil {
		return nil, err
	}
	var list []setup.Policy
	for _, r := range rows {
		p := setup.Policy{Name: r.Name, Pattern: r.Pattern, ApplyTo: r.ApplyTo, Priority: r.Priority}
		if err := json.Unmarshal([]byte(r.Definition), &p.Definition); err != nil {
			return nil, &failure{text: "rabbitmqctl list_policies: the definition of " + sources.Visible(r.Name) + " is no JSON", cause: err}
		}
		list = append(list, p)
	}
	return list, nil
}

func (c *ctl) putPolicy(ctx context.Context, vhost string, p setup.Policy) error {
	definition, err := json.Marshal(p.Definition)
	if err != nil {
		return fmt.Errorf("write the definition of the policy %s: %w", sources.Visible(p.Name), err)
	}
	_, err = c.run(ctx, "", "set_policy", append(in(vhost), "--priority="+strconv.Itoa(p.Priority), "--apply-to="+p.ApplyTo), p.Name, p.Pattern, string(definition))
	return err
}

func (c *ctl) dropPolicy(ctx context.Context, vhost, name string) error {
	_, err := c.run(ctx, "", "clear_policy", in(vhost), name)
	return err
}

func (c *ctl) queues(ctx context.Context, vhost string) ([]setup.Queue, error) {
	var rows []setup.Queue // the columns have the fields' names
	err := c.table(ctx, &rows, "list_queues", in(vhost), "name", "type", "durable", "messages", "consumers")
	return rows, err
}
