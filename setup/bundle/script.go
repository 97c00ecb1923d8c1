package bundle

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
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
programs=
check=

usage() {
	printf 'usage: %s [--check] [--files-only | --root DIR [--programs]]\n' "$0" >&2
	exit 2
}
while [ $# -gt 0 ]; do
	case $1 in
	--check) check=1 ;;
	--files-only) files_only=1 ;;
	--programs) programs=1 ;;
	--root)
		[ $# -gt 1 ] || usage
		root=$2
		shift
		;;
	*) usage ;;
	esac
	shift
done
# Programs and servers are those of the running host, not of another root.
case $root in
/) ;;
/*)
	root=${root%/}
	[ -n "$programs" ] || files_only=1
	;;
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
		fmt.Fprintf(&s, "keystone_answer=%s\n", setup.ShellWord(b.Answers.Keystone.AuthURL))
		if c := b.Answers.Keystone.Cloud; c != "" {
			fmt.Fprintf(&s, "[ -n \"${OS_AUTH_URL:-}${OS_CLOUD:-}\" ] || export OS_CLOUD=%s\n", setup.ShellWord(c))
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
		name := setup.ShellWord(strings.TrimPrefix(p.Path, "/"))
		test := fmt.Sprintf("fits %02d", i+1)
		if p.made() {
			test = fmt.Sprintf("[ ! -e \"$root\"/%s ]", name)
		}
		fmt.Fprintf(s, "inplace %02d || %s || die %s %s\n", i+1, test, setup.ShellWord(p.Path+" is not what the plan was made from"), setup.ShellWord("Make the bundle again from the files of this node."))
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
