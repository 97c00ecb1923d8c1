package steps

import (
	"net/url"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/setup/profile"
)

const (
	fileUndo = "the file is given back byte for byte"
	fileDone = "the effective values are these, over all files that the programs read"
)

// configStep is a step about options of one service.
func (b *builder) configStep(id string, role setup.NodeRole, title, reason string) *step {
	s := b.add(id, role, title, reason)
	s.Check, s.Verify, s.Undo = fileDone, "ceilotop setup get", fileUndo
	return s
}

// ceilometerFile is the file to edit; false leaves the step blocked.
func (b *builder) ceilometerFile(s *step, packages string) (string, bool) {
	if s.State != setup.Done {
		return "", false
	}
	if mains := b.mains("ceilometer"); len(mains) > 0 {
		return mains[0], true
	}
	name := defaults["ceilometer"][0]
	if p := b.find(packages); p != nil && p.State != setup.Done {
		s.block(name+" comes with the packages of step "+packages, "run apply, which installs them, and plan again")
		return "", false
	}
	if !b.may(s, name) {
		return "", false
	}
	d := b.doc(name)
	d.mode, d.owner = 0o640, "root:ceilometer"
	return name, true
}

func (b *builder) controllerConfig() {
	p := b.profile("ceilometer")

	s := b.configStep("C10", setup.Controller, "ceilometer.conf: how it talks and who may ask", "The API checks tokens, and the transport is RabbitMQ's.")
	if main, ok := b.ceilometerFile(s, "C9"); ok {
		b.general(s, p, main)
	}

	s = b.configStep("C11", setup.Controller, "ceilometer.conf: the database", "The collector writes there, and the API reads.")
	if !p.API() {
		s.is(setup.Unneeded, "Ceilometer "+p.Release.String()+" has no database of its own")
	} else if main, ok := b.ceilometerFile(s, "C9"); ok {
		b.connection(s, p, main)
	}

	s = b.configStep("C12", setup.Controller, "ceilometer.conf: broker B", "The agents send and listen on telemetry's own broker.")
	if main, ok := b.ceilometerFile(s, "C9"); ok && b.ready(s) {
		b.transport(s, p, main, true)
	}

	s = b.configStep("C13", setup.Controller, "ceilometer.conf: how the API checks tokens", "Without it every request to the API is refused.")
	if !p.API() {
		s.is(setup.Unneeded, "Ceilometer "+p.Release.String()+" has no API")
	} else if main, ok := b.ceilometerFile(s, "C9"); ok {
		b.authtoken(s, p, main)
	}

	s = b.configStep("C14", setup.Controller, "ceilometer.conf: the agents' login", "The agents ask the other services' APIs.")
	if main, ok := b.ceilometerFile(s, "C9"); ok {
		b.serviceCredentials(s, p, main)
	}
}

func (b *builder) computeConfig() {
	p := b.profile("ceilometer")
	s := b.configStep("K2", setup.Compute, "ceilometer.conf on the compute node", "The compute agent polls with the same login and sends to broker B.")
	main, ok := b.ceilometerFile(s, "K1")
	if !ok || !b.ready(s) {
		return
	}
	b.general(s, p, main)
	b.transport(s, p, main, false)
	if p.API() {
		b.authtoken(s, p, main)
	}
	b.serviceCredentials(s, p, main)
}

// ready blocks a step that would send somebody to a broker that does not take
// him: up to Xena a dead broker stops the caller.
func (b *builder) ready(s *step) bool {
	if !b.needs(s, "B1") {
		return false
	}
	br := b.f.Servers.BrokerB
	if br == nil || !b.f.System.Here() || b.changing("B1") {
		return true
	}
	if !br.Reachable && br.ReachError != "" {
		s.block("this node does not reach broker B: "+br.ReachError, "open the port of broker B for this node")
		return false
	}
	if u, ok := have(br, b.a.BrokerB.User); ok && !u.Login && u.LoginError != "" && b.find("B1") == nil {
		s.block("broker B refuses the user: "+u.LoginError, "run the plan of the controller first")
		return false
	}
	return true
}

func (b *builder) general(s *step, p profile.Service, main string) {
	var wants []want
	if p.RabbitOptions() && !p.HonoursNotificationURL() {
		wants = append(wants, set("DEFAULT", "rpc_backend", "rabbit").like(isRabbit))
	}
	if p.API() {
		wants = append(wants, set("DEFAULT", "auth_strategy", "keystone"))
	}
	if len(wants) == 0 {
		if s.ID == "C10" {
			s.is(setup.Unneeded, "Ceilometer "+p.Release.String()+" needs neither")
		}
		return
	}
	b.configure(s, p, main, nil, wants...)
}

// isRabbit accepts the long names that rpc_backend once had.
func isRabbit(v string) bool {
	return v == "rabbit" || v == "kombu" || strings.HasSuffix(v, "impl_kombu") || strings.HasSuffix(v, "impl_rabbit")
}

func (b *builder) connection(s *step, p profile.Service, main string) {
	m := b.a.MongoDB
	switch {
	case m.Host == "":
		s.block("the answers do not name the database's host", "set mongo.host in the answers")
		return
	case !m.Password.Set():
		s.block("there is no password for the database's user", "set mongo.password in the answers, or let it be generated")
		return
	}
	text := "mongodb://" + escape(m.User) + ":" + escape(m.Password.Value.Reveal()) + "@" + b.mongoAddress() + "/" + url.PathEscape(m.Database)
	wants := []want{set("database", "connection", text)}
	if p.Dispatchers() {
		wants = append(wants, several("DEFAULT", "meter_dispatchers", func(v string) bool { return v == "gnocchi" }, "database"))
	}
	if p.Gnocchi() {
		b.note("Pike's own pipeline sends meters to Gnocchi. For samples in MongoDB, /etc/ceilometer/pipeline.yaml has to publish to notifier://.")
	}
	b.configure(s, p, main, []setup.Password{m.Password}, wants...)
}

func (b *builder) authtoken(s *step, p profile.Service, main string) {
	if !b.credentials(s) {
		return
	}
	const section = "keystone_authtoken"
	wants := []want{set(section, p.AuthURI(), b.a.Keystone.AuthURL).like(sameURL(b.a.Keystone.AuthURL))}
	if servers := b.memcached(); len(servers) > 0 {
		wants = append(wants, set(section, "memcached_servers", strings.Join(servers, ",")))
	}
	wants = append(wants, b.login(main, section, b.adminURL())...)
	b.configure(s, p, main, []setup.Password{b.a.Keystone.Password}, wants...)
}

func (b *builder) serviceCredentials(s *step, p profile.Service, main string) {
	if !b.credentials(s) {
		return
	}
	const section = "service_credentials"
	wants := b.login(main, section, b.a.Keystone.AuthURL)
	wants = append(wants, set(section, "interface", "internalURL").like(func(v string) bool { return v == "internalURL" || v == "internal" }))
	if b.a.Keystone.Region != "" {
		wants = append(wants, set(section, "region_name", b.a.Keystone.Region))
	}
	b.configure(s, p, main, []setup.Password{b.a.Keystone.Password}, wants...)
}

// transport points Ceilometer at broker B. Up to Ocata its whole transport goes
// there, because it reads no other; from Pike on only its notifications do.
func (b *builder) transport(s *step, p profile.Service, main string, agent bool) {
	br := b.a.BrokerB
	to, ok := b.target(s, p, br.User, br.Password)
	if !ok {
		return
	}
	uses := []setup.Password{br.Password}
	var wants []want
	switch {
	case p.HonoursNotificationURL():
		wants = append(wants, set(notifications, "transport_url", to).like(leads(to)))
	case b.oldOptions(main):
		wants = append(wants, set("oslo_messaging_rabbit", "rabbit_host", br.Host), set("oslo_messaging_rabbit", "rabbit_userid", br.User), set("oslo_messaging_rabbit", "rabbit_password", br.Password.Value.Reveal()))
		if v, found := b.get(main, "oslo_messaging_rabbit", "rabbit_port"); found && v.Text != "5672" {
			wants = append(wants, set("oslo_messaging_rabbit", "rabbit_port", "5672"))
		}
		if v, found := b.get(main, "oslo_messaging_rabbit", "rabbit_virtual_host"); found && v.Text != "/" {
			wants = append(wants, set("oslo_messaging_rabbit", "rabbit_virtual_host", "/"))
		}
	default:
		wants = append(wants, set("DEFAULT", "transport_url", to).like(leads(to)))
	}
	wants = append(wants, b.topics(main))
	if agent {
		listen, more, ok := b.listens(s, p, main, to)
		if !ok {
			return
		}
		wants = append(wants, listen...)
		uses = append(uses, more...)
	}
	b.configure(s, p, main, uses, wants...)
}

// oldOptions reports whether rabbit_host and its kin do: a transport_url or
// rabbit_hosts would win over them, and they know one host without TLS.
func (b *builder) oldOptions(main string) bool {
	br := b.a.BrokerB
	_, hosts := b.get(main, "oslo_messaging_rabbit", "rabbit_hosts")
	_, url := b.get(main, "DEFAULT", "transport_url")
	return !hosts && !url && !br.TLS && b.port() == 5672 && b.vhost() == "/" && !strings.ContainsAny(br.Host, ",:")
}

// topics has to hold the one that everybody sends to. It is the default.
func (b *builder) topics(main string) want {
	value := "notifications"
	if v, found := b.get(main, notifications, "topics"); found && v.Text != "" && !lists(value)(v.Text) {
		value = strings.TrimRight(v.Text, ", ") + ",notifications"
	}
	return set(notifications, "topics", value).like(lists("notifications"))
}

// listens are the brokers that the agent listens on. Without messaging_urls it
// is Ceilometer's own transport, which is B. They are needed with A while the
// notifiers move, or where some of them stay there; and for a user of its own.
func (b *builder) listens(s *step, p profile.Service, main, to string) (wants []want, uses []setup.Password, ok bool) {
	br := b.a.BrokerB
	var all []string
	if br.StrictUsers {
		if to, ok = b.target(s, p, b.listener(), br.ListenerPassword); !ok {
			return nil, nil, false
		}
		uses = append(uses, br.ListenerPassword)
		all = append(all, to)
	}
	if why := b.staysOnA(); why != "" {
		a, found := b.brokerA()
		if !found {
			s.block("broker A's URL is not known here, and the agent has to listen there as well: "+why, "run ceilotop where nova.conf or cinder.conf is")
			return nil, nil, false
		}
		b.note("Ceilometer's agent listens on broker A as well: %s.", why)
		if len(all) == 0 {
			all = append(all, to)
		}
		if !slices.ContainsFunc(all, leads(a)) {
			all = append(all, a)
		}
	}
	if len(all) == 0 {
		if len(b.multi(main, "notification", "messaging_urls")) == 0 {
			return nil, nil, true
		}
		all = append(all, to)
	}
	return []want{several("notification", "messaging_urls", none, all...)}, uses, true
}

// staysOnA says why there are notifications on broker A still; "" is none.
func (b *builder) staysOnA() string {
	if b.a.Migration {
		return "the notifiers move one by one"
	}
	if b.a.Features.Cinder && !b.profile("cinder").HonoursNotificationURL() {
		return "Cinder of Mitaka cannot send its notifications elsewhere"
	}
	return ""
}

// brokerA is broker A's URL, as one of the services' files has it.
func (b *builder) brokerA() (string, bool) {
	var own setup.Broker
	for _, br := range b.f.Brokers {
		if br.Name == "A" {
			own = br
		}
	}
	for _, service := range []string{"cinder", "nova", "neutron"} {
		for _, main := range b.mains(service) {
			set, ok := b.open(&step{}, main)
			if !ok {
				continue
			}
			c := set.config(set.orders[0], false)
			if v, found := c.Get("DEFAULT", "transport_url"); found && v.Err == nil && v.Text != "" {
				return v.Text, true
			}
			if text, found := oldURL(c); found {
				return text, true
			}
		}
	}
	if len(own.URL.Hosts) == 0 {
		return "", false
	}
	var hosts []string
	for _, h := range own.URL.Hosts {
		hosts = append(hosts, escape(h.Username)+":"+escape(h.Password.Reveal())+"@"+h.Address())
	}
	vhost := own.URL.VirtualHost
	if vhost != "/" {
		vhost = escape(vhost)
	}
	return "rabbit://" + strings.Join(hosts, ",") + "/" + vhost, true
}

// oldURL puts rabbit_host and its kin together.
func oldURL(c *osloconf.Config) (string, bool) {
	get := func(key, otherwise string) string {
		if v, found := c.Get("oslo_messaging_rabbit", key, osloconf.Deprecated("oslo_messaging_rabbit", key)...); found && v.Err == nil {
			return v.Text
		}
		return otherwise
	}
	host := get("rabbit_host", "")
	if host == "" {
		return "", false
	}
	vhost := get("rabbit_virtual_host", "/")
	if vhost != "/" {
		vhost = escape(vhost)
	}
	return "rabbit://" + escape(get("rabbit_userid", "guest")) + ":" + escape(get("rabbit_password", "guest")) + "@" + host + ":" + get("rabbit_port", "5672") + "/" + vhost, true
}

func (b *builder) controllerUnits() {
	p := b.profile("ceilometer")
	programs := []string{"notification", "central"}
	if p.API() {
		programs = append(programs, "collector")
	}
	b.agents("C17", setup.Controller, "Ceilometer's agents run", programs, []string{"C9", "C10", "C11", "C12", "C13", "C14"})
}

func (b *builder) computeUnits() {
	b.agents("K4", setup.Compute, "Ceilometer's compute agent runs", []string{"compute"}, []string{"K1", "K2"})
}

func (b *builder) agents(id string, role setup.NodeRole, title string, programs, needs []string) {
	s := b.add(id, role, title, "An agent that runs reads its files only when it is restarted; it has to listen before anybody sends.")
	units := profile.Units(b.f.System.Family, "ceilometer", programs...)
	s.Check = strings.Join(units, ", ") + ": enabled and active"
	s.Verify = "they stay active for 10 seconds"
	s.Undo = "what was enabled and started is disabled and stopped; what was restarted is restarted"
	if !b.needs(s, needs...) {
		return
	}
	b.run(s, units, b.changed("ceilometer", pollingFiles...), b.changing("C9", "K1"))
}
