package audit

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// DefaultTimeout is how long an audit may take where nobody says.
const DefaultTimeout = 10 * time.Minute

func (r Request) timeout() time.Duration {
	if r.Timeout > 0 {
		return r.Timeout
	}
	return DefaultTimeout
}

// account is the user that Cinder's packages make, who may read cinder.conf.
const account = "cinder"

// extra is the text of a configuration file that is read last: whatever
// cinder.conf says of logs, the lines come to us. It holds no secret.
func (t Target) extra() string {
	text := "[DEFAULT]\nuse_stderr = true\nlog_dir =\nlog_file =\nlog_config_append =\n"
	if t.Quiet {
		text += "debug = true\n" // it says how many it found only then
	}
	return text
}

// words are the program's arguments. The window is always named, so that it is
// the one that was explained, even if a period ends meanwhile.
func words(w Window, r Request) []string {
	all := []string{"--start_time", format(w.Begin), "--end_time", format(w.End)}
	if r.SendActions {
		all = append(all, "--send_actions")
	}
	return all
}

// inside runs the program in a container: the file that is read last comes over
// standard input, and the time is watched inside, because ending docker exec
// does not end what it has started.
const inside = `f=$(mktemp) && trap 'rm -f "$f"' EXIT && cat >"$f" && t=$1 && shift && timeout -k 5 "$t" ` + Program + ` --config-file /etc/cinder/cinder.conf --config-file "$f" "$@"`

// prepared is a command that can be run once.
type prepared struct {
	argv  []string
	user  string // "" ourselves
	stdin string
	close func()
}

// prepare finds the program on path, a list of directories, and writes the file
// that is read last.
func (t Target) prepare(w Window, r Request, path string) (*prepared, error) {
	if t.Container != "" {
		argv := []string{t.Engine, "exec", "-i", "-u", account, t.Container, "sh", "-c", inside, "sh", strconv.Itoa(int(r.timeout().Seconds()))}
		return &prepared{argv: append(argv, words(w, r)...), user: account, stdin: t.extra(), close: func() {}}, nil
	}
	program, err := lookPath(Program, path)
	if err != nil {
		return nil, sources.WithHint(fmt.Errorf("run the audit: %w", err), noProgram)
	}
	p := &prepared{}
	if os.Geteuid() == 0 && !t.elsewhere() {
		if _, err := user.Lookup(account); err != nil {
			return nil, sources.WithHint(fmt.Errorf("run the audit as the user %s: %w", account, err), noProgram)
		}
		runuser, err := lookPath("runuser", path)
		if err != nil {
			return nil, sources.WithHint(fmt.Errorf("run the audit as the user %s: %w", account, err), "sudo -u cinder ceilotop audit")
		}
		p.user, p.argv = account, []string{runuser, "-u", account, "--"}
	}
	file, err := t.write(p.user)
	if err != nil {
		return nil, fmt.Errorf("write the configuration that brings the audit's lines here: %w", err)
	}
	p.close = func() { _ = os.Remove(file) }
	p.argv = append(p.argv, program)
	for _, name := range append(slices.Clone(t.Files), file) {
		if name != file && t.elsewhere() {
			name = filepath.Join(t.Root, name)
		}
		p.argv = append(p.argv, "--config-file", name)
	}
	p.argv = append(p.argv, words(w, r)...)
	return p, nil
}

// elsewhere reports whether the files are below another root than the machine's.
func (t Target) elsewhere() bool { return t.Root != "" && t.Root != "/" }

// write makes the file that is read last, for that user alone.
func (t Target) write(name string) (string, error) {
	dir := "" // TMPDIR may be a directory that nobody else may enter
	if name != "" {
		dir = "/tmp"
	}
	f, err := os.CreateTemp(dir, "ceilotop-audit-*.conf") // 0600
	if err != nil {
		return "", err
	}
	defer f.Close()
	if _, err = f.WriteString(t.extra()); err == nil && name != "" {
		err = give(f, name)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

func give(f *os.File, name string) error {
	u, err := user.Lookup(name)
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return err
	}
	return f.Chown(uid, gid)
}

// lookPath looks for a program as a shell does, and in the system's directories:
// sudo often leaves these out.
func lookPath(program, path string) (string, error) {
	for _, dir := range append(filepath.SplitList(path), "/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin") {
		if !filepath.IsAbs(dir) {
			continue
		}
		full := filepath.Join(dir, program)
		if info, err := os.Stat(full); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return full, nil
		}
	}
	return "", fmt.Errorf("there is no program %s", program)
}
