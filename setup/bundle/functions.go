package bundle

// functionsOfFiles change files below the root and nothing else.
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
# number_of NAME passwd|group: as the files below the root know it.
number_of() { NAME=$1 awk -F: '$1 == ENVIRON["NAME"] { print $3; exit }' "$root/etc/$2" 2>/dev/null || :; }
attributes() {
	chmod "$2" "$root/$1"
	[ "$(id -u)" = 0 ] || return 0
	user=$(number_of "${3%%:*}" passwd)
	group=$(number_of "${3#*:}" group)
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

// functions are those that some scripts need, by what needs them.
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
	token=$(openstack token issue -f value -c id) || die 'Keystone does not let you in' "Read the administrator's openrc first; sudo keeps it with -E."
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
	printf 'header = "X-Auth-Token: %s"\n' "$token" |
		curl -fsS ${OS_CACERT:+--cacert "$OS_CACERT"} -K - -o /dev/null -X PATCH -H 'Content-Type: application/json' --data-binary "@$2" "$keystone/v3/users/$1"
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
