package answers

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

func keystoneFields() []field {
	k := func(f field, at func(*setup.KeystoneAnswers) *string) field {
		f.get, f.set = text(func(a *setup.Answers) *string { return at(&a.Keystone) })
		return f
	}
	memcached := field{
		key: "keystone.memcached", title: "memcached of Keystone's middleware", list: true, check: hostAndPort,
		why: "Tokens are kept there. Without it every request asks Keystone, which is slower but works.", source: "keystonemiddleware, memcached_servers",
	}
	memcached.get, memcached.set = list(func(a *setup.Answers) *[]string { return &a.Keystone.Memcached })
	return []field{
		k(field{
			key: "keystone.cloud", title: "cloud of clouds.yaml",
			why: "The administrator's login, for making Ceilometer's user. Empty takes the OS_* variables of an openrc.", source: "docs.openstack.org, openstacksdk's configuration",
		}, func(k *setup.KeystoneAnswers) *string { return &k.Cloud }),
		k(field{
			rests: managed, key: "keystone.auth_url", title: "URL of Keystone", check: webURL, required: true,
			why: "Without a version: clients find it out. One form everywhere, where three were usual.", source: "keystoneauth's discovery",
			otherwise: func(a setup.Answers, f setup.Facts) string { return local(f, "http", 5000) },
		}, func(k *setup.KeystoneAnswers) *string { return &k.AuthURL }),
		k(field{
			key: "keystone.admin_url", title: "administrative URL of Keystone", check: webURL, when: old,
			why: "Port 35357 was a second one for version 2.0, which is gone since Queens. Empty uses the ordinary URL.", source: "keystone's release notes",
		}, func(k *setup.KeystoneAnswers) *string { return &k.AdminURL }),
		k(field{
			advice: constant("so it is called in the installation guides"), key: "keystone.region", title: "region", check: userName, required: true, otherwise: constant("RegionOne"),
			why: "A region that the catalogue does not have gives no endpoint at all.", source: "keystone's catalogue",
		}, func(k *setup.KeystoneAnswers) *string { return &k.Region }),
		k(field{
			advice: constant("so it is called in the installation guides"), key: "keystone.project", title: "project of the services", check: userName, required: true, otherwise: constant("service"),
			why: "service in the installation guides, services with packstack.", source: "keystone's projects",
		}, func(k *setup.KeystoneAnswers) *string { return &k.Project }),
		k(field{
			advice: constant("Keystone makes it under that name"), key: "keystone.domain", title: "domain of user and project", check: userName, required: true, otherwise: constant("Default"),
			why: "A name or an id. The domain called Default usually has the id default, but where it was made by hand it has another one; which it is, is asked.", source: "keystone, /v3/domains",
		}, func(k *setup.KeystoneAnswers) *string { return &k.Domain }),
		k(field{
			advice: constant("so it is called in the installation guides"), key: "keystone.user", title: "Ceilometer's user in Keystone", check: userName, required: true, otherwise: constant("ceilometer"),
			why: "What Ceilometer logs in as to poll the services.", source: "ceilometer, [service_credentials]",
		}, func(k *setup.KeystoneAnswers) *string { return &k.User }),
		secret("keystone.password", "keystone", "password of Ceilometer's user in Keystone", true, nil, func(a *setup.Answers) *setup.Password { return &a.Keystone.Password }),
		k(field{
			advice: constant("no lesser one sees other projects' instances and volumes"), key: "keystone.role", title: "role of Ceilometer's user", check: userName, required: true, otherwise: constant("admin"),
			why: "Polling sees other projects' instances and volumes only with it.", source: "ceilometer's installation guide",
		}, func(k *setup.KeystoneAnswers) *string { return &k.Role }),
		memcached,
	}
}

// managed is where the address of this machine was found.
func managed(_ setup.Answers, f setup.Facts) string {
	_, evidence := management(f)
	return evidence
}

// old tells whether Ceilometer keeps its meters itself: up to Pike it has a
// database, a collector and an API of its own.
func old(a setup.Answers, f setup.Facts) bool {
	if s, ok := f.Service("ceilometer"); ok && s.Version != "" {
		major := atoi([]string{majorOf(s.Version)})
		return major > 0 && major <= 9
	}
	return slices.Contains([]string{"mitaka", "newton", "ocata", "pike"}, a.Profile)
}

// inTree reports whether an address may be that of a database whose file is
// below another root, where the machine's own addresses are unknown.
func inTree(address string, f setup.Facts) bool {
	_, err := netip.ParseAddr(address)
	_, one := f.File("/etc/mongod.conf")
	_, other := f.File("/etc/mongodb.conf")
	return err == nil && !f.System.Here() && len(f.System.Addresses) == 0 && (one || other)
}

func majorOf(version string) string {
	major, _, _ := strings.Cut(version, ".")
	return major
}

func mongoFields() []field {
	m := func(f field, at func(*setup.MongoAnswers) *string) field {
		f.when = old
		f.get, f.set = text(func(a *setup.Answers) *string { return at(&a.MongoDB) })
		return f
	}
	address := func(_ setup.Answers, f setup.Facts) string {
		ip, _ := management(f)
		return ip
	}
	mongoPort := field{
		advice: constant("MongoDB listens there"), key: "mongo.port", title: "port of MongoDB", check: port, required: true, when: old, otherwise: constant("27017"),
		why: "27017 unless it was changed.", source: "mongod.conf",
		get: func(a *setup.Answers) string { return number(a.MongoDB.Port) },
		set: func(a *setup.Answers, items []string) { a.MongoDB.Port = atoi(items) },
	}
	hasAdmin := func(a setup.Answers, f setup.Facts) bool { return old(a, f) && a.MongoDB.AdminUser != "" }
	api := field{
		rests: managed, key: "api.host", title: "host in the endpoints of Ceilometer's API", check: host, required: true, when: old, otherwise: address,
		why: "Clients find the API under this name.", source: "keystone's catalogue",
	}
	api.get, api.set = text(func(a *setup.Answers) *string { return &a.API.Host })
	apiPort := field{
		advice: constant("it is the one in the installation guides"), key: "api.port", title: "port of Ceilometer's API", check: port, required: true, when: old, otherwise: constant("8777"),
		why: "Apache listens there, once: the standalone API must not.", source: "ceilometer's installation guide",
		get: func(a *setup.Answers) string { return number(a.API.Port) },
		set: func(a *setup.Answers, items []string) { a.API.Port = atoi(items) },
	}
	return []field{
		m(field{
			rests: managed, key: "mongo.host", title: "host of MongoDB", check: host, required: true, otherwise: address,
			why: "One answer for the server's address, for the user that is made there and for Ceilometer's connection: three that differ were the commonest mistake.", source: "ceilometer, [database] connection",
		}, func(m *setup.MongoAnswers) *string { return &m.Host }),
		mongoPort,
		m(field{
			advice: constant("it is the address that was answered as MongoDB's host"), key: "mongo.bind_ip", title: "address that MongoDB listens on", check: bindIP, otherwise: func(a setup.Answers, f setup.Facts) string {
				if (isLocal(a.MongoDB.Host, f) || inTree(a.MongoDB.Host, f)) && a.MongoDB.Host != "127.0.0.1" {
					return a.MongoDB.Host
				}
				return ""
			},
			why: "127.0.0.1 is kept beside it, for the shell on this machine. Empty leaves mongod.conf alone.", source: "mongod.conf, bind_ip and net.bindIp",
		}, func(m *setup.MongoAnswers) *string { return &m.BindIP }),
		m(field{
			advice: constant("so it is called in the installation guides"), key: "mongo.db", title: "database", check: userName, required: true, otherwise: constant("ceilometer"),
			why: "Where Ceilometer keeps its meters.", source: "ceilometer, [database] connection",
		}, func(m *setup.MongoAnswers) *string { return &m.Database }),
		m(field{
			advice: constant("so it is called in the installation guides"), key: "mongo.user", title: "user of the database", check: userName, required: true, otherwise: constant("ceilometer"),
			why: "What Ceilometer logs in as.", source: "ceilometer, [database] connection",
		}, func(m *setup.MongoAnswers) *string { return &m.User }),
		secret("mongo.password", "mongo", "password of the database's user", true, old, func(a *setup.Answers) *setup.Password { return &a.MongoDB.Password }),
		m(field{
			key: "mongo.admin_user", title: "administrator of MongoDB", check: userName,
			why: "Needed only where MongoDB asks for a login already.", source: "mongod.conf, auth and security.authorization",
		}, func(m *setup.MongoAnswers) *string { return &m.AdminUser }),
		secret("mongo.admin_password", "", "password of MongoDB's administrator", false, hasAdmin, func(a *setup.Answers) *setup.Password { return &a.MongoDB.AdminPassword }),
		api, apiPort,
	}
}
