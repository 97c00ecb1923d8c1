package profile

// Service is one service of one release, with the oslo.messaging that it runs.
type Service struct {
	Name      string
	Release   Release
	Messaging Version
}

// New is a service of that release with the oslo.messaging of the time.
func New(name string, r Release) Service { return Service{name, r, messaging[r]} }

// honours is the first release of each service that calls
// get_notification_transport; without it [oslo_messaging_notifications]
// transport_url is ignored, without a word.
//
// Sources: nova/rpc.py 2356f90e0b, neutron/common/rpc.py d3ee7a5338,
// cinder/rpc.py 1bdb40065, glance/notifier.py a31b963c1,
// keystone/notifications.py 8b7bfb4cf, ceilometer/messaging.py 379f10fc7.
// Heat's was not looked up: it is taken for one of those of Newton.
var honours = map[string]Release{
	"nova": Mitaka, "neutron": Mitaka,
	"cinder": Newton, "glance": Newton, "keystone": Newton, "heat": Newton,
	"ceilometer": Pike,
}

// HonoursNotificationURL reports whether the service sends its notifications to
// [oslo_messaging_notifications] transport_url.
func (s Service) HonoursNotificationURL() bool { return s.Release >= honours[s.Name] }

// OnlyNotifies reports whether the service uses its broker for notifications
// and nothing else, so that its whole transport may go to B.
func (s Service) OnlyNotifies() bool { return s.Name == "glance" || s.Name == "keystone" }

// RabbitOptions reports whether rpc_backend, rabbit_host and their kin are
// read: oslo.messaging 9.0.0 (Stein) removed them (d3f6ca0b, b0d3bfce).
func (s Service) RabbitOptions() bool { return s.Messaging.Before(9, 0) }

// Unescapes reports whether percent escapes in a transport URL are decoded:
// since oslo.messaging 5.2.0 (2aab5a63).
func (s Service) Unescapes() bool { return !s.Messaging.Before(5, 2) }

// Query reports whether the query of a transport URL reaches RabbitMQ's driver,
// the only way to give B other settings than A within one process: since
// oslo.messaging 5.18.0.
func (s Service) Query() bool { return !s.Messaging.Before(5, 18) }

// OldNames reports whether the names of the notification options in [DEFAULT]
// are still read: oslo.messaging 16.0.0 (2025.1) removed them.
func (s Service) OldNames() bool { return s.Messaging.Before(16, 0) }

// Retry reports whether [oslo_messaging_notifications] has retry: since
// oslo.messaging 5.24.0 (Pike).
func (s Service) Retry() bool { return !s.Messaging.Before(5, 24) }

// RetryBounds reports whether retry also bounds the attempts to connect; before
// oslo.messaging 12.12.0 (Yoga) a broker that is down blocks the caller (release
// note bug-1917645).
func (s Service) RetryBounds() bool { return !s.Messaging.Before(12, 12) }

// Quorum reports whether rabbit_quorum_queue exists: since oslo.messaging
// 12.13.0 (Yoga).
func (s Service) Quorum() bool { return !s.Messaging.Before(12, 13) }

// API reports whether Ceilometer has its API, its collector and its database:
// 10.0.0 (Queens) removed them (d881dd522, fad69e960, 9323f07f9).
func (s Service) API() bool { return s.Release < Queens }

// Dispatchers reports whether the collector stores nothing unless
// meter_dispatchers says where: Ocata and Pike.
func (s Service) Dispatchers() bool { return s.Release == Ocata || s.Release == Pike }

// Gnocchi reports whether Ceilometer's own pipeline publishes to Gnocchi: since
// Pike.
func (s Service) Gnocchi() bool { return s.Release >= Pike }

// Polling reports whether the intervals stand in polling.yaml. From 8.0.0
// (Ocata) to Pike pipeline.yaml still counts where there is no polling.yaml.
func (s Service) Polling() (own, only bool) { return s.Release >= Ocata, s.Release >= Queens }

// DrainsAll reports whether the agent consumes all priorities: since 7.0.0
// (a3eb0fafa). Before it, those that no endpoint wants grow for ever.
func (s Service) DrainsAll() bool { return s.Release >= Newton }

// Registry reports whether there is a glance-registry: 21.0.0 (Victoria)
// removed it (673666cbf).
func (s Service) Registry() bool { return s.Release < Victoria }

// StateChange is the section of Nova's notify_on_state_change and
// notification_format: [notifications] since 15.0.0 (Ocata, c5cb7e459c).
func (s Service) StateChange() string {
	if s.Release < Ocata {
		return "DEFAULT"
	}
	return "notifications"
}

// Versioned reports whether Nova sends versioned notifications as well unless
// it is told not to: Mitaka to Stein.
func (s Service) Versioned() bool { return s.Release <= Stein }

// AuthURI is the name of [keystone_authtoken]'s public URL: keystonemiddleware
// 4.18.0 (Queens) renamed it, and 13.0.0, after 2026.1, drops the old name.
func (s Service) AuthURI() string {
	if s.Release < Queens {
		return "auth_uri"
	}
	return "www_authenticate_uri"
}

// AdminPort reports whether Keystone may have an API on port 35357: with v2.0
// it went in Queens.
func (s Service) AdminPort() bool { return s.Release < Queens }

// Exchanges are those that Ceilometer's agent declares unless it is told
// otherwise. One that its user may not declare stops it for ever.
//
// Sources: ceilometer/exchange_control.py at mitaka-eol, ceilometer/notification.py
// since 9.0.0; openstack is where Cinder sends, which never sets its own.
func (s Service) Exchanges() []string {
	if s.Release < Pike {
		return []string{"nova", "glance", "cinder", "openstack", "neutron", "keystone", "heat", "ceilometer", "trove", "zaqar", "swift", "magnum", "ironic", "sahara", "magnetodb", "central", "dns", "aodh"}
	}
	return []string{"nova", "glance", "cinder", "openstack", "neutron", "keystone", "heat", "ceilometer", "trove", "zaqar", "swift", "magnum", "ironic", "dns", "aodh"}
}
