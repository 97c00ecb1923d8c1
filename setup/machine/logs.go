package machine

import (
	"bytes"
	"io"
	"path"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// logDirs are where the services of OpenStack write, and Apache for them.
var logDirs = []string{"nova", "cinder", "glance", "neutron", "heat", "keystone", "ceilometer", "gnocchi", "httpd", "apache2"}

// The bounds of what is read: the services of a controller write some thirty
// files.
const (
	logTail  = 128 << 10
	logFiles = 64
	logLine  = 600      // bytes of a line that are shown
	logCount = 32 << 20 // a file up to this size has the numbers of its lines counted
)

// Logs are the lines below root that have one of the signatures, at the ends of
// the logs that were written to since a time. In a signature … is anything. There
// are the logs that are there, whether they were written to or not. The error says
// why one of them could not be read; what the others had is returned all the same.
func Logs(root string, signatures []string, since time.Time) (lines []doctor.LogLine, there []string, err error) {
	t := &tree{root: root}
	left := logFiles
	for _, dir := range logDirs {
		for _, base := range []string{"/var/log", "/var/log/kolla", "/var/log/containers"} {
			for _, name := range t.list(path.Join(base, dir)) {
				if !strings.HasSuffix(name, ".log") && !strings.HasSuffix(name, "_log") || left == 0 {
					continue
				}
				left--
				file := path.Join(base, dir, name)
				there = append(there, file)
				found, failed := t.log(file, signatures, since)
				lines = append(lines, found...)
				if err == nil {
					err = failed
				}
			}
		}
	}
	for _, u := range t.unreadable {
		if err == nil {
			err = u
		}
	}
	return lines, there, err
}

// log reads the end of one file.
func (t *tree) log(name string, signatures []string, since time.Time) ([]doctor.LogLine, error) {
	f, err := t.open(name)
	if err != nil {
		t.note(name, err)
		return nil, nil
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.ModTime().Before(since) {
		return nil, err
	}
	from := max(0, info.Size()-logTail)
	tail := make([]byte, info.Size()-from)
	n, err := f.ReadAt(tail, from)
	if err != nil && err != io.EOF {
		return nil, err
	}
	tail = tail[:n]
	cut := 0
	if from > 0 { // the first line is a part of one
		cut = bytes.IndexByte(tail, '\n') + 1
	}
	var found []doctor.LogLine
	number := 0 // of the line in the tail
	for line := range bytes.Lines(tail[cut:]) {
		number++
		if s := signatureIn(line, signatures); s != "" {
			found = append(found, doctor.LogLine{File: name, Line: number, At: logTime(line), Signature: s, Text: shownLine(line)})
		}
	}
	if len(found) == 0 || from == 0 {
		return found, nil
	}
	before, err := lineBreaks(f, from+int64(cut))
	for i := range found {
		if found[i].Line += before; before == 0 {
			found[i].Line = 0
		}
	}
	return found, err
}

// lineBreaks counts those before a place; 0 where that is too far.
func lineBreaks(f io.ReaderAt, upTo int64) (n int, err error) {
	if upTo > logCount {
		return 0, nil
	}
	buffer := make([]byte, 64<<10)
	for at := int64(0); at < upTo; {
		part := buffer[:min(int64(len(buffer)), upTo-at)]
		read, err := f.ReadAt(part, at)
		n += bytes.Count(part[:read], []byte{'\n'})
		if at += int64(read); err != nil {
			return n, err
		}
	}
	return n, nil
}

// signatureIn is the first of the signatures that a line has.
func signatureIn(line []byte, signatures []string) string {
	for _, s := range signatures {
		rest, ok := line, true
		for part := range strings.SplitSeq(s, "…") {
			i := bytes.Index(rest, []byte(part))
			if i < 0 {
				ok = false
				break
			}
			rest = rest[i+len(part):]
		}
		if ok {
			return s
		}
	}
	return ""
}

// logTime is when a line was written: oslo.log writes the machine's own time in
// front, Apache in brackets.
func logTime(line []byte) time.Time {
	text := string(line[:min(len(line), 64)])
	if len(text) >= 19 {
		if t, err := time.ParseInLocation("2006-01-02 15:04:05", text[:19], time.Local); err == nil {
			return t
		}
	}
	if inside, found := strings.CutPrefix(text, "["); found {
		inside, _, _ = strings.Cut(inside, "]")
		if t, err := time.ParseInLocation("Mon Jan 02 15:04:05.000000 2006", inside, time.Local); err == nil {
			return t
		}
	}
	return time.Time{}
}

// shownLine is a line without secrets and not too long.
func shownLine(line []byte) string {
	text := strings.TrimSpace(osloconf.Mask("", string(oslo.MaskJSON(line))))
	if len(text) > logLine {
		text = strings.ToValidUTF8(text[:logLine], "") + "…"
	}
	return text
}
