package sourcestest

import (
	"bufio"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// In the environment, it makes the test a parent that starts a node and waits to be killed.
const orphanage = "CEILOTOP_TEST_ORPHANAGE"

func TestNodeDiesWithAParentThatIsKilled(t *testing.T) {
	t.Parallel()
	needRabbitMQ(t)
	if os.Getenv(orphanage) != "" {
		b, err := Launch()
		if err != nil {
			t.Fatal(err)
		}
		text, _ := json.Marshal(b)
		os.Stdout.WriteString("node " + string(text) + "\n")
		select {}
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), orphanage+"=1")
	out, err := cmd.StdoutPipe()
	must(t, "open a pipe", err)
	must(t, "start the parent", cmd.Start())
	var b Broker
	for lines := bufio.NewScanner(out); b.Port == 0 && lines.Scan(); {
		if text, found := strings.CutPrefix(lines.Text(), "node "); found {
			must(t, "read the node", json.Unmarshal([]byte(text), &b))
		}
	}
	if b.Port == 0 {
		t.Fatal("the parent started no node")
	}
	must(t, "kill the parent", cmd.Process.Kill())
	_ = cmd.Wait()
	eventually(t, "the data to be removed", func() bool {
		_, err := os.Stat(b.Dir)
		return os.IsNotExist(err)
	})
	for _, port := range []int{b.Port, b.EpmdPort, b.DistPort, b.ManagementPort} {
		conn, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(port))
		if err == nil {
			_ = conn.Close()
			t.Errorf("port %d is still open", port)
		}
	}
}

func TestSharedNodeServesTestsInVirtualHosts(t *testing.T) {
	t.Parallel()
	b := SharedB(t)
	if again := SharedB(t); again != b {
		t.Error("SharedB started a second node")
	}
	one, two := b.VHost(t), b.VHost(t)
	must(t, "declare a queue", func() error {
		_, err := one.Channel(t).QueueDeclare("mine", false, false, true, false, nil)
		return err
	}())
	if _, err := two.Channel(t).QueueDeclarePassive("mine", false, false, true, false, nil); err == nil {
		t.Error("a queue of one virtual host is seen in another one")
	}
	if got := b.Ctl(t, "list_vhosts", "name"); !strings.Contains(got, one.Name) {
		t.Errorf("rabbitmqctl speaks to another node: %s", got)
	}
	if got := b.Shell(t, "rabbitmqctl list_users && rabbitmqctl list_vhosts name", ""); !strings.Contains(got, two.Name) || !strings.Contains(got, one.User) {
		t.Errorf("the shell's rabbitmqctl speaks to another node: %s", got)
	}
}

func TestNodeComesBackWithItsPortsAndData(t *testing.T) {
	t.Parallel()
	b := RabbitMQ(t)
	v := b.VHost(t)
	_, err := v.Channel(t).QueueDeclare("kept", true, false, false, false, nil)
	must(t, "declare a queue", err)
	b.Stop(t)
	if b.answers() {
		t.Fatal("a stopped node answers")
	}
	b.Start(t)
	_, err = v.Channel(t).QueueDeclarePassive("kept", true, false, false, false, nil)
	must(t, "find the queue again", err)
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited a minute for %s", what)
		}
	}
}
