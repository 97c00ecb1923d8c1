package remote

// Paths are what a survey looks at, from the root: files, directories with all
// below, and patterns of the shell. What a node does not have is left out.
var Paths = []string{
	// what the machine is, and who owns its files
	"etc/os-release", "usr/lib/os-release", "etc/hostname", "etc/passwd", "etc/group", "etc/selinux/config",
	// the services
	"etc/nova", "etc/cinder", "etc/glance", "etc/keystone", "etc/neutron", "etc/heat", "etc/ceilometer", "etc/gnocchi",
	"usr/share/*/*-dist.conf",
	"etc/mongod.conf", "etc/mongodb.conf", "etc/rabbitmq", "etc/memcached.conf", "etc/sysconfig/memcached",
	"etc/httpd/conf", "etc/httpd/conf.d", "etc/httpd/conf.modules.d",
	"etc/apache2",
	// what runs, and when
	"etc/systemd/system", "etc/cron.d", "etc/crontab", "var/spool/cron",
	// packages
	"var/lib/dpkg/status", "var/lib/rpm", "usr/lib/sysimage/rpm",
	// who manages the host
	"etc/kolla", "etc/openstack_deploy", "root/packstack-answers-*.txt", "var/lib/config-data/puppet-generated",
	// what ceilotop keeps
	"var/lib/ceilotop/secrets",
}
