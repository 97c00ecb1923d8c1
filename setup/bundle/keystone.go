package bundle

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/ceilotop/ceilotop/setup"
)

// keystone writes what the openstack client does, each time after looking: to
// make a service or an endpoint a second time gives a second one.
//
// The client takes a password as an argument or from a terminal, and from
// nothing else. So it makes the user without one, and curl sets the password
// with a request that stands in a file; its token comes on standard input.
func (b *node) keystone(a setup.Action) error {
	b.need("keystone")
	n := b.actions
	switch a := a.(type) {
	case setup.PutIdentity:
		password := a.Password.Value.Reveal()
		change, err := json.Marshal(map[string]any{"user": map[string]any{"password": password}})
		if err != nil {
			return err
		}
		login, err := json.Marshal(map[string]any{"auth": map[string]any{"identity": map[string]any{
			"methods": []string{"password"},
			"password": map[string]any{"user": map[string]any{
				"name": a.Name, "domain": domainOf(a), "password": password,
			}},
		}}})
		if err != nil {
			return err
		}
		c := b.secret(fmt.Sprintf("%02d-keystone-password.json", n), string(change))
		l := b.secret(fmt.Sprintf("%02d-keystone-login.json", n), string(login))
		name, domain := setup.ShellWord(a.Name), setup.ShellWord(cmp.Or(a.DomainID, a.Domain))
		b.add(elsewhere(fmt.Sprintf(`keystone_ready
id=$(user_id %[1]s %[2]s)
if [ -z "$id" ]; then
	mark %[3]d
	id=$(openstack user create --domain %[2]s -f value -c id %[1]s)
	mark %[3]d "$id"
fi
if ! keystone_login %[5]s 2>/dev/null; then
	keystone_password "$id" %[4]s
	keystone_login %[5]s || die 'Keystone does not take the password of the user' 'Look for a policy on passwords in keystone.conf.'
fi
`, name, domain, n, c, l)),
			ifDid(n, fmt.Sprintf("openstack user delete \"$(what %d)\"\n", n)))
	case setup.AssignRole:
		project := a.ProjectID
		if project == "" {
			project = a.Project
		}
		who := fmt.Sprintf("--user %s --project %s", setup.ShellWord(a.User), setup.ShellWord(project))
		if domain := cmp.Or(a.DomainID, a.Domain); domain != "" {
			who += " --user-domain " + setup.ShellWord(domain)
		}
		role := setup.ShellWord(a.Role)
		b.add(elsewhere(fmt.Sprintf("keystone_ready\nif ! openstack role assignment list --names -f value -c Role %[1]s | grep -Fxq -- %[2]s; then\n\tmark %[3]d\n\topenstack role add %[1]s %[2]s\nfi\n", who, role, n)),
			ifDid(n, fmt.Sprintf("openstack role remove %s %s\n", who, role)))
	case setup.PutService:
		b.add(elsewhere(fmt.Sprintf("keystone_ready\nid=$(service_id %[1]s)\nif [ -z \"$id\" ]; then\n\tmark %[2]d\n\tid=$(openstack service create --name %[3]s --description %[4]s -f value -c id %[1]s)\n\tmark %[2]d \"$id\"\nfi\n",
			setup.ShellWord(a.Type), n, setup.ShellWord(a.Name), setup.ShellWord(a.Description))),
			ifDid(n, fmt.Sprintf("openstack service delete \"$(what %d)\"\n", n)))
	case setup.PutEndpoint:
		b.add(elsewhere(fmt.Sprintf(`keystone_ready
service=$(service_id %[1]s)
[ -n "$service" ] || die %[5]s 'Run the steps before this one.'
found=$(openstack endpoint list --service "$service" --interface %[2]s --region %[3]s -f value -c ID -c URL | head -n 1)
if [ -z "$found" ]; then
	mark %[6]d
	id=$(openstack endpoint create --region %[3]s -f value -c id "$service" %[2]s %[4]s)
	mark %[6]d "$id"
elif [ "${found#* }" != %[4]s ]; then
	mark %[6]d "$found"
	openstack endpoint set --url %[4]s "${found%%%% *}"
fi
`, setup.ShellWord(a.Type), setup.ShellWord(a.Interface), setup.ShellWord(a.Region), setup.ShellWord(a.URL), setup.ShellWord("Keystone has no service of the type "+a.Type), n)),
			ifDid(n, fmt.Sprintf(`found=$(what %d)
case $found in
*' '*) openstack endpoint set --url "${found#* }" "${found%%%% *}" ;;
*) openstack endpoint delete "$found" ;;
esac
`, n)))
	}
	return nil
}

// domainOf names the user's domain by its id, where that is known.
func domainOf(a setup.PutIdentity) map[string]string {
	if a.DomainID == "" {
		return map[string]string{"name": a.Domain}
	}
	return map[string]string{"id": a.DomainID}
}
