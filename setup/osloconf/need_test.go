package osloconf

import (
	"os"
	"testing"
)

// skip leaves out a test that this machine cannot run. Where CI is set to true
// that is a failure.
func skip(t testing.TB, reason string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(reason)
	}
	t.Skip(reason)
}
