package sourcestest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// rabbitmqDirs are where the packages put the scripts themselves. The wrappers
// that Debian and Red Hat put on PATH insist on the user rabbitmq.
var rabbitmqDirs = []string{
	"/usr/lib/rabbitmq/bin",
	"/opt/homebrew/opt/rabbitmq/sbin",
	"/usr/local/opt/rabbitmq/sbin",
}

const installRabbitMQ = "apt-get install --no-install-recommends rabbitmq-server"

// rabbitmqDir is the directory that holds rabbitmq-server and rabbitmqctl, or
// "" when there is none.
func rabbitmqDir() string {
	for _, dir := range rabbitmqDirs {
		if _, err := os.Stat(filepath.Join(dir, "rabbitmq-server")); err == nil {
			return dir
		}
	}
	if path, err := exec.LookPath("rabbitmq-server"); err == nil {
		return filepath.Dir(path)
	}
	return ""
}

// HaveRabbitMQ reports whether RabbitMQ is installed on this machine.
func HaveRabbitMQ() bool { return rabbitmqDir() != "" }

// needRabbitMQ skips the test without RabbitMQ. Where CI is set to true a test
// that cannot run has failed.
func needRabbitMQ(t testing.TB) {
	t.Helper()
	if HaveRabbitMQ() {
		return
	}
	const reason = "rabbitmq-server is not installed; on Debian: " + installRabbitMQ
	if os.Getenv("CI") == "true" {
		t.Fatal(reason)
	}
	t.Skip(reason)
}
