package osloconf

import "slices"

// Deprecated returns the names under which an option of telemetry's concern
// once stood, in the order in which oslo.config looks for them. Releases differ
// in which they still read; all of them prefer the option's own name within one
// file.
//
// Sources: oslo_messaging/notify/notifier.py and _drivers/impl_rabbit.py,
// amqp.py, keystonemiddleware/auth_token/_opts.py, oslo_db/options.py,
// nova/conf/notifications.py, ceilometer/notification.py, keystone_client.py,
// publisher/utils.py.
func Deprecated(group, key string) []Name {
	return slices.Clone(renamed[Name{Normalise(group), key}])
}

const (
	global        = "DEFAULT"
	notifications = "oslo_messaging_notifications"
	rabbit        = "oslo_messaging_rabbit"
)

var renamed = map[Name][]Name{
	{notifications, "driver"}:        {{global, "notification_driver"}},
	{notifications, "transport_url"}: {{global, "notification_transport_url"}},
	{notifications, "topics"}:        {{"rpc_notifier2", "topics"}, {global, "notification_topics"}},

	{rabbit, "rabbit_host"}:         {{global, "rabbit_host"}},
	{rabbit, "rabbit_hosts"}:        {{global, "rabbit_hosts"}},
	{rabbit, "rabbit_port"}:         {{global, "rabbit_port"}},
	{rabbit, "rabbit_userid"}:       {{global, "rabbit_userid"}},
	{rabbit, "rabbit_password"}:     {{global, "rabbit_password"}},
	{rabbit, "rabbit_virtual_host"}: {{global, "rabbit_virtual_host"}},
	{rabbit, "ssl"}:                 {{rabbit, "rabbit_use_ssl"}},
	{rabbit, "ssl_version"}:         {{rabbit, "kombu_ssl_version"}},
	{rabbit, "ssl_key_file"}:        {{rabbit, "kombu_ssl_keyfile"}},
	{rabbit, "ssl_cert_file"}:       {{rabbit, "kombu_ssl_certfile"}},
	{rabbit, "ssl_ca_file"}:         {{rabbit, "kombu_ssl_ca_certs"}},
	{rabbit, "amqp_durable_queues"}: {{global, "rabbit_durable_queues"}},
	{rabbit, "rabbit_ha_queues"}:    {{global, "rabbit_ha_queues"}},

	{"notifications", "notify_on_state_change"}: {{global, "notify_on_state_change"}},
	{"notifications", "notification_format"}:    {{global, "notification_format"}},
	{"notification", "workers"}:                 {{global, "notification_workers"}},

	{"keystone_authtoken", "www_authenticate_uri"}: {{"keystone_authtoken", "auth_uri"}},
	{"keystone_authtoken", "memcached_servers"}:    {{"keystone_authtoken", "memcache_servers"}},
	{"service_credentials", "region_name"}:         {{global, "os_region_name"}},
	{"service_credentials", "interface"}:           {{"service_credentials", "os_endpoint_type"}},
	{"publisher", "telemetry_secret"}:              {{global, "metering_secret"}, {"publisher_rpc", "metering_secret"}, {"publisher", "metering_secret"}},

	{"database", "connection"}: {{global, "sql_connection"}, {"DATABASE", "sql_connection"}, {"sql", "connection"}},
}
