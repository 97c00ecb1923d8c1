package machine_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"

	"github.com/ceilotop/ceilotop/setup/machine"
)

// FuzzRecords reads records as a broken disk may give them back: a line that
// cannot be read is named and hides no other one, and a rollback can be noted
// behind them.
func FuzzRecords(f *testing.F) {
	f.Add([]byte(`{"at":"2026-11-27T22:00:00Z","begin":0,"step":"K3","undo":{"Kind":"file","Path":"/etc/nova/nova.conf","Existed":true}}` + "\n" +
		`{"at":"2026-11-27T22:00:01Z","done":0}` + "\n" + `{"at":"2026-11-27T22:00:02Z","end":"whole"}` + "\n"))
	f.Add([]byte("{\"begin\":-1,\"undo\":{}}\n{\"reverted\":-1}\nnull\n[]\n{\"rollback\":true}\n{\"end\":"))
	f.Add([]byte("\n\n\x00\n{}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		root := t.TempDir()
		dir := "/var/lib/ceilotop/journal/20261127T220000.000Z-abcdef"
		put(t, root, filepath.Join(dir, "records.jsonl"), string(text), 0o600)
		run := lastRun(t, root)
		if lines := bytes.Count(text, []byte("\n")); len(run.Records)+len(run.Damage) > lines {
			t.Errorf("%d lines have %d records and %d that cannot be read", lines, len(run.Records), len(run.Damage))
		}
		j, err := run.Reopen()
		if err != nil {
			t.Fatal(err)
		}
		if err := j.Close(errors.New("a file\nwas edited")); err != nil {
			t.Fatal(err)
		}
		again := lastRun(t, root)
		if again.State != machine.Stopped || again.Cause != `a file\nwas edited` || len(again.Records) != len(run.Records) || len(again.Damage) != len(run.Damage) {
			t.Errorf("%+v, then %+v", run, again)
		}
	})
}
