package profile

import "github.com/ceilotop/ceilotop/setup"

// Sources of the names: the units and file lists of RDO's and Debian's packages,
// and puppet-ceilometer's manifests/params.pp.

// Units are the names of a service's units under their short names: api,
// volume, notification, …
func Units(family setup.Family, service string, programs ...string) []string {
	var all []string
	for _, p := range programs {
		all = append(all, unit(family, service, p)+".service")
	}
	return all
}

func unit(family setup.Family, service, program string) string {
	switch {
	case service == "neutron":
		return "neutron-" + program // without a prefix in RDO too
	case family != setup.Debian:
		return "openstack-" + service + "-" + program
	case service == "ceilometer" && (program == "notification" || program == "central" || program == "compute"):
		return "ceilometer-agent-" + program
	}
	return service + "-" + program
}

// HTTPD is the unit of Apache, and the commands that belong to it.
func HTTPD(family setup.Family) (unit string, check []string) {
	if family == setup.Debian {
		return "apache2.service", []string{"apache2ctl", "-t"}
	}
	return "httpd.service", []string{"httpd", "-t"}
}

// MongoDB is the database's unit and its configuration.
func MongoDB(family setup.Family) (unit, file string) {
	if family == setup.Debian {
		return "mongodb.service", "/etc/mongodb.conf"
	}
	return "mongod.service", "/etc/mongod.conf"
}

// Package is one package under the names that it has had: the first is
// installed, each of them will do.
type Package []string

// MongoPackages are those of the database. Enterprise Linux 8 and Debian 10
// have none any more.
func MongoPackages(family setup.Family) []Package {
	if family == setup.Debian {
		return []Package{{"mongodb-server", "mongodb-org-server", "mongodb"}, {"mongodb-clients", "mongodb-org-shell"}}
	}
	return []Package{{"mongodb-server", "mongodb-org-server"}, {"mongodb", "mongodb-org-shell"}}
}

// ControllerPackages are Ceilometer's on a controller.
func (s Service) ControllerPackages(family setup.Family) []Package {
	if family == setup.Debian {
		all := []Package{{"ceilometer-agent-notification"}, {"ceilometer-agent-central"}}
		if s.API() {
			all = append([]Package{{"ceilometer-api"}, {"ceilometer-collector"}}, all...)
			all = append(all, Package{"python-ceilometerclient"}, Package{"apache2"}, Package{"libapache2-mod-wsgi"})
		}
		return all
	}
	all := []Package{{"openstack-ceilometer-notification"}, {"openstack-ceilometer-central"}}
	if s.API() {
		all = append([]Package{{"openstack-ceilometer-api"}, {"openstack-ceilometer-collector"}}, all...)
		all = append(all, client, Package{"httpd", "apache2"}, Package{"mod_wsgi", "python3-mod_wsgi"})
	}
	return all
}

// ComputePackages are Ceilometer's on a compute node. Pecan fills a hole in the
// packages of Mitaka and Newton.
func (s Service) ComputePackages(family setup.Family) []Package {
	var all []Package
	if family == setup.Debian {
		all = append(all, Package{"ceilometer-agent-compute"})
		if s.API() {
			all = append(all, Package{"python-ceilometerclient"})
		}
		return all
	}
	all = append(all, Package{"openstack-ceilometer-compute"})
	if s.API() {
		all = append(all, client)
	}
	if s.Release <= Newton {
		all = append(all, Package{"python-pecan", "python2-pecan"})
	}
	return all
}

var client = Package{"python-ceilometerclient", "python2-ceilometerclient"}
