package doctor_test

import (
	"net/netip"
	"testing"

	"github.com/ceilotop/ceilotop/setup/doctor"
)

const mongod = "/etc/mongod.conf"

// addressed is a machine whose addresses are known.
func addressed(s *doctor.Seen) {
	s.Facts.System.Addresses = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/8"), netip.MustParsePrefix("192.0.2.11/24")}
}

func TestMongodCanReadItsOwnFile(t *testing.T) {
	t.Parallel()
	specify(t, "mongod-file", "newton-redhat", []outcome{
		{name: "it can", result: doctor.OK, seen: addressed},
		{name: "YAML in a file of key = value", result: doctor.Critical, files: edit(mongod, "smallfiles = true", "net:\n  bindIp: 127.0.0.1"), at: mongod + ":4"},
		{name: "key = value in YAML", result: doctor.Critical, files: lay(mongod, "net:\n  bindIp: 127.0.0.1\nsmallfiles = true\n"), says: []string{"written as YAML, and smallfiles is not"}, at: mongod + ":3"},
		{name: "YAML alone", result: doctor.OK, files: lay(mongod, "net:\n  bindIp: 127.0.0.1\n")},
		{name: "an address of another machine", result: doctor.Critical, seen: addressed, files: edit(mongod, "192.0.2.11", "192.0.2.57"), says: []string{"192.0.2.57, which is no address of this machine"}, at: mongod + ":2"},
		{name: "smallfiles for MongoDB 4.4", result: doctor.Critical, files: edit("/rpm", "2.6.12-4.el7", "4.4.1-1.el7"), says: []string{"does not start with smallfiles"}, at: mongod + ":4"},
	})
	specify(t, "mongod-file", "zed-debian", []outcome{{name: "there is none", result: doctor.NotApplicable, says: []string{"no mongod.conf"}}})
}

func TestMongodListensWhereCeilometerLooks(t *testing.T) {
	t.Parallel()
	at := func(host string) func(*testing.T, tree) {
		return edit(ceilometer, "@127.0.0.1:27017", "@"+host+":27017")
	}
	specify(t, "mongod-address", "newton-redhat", []outcome{
		{name: "it does", result: doctor.OK, seen: addressed},
		{name: "by the machine's address", result: doctor.OK, seen: addressed, files: at("192.0.2.11")},
		{name: "on another machine", result: doctor.OK, seen: addressed, files: at("192.0.2.57")},
		{
			name: "bind_ip lacks the machine's address", result: doctor.Critical, seen: addressed, says: []string{"looks for the database at 192.0.2.11, and mongod listens at 127.0.0.1"}, at: mongod + ":2",
			files: func(t *testing.T, f tree) {
				at("192.0.2.11")(t, f)
				f.change(t, mongod, "127.0.0.1,192.0.2.11", "127.0.0.1")
			},
		},
		{name: "bind_ip lacks the loopback", result: doctor.Critical, seen: addressed, files: edit(mongod, "127.0.0.1,192.0.2.11", "192.0.2.11"), at: ceilometer + ":5"},
	})
}
