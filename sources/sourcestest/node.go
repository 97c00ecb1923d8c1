package sourcestest

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	rabbithole "github.com/michaelklishin/rabbit-hole/v3"
	amqp "github.com/rabbitmq/amqp091-go"
)

// Admin is the user and the password of the administrator on every node here.
const Admin = "admin"

// Broker is a real RabbitMQ node on loopback with the management plugin, and a
// TLS listener that knows clients of the authority in CAFile.
type Broker struct {
	Host                          string
	Port, TLSPort, ManagementPort int
	CAFile, CertFile, KeyFile     string // CertFile and KeyFile are a client's

	Dir                string
	EpmdPort, DistPort int
	guard              *guard
	epmd, server       int // process ids, 0 when not running
}

// bootPatience is how long a node may take to start. An idle machine needs six
// seconds; the two cores of a test run are not idle.
const bootPatience = 2 * time.Minute

// Launch starts a node. Lines of configuration are added to its rabbitmq.conf.
func Launch(config ...string) (*Broker, error) {
	var err error
	for range 3 { // another process may take a port between choice and use
		var b *Broker
		if b, err = launch(config); err == nil {
			return b, nil
		}
	}
	return nil, err
}

func launch(config []string) (*Broker, error) {
	dir, err := os.MkdirTemp("", "ceilotop-rabbitmq-")
	if err != nil {
		return nil, err
	}
	b := &Broker{Host: "127.0.0.1", Dir: dir}
	if b.guard, err = newGuard(dir); err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	if err = b.prepare(config); err == nil {
		err = b.start()
	}
	if err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

func (b *Broker) prepare(config []string) error {
	ports, err := freePorts(5)
	if err != nil {
		return err
	}
	b.Port, b.TLSPort, b.ManagementPort, b.EpmdPort, b.DistPort = ports[0], ports[1], ports[2], ports[3], ports[4]
	if err := b.certificates(); err != nil {
		return err
	}
	conf := []string{
		fmt.Sprintf("listeners.tcp.default = 127.0.0.1:%d", b.Port),
		fmt.Sprintf("listeners.ssl.default = 127.0.0.1:%d", b.TLSPort),
		"ssl_options.cacertfile = " + b.CAFile,
		"ssl_options.certfile = " + b.path("server.pem"),
		"ssl_options.keyfile = " + b.path("server.key"),
		"ssl_options.verify = verify_peer",
		"ssl_options.fail_if_no_peer_cert = false",
		"management.tcp.ip = 127.0.0.1",
		fmt.Sprintf("management.tcp.port = %d", b.ManagementPort),
		"default_user = " + Admin,
		"default_pass = " + Admin,
		"log.file.level = info",
		"disk_free_limit.absolute = 1MB",
		"collect_statistics_interval = 1000", // ms; tests wait for statistics
	}
	text := strings.Join(append(conf, config...), "\n") + "\n"
	if err := os.WriteFile(b.path("rabbitmq.conf"), []byte(text), 0o600); err != nil {
		return err
	}
	return os.WriteFile(b.path("plugins"), []byte("[rabbitmq_management].\n"), 0o600)
}

func (b *Broker) certificates() error {
	ca, err := NewAuthority("ceilotop test authority")
	if err != nil {
		return err
	}
	server, err := ca.Issue("localhost", "localhost", "127.0.0.1")
	if err != nil {
		return err
	}
	client, err := ca.Issue("ceilotop")
	if err != nil {
		return err
	}
	b.CAFile, b.CertFile, b.KeyFile = b.path("ca.pem"), b.path("client.pem"), b.path("client.key")
	return errors.Join(
		os.WriteFile(b.CAFile, ca.PEM, 0o600),
		server.Write(b.path("server.pem"), b.path("server.key")),
		client.Write(b.CertFile, b.KeyFile))
}

func (b *Broker) path(name string) string { return filepath.Join(b.Dir, name) }

// start starts what is not running and returns when the node answers.
func (b *Broker) start() error {
	var err error
	if b.epmd == 0 {
		b.epmd, err = b.guard.start(b.env(), "epmd.log", "epmd", "-address", "127.0.0.1", "-port", strconv.Itoa(b.EpmdPort))
		if err != nil {
			return err
		}
	}
	if b.server, err = b.guard.start(b.env(), "server.log", filepath.Join(rabbitmqDir(), "rabbitmq-server")); err != nil {
		return err
	}
	deadline := time.Now().Add(bootPatience)
	for !b.answers() {
		if exited(b.server) {
			log, _ := os.ReadFile(b.path("server.log"))
			return fmt.Errorf("rabbitmq-server ended while it started: %s", log[max(0, len(log)-2000):])
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("rabbitmq-server in %s did not answer within %v", b.Dir, bootPatience)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return nil
}

// answers reports whether both of the node's interfaces work.
func (b *Broker) answers() bool {
	conn, err := amqp.DialConfig(b.amqpURL(), amqp.Config{Heartbeat: 10 * time.Second})
	if err != nil {
		return false
	}
	_ = conn.Close()
	_, err = b.Client().Whoami()
	return err == nil
}

func (b *Broker) amqpURL() string {
	return fmt.Sprintf("amqp://%s:%s@%s:%d/", Admin, Admin, b.Host, b.Port)
}

// env keeps the node away from everything else on the machine. RabbitMQ's
// script becomes the node itself, so that its process id is the node's, only
// when it believes that systemd runs it.
func (b *Broker) env() []string {
	const loopback = "-kernel inet_dist_use_interface {127,0,0,1}"
	return []string{
		"PATH=/usr/sbin:/usr/bin:/sbin:/bin:" + os.Getenv("PATH"),
		"HOME=" + b.Dir,
		"LC_ALL=C.UTF-8",
		"ERL_EPMD_ADDRESS=127.0.0.1",
		"ERL_EPMD_PORT=" + strconv.Itoa(b.EpmdPort),
		"RUNNING_UNDER_SYSTEMD=true",
		"RABBITMQ_NODENAME=" + b.nodeName(),
		"RABBITMQ_DIST_PORT=" + strconv.Itoa(b.DistPort),
		"RABBITMQ_MNESIA_BASE=" + b.path("mnesia"),
		"RABBITMQ_LOG_BASE=" + b.path("log"),
		"RABBITMQ_CONFIG_FILE=" + b.path("rabbitmq.conf"),
		"RABBITMQ_ENABLED_PLUGINS_FILE=" + b.path("plugins"),
		"RABBITMQ_CONF_ENV_FILE=/dev/null",
		"RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-start_epmd false +sbwt none +sbwtdcpu none +sbwtdio none " + loopback,
		"RABBITMQ_CTL_ERL_ARGS=-start_epmd false +sbwt none " + loopback,
	}
}

func (b *Broker) nodeName() string { return "n" + strconv.Itoa(b.Port) + "@localhost" }

// Client speaks to the node's management API as the administrator.
func (b *Broker) Client() *rabbithole.Client {
	c, err := rabbithole.NewClient(b.ManagementURL(), Admin, Admin)
	if err != nil {
		panic(err) // the URL is made of a number
	}
	c.SetTimeout(20 * time.Second)
	return c
}

// ManagementURL is the base URL of the node's management API.
func (b *Broker) ManagementURL() string {
	return fmt.Sprintf("http://%s:%d", b.Host, b.ManagementPort)
}

// ctl prepares a run of rabbitmqctl against this node.
func (b *Broker) ctl(args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(rabbitmqDir(), "rabbitmqctl"), append([]string{"-q", "-n", b.nodeName()}, args...)...)
	cmd.Env = b.env()
	return cmd
}

// CtlCommand is rabbitmqctl against this node, for programs that run it: words
// to which the command and its arguments are added.
func (b *Broker) CtlCommand() []string {
	cmd := b.ctl()
	return append(append([]string{"/usr/bin/env"}, cmd.Env...), cmd.Path, "-n", b.nodeName())
}

// Close ends the node and removes what it left.
func (b *Broker) Close() {
	if b.guard == nil { // another process's node
		return
	}
	b.guard.end(b.server, syscall.SIGKILL, time.Minute)
	b.guard.end(b.epmd, syscall.SIGKILL, time.Minute)
	b.guard.release()
}

// freePorts finds ports that nobody listens on.
func freePorts(n int) ([]int, error) {
	ports := make([]int, n)
	for i := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close() //nolint:errcheck // it was only a question
		ports[i] = l.Addr().(*net.TCPAddr).Port
	}
	return ports, nil
}
