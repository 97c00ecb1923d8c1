#!/bin/sh
# The systemctl of ceilotop's tests. Units are directories beside it:
#
#   units/NAME/exec       what the service runs, for sh
#   units/NAME/restart    exists: it is started again when it ends (Restart=always)
#   units/NAME/enabled    exists: it is enabled
#   units/NAME/masked     exists: it is masked
#   units/NAME/pid, supervisor, state, restarts, log    what came of it
#
# It starts and stops real processes, and watches over them as systemd does.
here=$(cd "$(dirname "$0")" && pwd)
verb=$1
[ "$verb" = supervise ] || echo "$*" >>"$here/calls"

put() { # in one step, for whoever reads meanwhile
	echo "$2" >"$unit/$1.new" && mv "$unit/$1.new" "$unit/$1"
}

supervise() {
	while :; do
		sh "$unit/exec" >>"$unit/log" 2>&1 </dev/null &
		put pid $!
		put started "$(LC_ALL=C date '+%a %Y-%m-%d %H:%M:%S %Z')"
		put state 'active running'
		wait $!
		rm -f "$unit/pid"
		[ -e "$unit/restart" ] || break
		put state 'activating auto-restart'
		put restarts $(($(cat "$unit/restarts") + 1))
		sleep 0.1
	done
	put state 'failed failed'
}

start() {
	[ -e "$unit/masked" ] && { echo "Failed to start $name: Unit $name is masked." >&2; exit 1; }
	case $(cat "$unit/state") in active*) return 0 ;; esac
	put restarts 0
	put state 'activating start'
	setsid "$here/systemctl" supervise "$name" >/dev/null 2>&1 </dev/null &
	put supervisor $!
	until [ -e "$unit/pid" ] || grep -q -e '^failed' -e auto-restart "$unit/state"; do sleep 0.01; done
}

# alive reports whether a process group has a process that has not ended. One
# that has may stay in the table: in a container nobody takes it out.
alive() {
	cat /proc/[0-9]*/stat 2>/dev/null | awk -v group="$1" '{ sub(/^.*\) /, ""); if ($3 == group && $1 != "Z") found = 1 } END { exit !found }'
}

stop() {
	# The supervisor leads a process group. The service is in it, unless it made
	# one of its own as glance-api does. As systemd does, wait for the end of all:
	# a service that is started again needs its port.
	groups=
	for file in supervisor pid; do
		[ ! -e "$unit/$file" ] || groups="$groups -$(cat "$unit/$file")"
	done
	n=0
	for group in $groups; do
		kill -s TERM -- "$group" 2>/dev/null
	done
	for group in $groups; do
		while alive "${group#-}"; do
			n=$((n + 1))
			[ $n -ne 300 ] || kill -s KILL -- "$group" 2>/dev/null
			sleep 0.05
		done
	done
	rm -f "$unit/supervisor" "$unit/pid"
	put state 'inactive dead'
}

show() {
	if [ -e "$unit/masked" ]; then
		echo LoadState=masked
	elif [ ! -d "$unit" ]; then
		printf 'LoadState=not-found\nActiveState=inactive\nSubState=dead\n'
		return
	else
		echo LoadState=loaded
	fi
	read -r active sub <"$unit/state"
	if [ -e "$unit/enabled" ]; then echo UnitFileState=enabled; else echo UnitFileState=disabled; fi
	printf 'Id=%s\nActiveState=%s\nSubState=%s\nType=simple\nResult=success\n' "$name" "$active" "$sub"
	echo "ExecMainStartTimestamp=$(cat "$unit/started" 2>/dev/null)"
	echo "NRestarts=$(cat "$unit/restarts")"
	echo "MainPID=$(cat "$unit/pid" 2>/dev/null || echo 0)"
}

for name; do :; done # the last word
if [ "$verb" = show ]; then # several come with empty lines between them
	for name; do
		unit=$here/units/$name
		case $name in *.service | *.timer | *.socket) show && echo ;; esac
	done
	exit 0
fi
unit=$here/units/$name
[ -d "$unit" ] || { echo "Failed to $verb $name: Unit $name not found." >&2; exit 5; }
case $verb in
enable) touch "$unit/enabled" ;;
disable) rm -f "$unit/enabled" ;;
start) start ;;
stop) stop ;;
supervise) supervise ;;
restart) stop && start ;;
reload-or-restart) case $(cat "$unit/state") in active*) ;; *) start ;; esac ;;
*) echo "Unknown command verb $verb." >&2; exit 1 ;;
esac
