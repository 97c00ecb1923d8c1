package bundle

import (
	"encoding/json"
	"fmt"

	"github.com/ceilotop/ceilotop/setup"
)

// broker writes what rabbitmqctl does on the broker itself. It reads passwords
// from its standard input.
func (b *node) broker(a setup.Action) error {
	b.need("rabbit")
	n := b.actions
	switch a := a.(type) {
	case setup.PutVHost:
		name := setup.ShellWord(a.Name)
		b.add(elsewhere(fmt.Sprintf("if ! listed vhosts %s; then\n\tmark %d\n\trabbitmqctl -q add_vhost %s\nfi\n", name, n, name)),
			ifDid(n, fmt.Sprintf("rabbitmqctl -q delete_vhost %s\n", name)))
	case setup.PutUser:
		name, vhost := setup.ShellWord(a.Name), setup.ShellWord(a.VHost)
		file := b.secret(fmt.Sprintf("%02d-broker-user", n), a.Password.Value.Reveal())
		p := a.Permissions
		b.add(elsewhere(fmt.Sprintf(`if ! listed users %[1]s; then
	mark %[2]d
	rabbitmqctl -q add_user %[1]s <%[3]s >/dev/null
elif ! rabbitmqctl -q authenticate_user %[1]s <%[3]s >/dev/null 2>&1; then
	rabbitmqctl -q change_password %[1]s <%[3]s >/dev/null
fi
rabbitmqctl -q authenticate_user %[1]s <%[3]s >/dev/null ||
	die 'the broker does not take the password of the user' 'An old rabbitmqctl reads no password from its standard input: use the management API with ceilotop setup apply.'
rabbitmqctl -q set_permissions -p %[4]s %[1]s %[5]s
`, name, n, file, vhost, quoted([]string{p.Configure, p.Write, p.Read}))),
			ifDid(n, fmt.Sprintf("rabbitmqctl -q delete_user %s\n", name)))
		fmt.Fprintf(&b.verify, "queues %s\n", vhost)
	case setup.PutPolicy:
		definition, err := json.Marshal(a.Policy.Definition)
		if err != nil {
			return fmt.Errorf("the policy %s: %w", a.Policy.Name, err)
		}
		vhost, name := setup.ShellWord(a.VHost), setup.ShellWord(a.Policy.Name)
		to := a.Policy.ApplyTo
		if to == "" {
			to = "all"
		}
		b.add(elsewhere(fmt.Sprintf("if ! rabbitmqctl -q list_policies -p %[1]s | cut -f2 | grep -Fxq -- %[2]s; then mark %[3]d; fi\nrabbitmqctl -q set_policy -p %[1]s --priority %[4]d --apply-to %[5]s %[2]s %[6]s %[7]s\n",
			vhost, name, n, a.Policy.Priority, setup.ShellWord(to), setup.ShellWord(a.Policy.Pattern), setup.ShellWord(string(definition)))),
			ifDid(n, fmt.Sprintf("rabbitmqctl -q clear_policy -p %s %s\n", vhost, name)))
	}
	return nil
}
