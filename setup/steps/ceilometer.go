package steps

import (
	"net/url"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
)

const (
	fileUndo = "the file is given back byte for byte"
	fileDone = "the effective values are these, over all files that the programs read"
)

// configStep is a step about options of one service.
func (b *builder) configStep(id string, role setup.NodeRole, title, reason string) *step {
	s := b.add(id, role, title, reason)
	s.Check, s.Verify, s.Undo = fileDone, "ceilotop setup status shows this step as done", fileUndo
	return s
}

// ceilometerFiles are the files to edit: one, or one for each container. None
// leaves the step blocked.
func (b *builder) ceilometerFiles(s *step, packages string) []string {
	if !b.released(s, "ceilometer") {
		return nil
	}
	if mains := b.mains("ceilometer"); len(mains) > 0 {
		return mains
	}
	name := defaults["ceilometer"][0]
	if p := b.find(packages); p != nil && p.State != setup.Done {
		s.block(name+" comes with the packages of step "+packages, "run apply, which installs them, and plan again")
		return nil
	}
	if !b.may(s, name) {
		return nil
	}
	d := b.doc(name)
	d.mode, d.owner = 0o640, "root:ceilometer"
	return []string{name}
}

func (b *builder) controllerConfig() {
	p := b.profile("ceilometer")

	s := b.configStep("C10", setup.Controller, "ceilometer.conf: how it talks and who may ask", "The API checks tokens, and the transport is RabbitMQ's.")
	for _, main := range b.ceilometerFiles(s, "C9") {
		b.general(s, p, main)
	}

	s = b.configStep("C11", setup.Controller, "ceilometer.conf: the database", "The collector writes there, and the API reads.")
	if !b.released(s, "ceilometer") {
		// Whether it has one is unknown.
	} else if !p.API() {
		s.is(setup.Unneeded, "Ceilometer "+p.Release.String()+" has no database of its own")
	} else {
		for _, main := range b.ceilometerFiles(s, "C9") {
			b.connection(s, p, main)
		}
	}

	s = b.configStep("C12", setup.Controller, "ceilometer.conf: broker B", "The agents send and listen on telemetry's own broker.")
	if b.ready(s) {
		for _, main := range b.ceilometerFiles(s, "C9") {
			b.transport(s, p, main, true)
		}
	}

	s = b.configStep("C13", setup.Controller, "ceilometer.conf: how the API checks tokens", "Without it every request to the API is refused.")
	if !b.released(s, "ceilometer") {
		// Whether it has one is unknown.
	} else if !p.API() {
		s.is(setup.Unneeded, "Ceilometer "+p.Release.String()+" has no API")
	} else {
		for _, main := range b.ceilometerFiles(s, "C9") {
			b.authtoken(s, p, main)
		}
	}

	s = b.configStep("C14", setup.Controller, "ceilometer.conf: the agents' login", "The agents ask the other services' APIs.")
	for _, main := range b.ceilometerFiles(s, "C9") {
		b.serviceCredentials(s, p, main)
	}
}

func (b *builder) computeConfig() {
	p := b.profile("ceilometer")
	s := b.configStep("K2", setup.Compute, "ceilometer.conf on the compute node", "The compute agent polls with the same login and sends to broker B.")
	if !b.ready(s) {
		return
	}
	for _, main := range b.ceilometerFiles(s, "K1") {
		b.general(s, p, main)
		b.transport(s, p, main, false)
		if p.API() {
			b.authtoken(s, p, main)
		}
		b.serviceCredentials(s, p, main)
	}
}

// ready blocks a step that would send somebody to a broker that does not take
// him: up to Xena a dead broker stops the caller.
func (b *builder) ready(s *step) bool {
	if !b.needs(s, "B1") {
		return false
	}
	if b.a.BrokerB.Password.Fresh && b.find("B1") == nil {
		s.block("the broker's password was generated just now, so that broker B does not know it", "run the plan of "+b.makerOfUsers()+" first, and give this node the same password in broker_b.password")
		return false
	}
	br := b.f.Servers.BrokerB
	if br == nil || !b.f.System.Reaches() || b.changing("B1") {
		return true
	}
	if !br.Reachable && br.ReachError != "" {
		s.block("this node does not reach broker B: "+br.ReachError, "open the port of broker B for this node")
		return false
	}
	if u, ok := have(br, b.a.BrokerB.User); ok && !u.Login && u.LoginError != "" && b.find("B1") == nil {
		s.block("broker B refuses the user: "+u.LoginError, "run the plan of "+b.makerOfUsers()+" first")
		return false
	}
	return true
}

// makerOfUsers is the node whose plan makes broker B's users: without a
// management API only the broker's own can.
func (b *builder) makerOfUsers() string {
	if b.a.BrokerB.AdminURL == "" {
		return "the broker's own node"
	}
	return "the controller"
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
