package bundle

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

const verifying = `
failed=
ok() { say "ok: $1"; }
bad() {
	say "not ok: $1"
	failed=1
}
active() {
	if [ -n "$files_only" ]; then return; fi
	if systemctl is-active -q "$1"; then ok "$1 is active"; else bad "$1 is not active"; fi
}
# queues VHOST: somebody has to read the notifications.
queues() {
	if [ -n "$files_only" ]; then return; fi
	if ! lines=$(rabbitmqctl -q list_queues -p "$1" name messages consumers); then
		bad "the queues of $1 cannot be listed"
		return
	fi
	printf '%s\n' "$lines" | grep '^notifications\.' >&2 || :
	case $(printf '%s\n' "$lines" | awk '$1 == "notifications.info" { print ($3 > 0) ? "read" : "unread" }') in
	read) ok "notifications.info has a consumer" ;;
	unread) bad "nobody consumes notifications.info: is ceilometer-agent-notification running?" ;;
	*) bad "there is no queue notifications.info yet: nobody listens and nothing was sent" ;;
	esac
}
# unknown FILE NAMESPACE OPTION…: options that the installed release ignores.
unknown() {
	command -v oslo-config-validator >/dev/null || return 0
	file=$1
	said=$(oslo-config-validator --config-file /dev/null --input-file "$root/$file" --namespace "$2" --namespace oslo.messaging --namespace oslo.log --namespace keystonemiddleware.auth_token 2>&1 || :)
	case $said in *"Could not load $2"*) return ;; esac
	shift 2
	for option; do
		case $said in
		*"$option is not part of the sample config"* | *"$option not found"*) say "odd: oslo-config-validator does not know $option of /$file" ;;
		esac
	done
}
`

// namespaces are the names under which oslo-config-validator finds a service's
// options, by the directory of its files.
var namespaces = map[string]string{
	"nova": "nova.conf", "cinder": "cinder", "glance": "glance.api", "ceilometer": "ceilometer",
	"neutron": "neutron", "keystone": "keystone", "heat": "heat.common.config",
}

var option = regexp.MustCompile(`^\[([A-Za-z0-9_.]+)\] ([A-Za-z0-9_]+)`)

func (b *node) verifyScript() string {
	s := b.begin("Looks whether a plan works")
	s.WriteString(verifying)
	for i, p := range b.patches {
		fmt.Fprintf(s, "if inplace %02d; then ok %s; else bad %s; fi\n", i+1, setup.ShellWord(p.Path+" is as planned"), setup.ShellWord(p.Path+" is not as planned"))
		if ns := namespaces[path.Base(path.Dir(p.Path))]; ns != "" && strings.HasSuffix(p.Path, ".conf") {
			var options []string
			for _, c := range p.Changes {
				if m := option.FindStringSubmatch(c); m != nil {
					options = append(options, m[1]+"/"+m[2])
				}
			}
			if len(options) > 0 {
				fmt.Fprintf(s, "unknown %s %s %s\n", setup.ShellWord(strings.TrimPrefix(p.Path, "/")), ns, quoted(options))
			}
		}
	}
	var seen []string
	for line := range strings.Lines(b.verify.String()) {
		if !slices.Contains(seen, line) {
			seen = append(seen, line)
			s.WriteString(line)
		}
	}
	s.WriteString("[ -z \"$failed\" ] || exit 1\n")
	return s.String()
}
