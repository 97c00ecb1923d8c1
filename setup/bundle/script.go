package bundle

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// head begins every script. patch takes no fuzz, asks nothing, and leaves
// carriage returns alone.
const head = `set -eu
umask 077
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
state=$here/state
root=/
files_only=
check=

usage() {
	printf 'usage: %s [--check] [--root DIR] [--files-only]\n' "$0" >&2
	exit 2
}
while [ $# -gt 0 ]; do
	case $1 in
	--check) check=1 ;;
	--files-only) files_only=1 ;;
	--root)
		[ $# -gt 1 ] || usage
		root=$2
		shift
		;;
	*) usage ;;
	esac
	shift
done
case $root in
/) ;;
/*) root=${root%/} ;;
*) usage ;;
esac

say() { printf '%s\n' "$*" >&2; }
die() {
	printf '%s: %s\n' "$0" "$1" >&2
	[ -z "${2:-}" ] || printf 'hint: %s\n' "$2" >&2
	exit 1
}
[ "$(id -u)" = 0 ] || [ "$root" != / ] || die 'only root may change the configuration' "sudo $0"

# What a run did is remembered in state, by the number of the action.
mark() {
	mkdir -p "$state"
	printf '%s' "${2:-}" >"$state/$1"
}
did() { [ -e "$state/$1" ]; }
what() { cat "$state/$1"; }
clear() { rm -f "$state/$1"; }

patching() {
	number=$1
	shift
	patch -d "$root" -p1 -F0 -s -f --binary --no-backup-if-mismatch "$@" <"$here/patches/$number.patch" >&2
}
inplace() { patching "$1" -R --dry-run 2>/dev/null; }
fits() { patching "$1" -N --dry-run; }
label() { if command -v restorecon >/dev/null; then restorecon -F "$root/$1" 2>/dev/null || :; fi; }
changed() { [ -e "$state/changed-$1" ]; }
`

// functions of the scripts that need them.
const functionsOfFiles = `
# edit NUMBER FILE: a file that was edited by an earlier run is left alone.
edit() {
	if inplace "$1"; then
		say "  done already: /$2"
		return
	fi
	mark "changed-$1"
	patching "$1" -N
	label "$2"
	say "  edited: /$2"
}
unedit() {
	if inplace "$1"; then
		patching "$1" -R
		label "$2"
		mark "changed-$1"
		say "  as it was: /$2"
	elif ! fits "$1" 2>/dev/null && [ -e "$root/$2" ]; then
		die "/$2 was edited since" "Take the lines of patches/$1.patch out by hand."
	fi
}
parent() { (umask 022 && mkdir -p "$root/$1"); }
# owner NAME FILE: its number, as the files below the root know it.
number_of() { awk -F: -v file="$2" 'BEGIN { n = ENVIRON["NAME"] } $1 == n { print $3; exit }' "$root/etc/$2" 2>/dev/null || :; }
attributes() {
	chmod "$2" "$root/$1"
	[ "$(id -u)" = 0 ] || return 0
	user=$(NAME=${3%%:*} number_of "${3%%:*}" passwd)
	group=$(NAME=${3#*:} number_of "${3#*:}" group)
	[ -z "$user" ] || [ -z "$group" ] || chown "$user:$group" "$root/$1"
}
remove() {
	if [ ! -e "$root/$2" ]; then return; fi
	[ "$(sha256sum <"$root/$2")" = "$3  -" ] || die "/$2 was edited since" 'Look at it, and remove it by hand.'
	mark "$1"
	cp -p "$root/$2" "$state/kept-$1"
	rm "$root/$2"
	say "  removed: /$2"
}
unremove() {
	did "$1" || return 0
	[ -e "$root/$2" ] || cp -p "$state/kept-$1" "$root/$2"
	clear "$1"
}
keep() {
	secrets=$root/var/lib/ceilotop/secrets
	(umask 022 && mkdir -p "$root/var/lib")
	mkdir -p "$secrets"
	chmod 700 "$secrets"
	if [ -e "$secrets/$2" ]; then
		cmp -s "$3" "$secrets/$2" || die "/var/lib/ceilotop/secrets/$2 holds another password" 'Make the bundle again from the files of this node.'
		return
	fi
	mark "$1"
	cp "$3" "$secrets/.$2.new"
	mv "$secrets/.$2.new" "$secrets/$2"
}
unkeep() {
	did "$1" || return 0
	if cmp -s "$3" "$root/var/lib/ceilotop/secrets/$2"; then rm "$root/var/lib/ceilotop/secrets/$2"; fi
	clear "$1"
}
`

// functions by what needs them.
var functions = []struct{ name, text string }{
	{"steady", `
# steady UNIT: it must stay up for a while without being started again.
steady() {
	[ -n "${CEILOTOP_WATCH:-}" ] || CEILOTOP_WATCH=10
	before=$(systemctl show -p NRestarts "$1" || :)
	seconds=0
	while :; do
		if ! systemctl is-active -q "$1" || [ "$(systemctl show -p NRestarts "$1" || :)" != "$before" ]; then
			journalctl -u "$1" -n 20 --no-pager >&2 || :
			die "$1 does not stay up" "$here/undo.sh takes everything back."
		fi
		[ "$seconds" -lt "$CEILOTOP_WATCH" ] || break
		sleep 1
		seconds=$((seconds + 1))
	done
}
`},
	{"rabbit", `
# listed users|vhosts NAME
listed() { rabbitmqctl -q "list_$1" | cut -f 1 | grep -Fxq -- "$2"; }
`},
	{"keystone", `
keystone=
keystone_ready() {
	[ -z "$keystone" ] || return 0
	for program in openstack curl; do
		command -v $program >/dev/null || die "$program is missing" 'Install it, or run the script where it is.'
	done
	openstack token issue -f value -c id >/dev/null || die 'Keystone does not let you in' "Read the administrator's openrc first; sudo keeps it with -E."
	keystone=${OS_AUTH_URL:-$keystone_answer}
	keystone=${keystone%/}
	keystone=${keystone%/v3}
	keystone=${keystone%/v2.0}
}
user_id() { openstack user list --domain "$2" -f value -c ID -c Name | NAME=$1 awk '{ id = $1; sub(/^[^ ]+ /, ""); if ($0 == ENVIRON["NAME"]) { print id; exit } }'; }
service_id() { openstack service list -f value -c ID -c Type | TYPE=$1 awk '$2 == ENVIRON["TYPE"] { print $1; exit }'; }
# keystone_login FILE: the file holds the request, with the password in it.
keystone_login() { curl -fsS ${OS_CACERT:+--cacert "$OS_CACERT"} -o /dev/null -H 'Content-Type: application/json' --data-binary "@$1" "$keystone/v3/auth/tokens"; }
keystone_password() {
	token=$(openstack token issue -f value -c id)
	printf 'header = "X-Auth-Token: %s"\n' "$token" |
		curl -fsS ${OS_CACERT:+--cacert "$OS_CACERT"} -K - -o /dev/null -X PATCH -H 'Content-Type: application/json' --data-binary "@$2" "$keystone/v3/users/$1"
	token=
}
`},
	{"mongo", `
# mongo_shell SERVER/DATABASE FILE: what the script in the file printed.
mongo_shell() {
	shell=$(command -v mongosh || command -v mongo) || die 'the shell of MongoDB is missing' 'Install mongodb-clients or mongosh.'
	"$shell" --quiet "$1" <"$2" 2>/dev/null | sed -n 's/^.*\(ceilotop: [a-z]*.*\)$/\1/p' | tail -n 1
}
`},
}

// begin is the beginning of a script.
func (b *node) begin(does string) *strings.Builder {
	var s strings.Builder
	fmt.Fprintf(&s, "#!/bin/sh\n# %s on %s. Written by ceilotop; its README says more.\n", does, sources.Visible(b.Name))
	s.WriteString(head)
	s.WriteString(functionsOfFiles)
	for _, f := range functions {
		if b.needs[f.name] {
			s.WriteString(f.text)
		}
	}
	if b.needs["keystone"] {
		fmt.Fprintf(&s, "keystone_answer=%s\n", quote(b.Answers.Keystone.AuthURL))
		if c := b.Answers.Keystone.Cloud; c != "" {
			fmt.Fprintf(&s, "[ -n \"${OS_AUTH_URL:-}${OS_CLOUD:-}\" ] || export OS_CLOUD=%s\n", quote(c))
		}
	}
	return &s
}

func (b *node) applyScript() string {
	s := b.begin("Carries a plan out")
	if len(b.patches) > 0 {
		s.WriteString("\ncommand -v patch >/dev/null || die 'patch is missing' 'Install the package patch.'\n# Nothing is changed unless all files are as they were when the plan was made.\n")
	}
	for i, p := range b.patches {
		name := quote(strings.TrimPrefix(p.Path, "/"))
		test := fmt.Sprintf("fits %02d", i+1)
		if p.made() {
			test = fmt.Sprintf("[ ! -e \"$root\"/%s ]", name)
		}
		fmt.Fprintf(s, "inplace %02d || %s || die %s %s\n", i+1, test, quote(p.Path+" is not what the plan was made from"), quote("Make the bundle again from the files of this node."))
	}
	s.WriteString("if [ -n \"$check\" ]; then\n\tsay 'the files are as the plan needs them; nothing was changed'\n\texit 0\nfi\nmkdir -p \"$state\"\n")
	s.WriteString(b.apply.String())
	s.WriteString("\nrm -f \"$state\"/changed-*\nsay 'done; verify.sh looks whether it works, undo.sh takes it back'\n")
	return s.String()
}

func (b *node) undoScript() string {
	s := b.begin("Takes a plan back")
	s.WriteString("[ -z \"$check\" ] || usage\nmkdir -p \"$state\"\nrm -f \"$state\"/changed-*\n")
	for _, piece := range slices.Backward(b.undo) {
		s.WriteString(piece)
	}
	if len(b.again) > 0 {
		var again strings.Builder
		for i, line := range b.again {
			if !slices.Contains(b.again[:i], line) {
				again.WriteString(line)
			}
		}
		s.WriteString("if [ -z \"$files_only\" ] && ls \"$state\"/changed-* >/dev/null 2>&1; then\n" + again.String() + "fi\n")
	}
	s.WriteString("rm -f \"$state\"/changed-*\nsay 'taken back'\n")
	return s.String()
}
