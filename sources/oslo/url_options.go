package oslo

import "slices"

// optionNames are the options of [oslo_messaging_rabbit] in every release from
// Mitaka to 2026.1, TLS's aside: oslo.messaging looks up each option of a
// transport_url's query there, and refuses the URL if there is none of that
// name. Two are misspelt there, too.
var optionNames = []string{
	"amqp_auto_delete", "amqp_durable_queues", "conn_pool_min_size", "conn_pool_ttl", "default_notification_exchange",
	"default_notification_retry_attempts", "default_rpc_exchange", "default_rpc_retry_attempts", "direct_mandatory_flag",
	"enable_cancel_on_failover", "fake_rabbit", "heartbeat_in_pthread", "heartbeat_rate", "heartbeat_timeout_threshold",
	"hostname", "kombu_compression", "kombu_failover_strategy", "kombu_missing_consumer_retry_timeout",
	"kombu_reconnect_delay", "kombu_reconnect_splay", "kombu_reconnect_timeout", "processname", "rabbit_durable_queues", "rabbit_ha_queues",
	"rabbit_host", "rabbit_hosts", "rabbit_interval_max", "rabbit_login_method", "rabbit_max_retries", "rabbit_password",
	"rabbit_port", "rabbit_qos_prefetch_count", "rabbit_quorum_delivery_limit", "rabbit_quorum_max_memory_bytes",
	"rabbit_quorum_max_memory_length", "rabbit_quorum_queue", "rabbit_quroum_max_memory_bytes",
	"rabbit_quroum_max_memory_length", "rabbit_retry_backoff", "rabbit_retry_interval", "rabbit_stream_fanout",
	"rabbit_transient_queues_ttl", "rabbit_transient_quorum_queue", "rabbit_userid", "rabbit_virtual_host",
	"rpc_conn_pool_size", "socket_timeout", "ssl_enforce_fips_mode", "ssl_enforce_hostname_verification", "use_queue_manager",
}

// UnknownOptions are the options of the query that no release's driver has,
// sorted. They do not keep us from connecting, but the services.
func (u TransportURL) UnknownOptions() []string {
	known := slices.Concat(append(TLSOptionNames(), optionNames)...)
	var unknown []string
	for name := range u.Options {
		if !slices.Contains(known, name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	return unknown
}
