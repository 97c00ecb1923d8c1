package doctor_test

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
)

// wrote is a log with one line that was written then.
func wrote(file, signature string, d time.Duration, more ...func(*doctor.Seen)) func(*doctor.Seen) {
	return func(s *doctor.Seen) {
		s.Logs = append(s.Logs, doctor.LogLine{File: file, Line: 42, At: now.Add(d), Signature: signature, Text: "ERROR … " + signature})
		for _, one := range more {
			one(s)
		}
	}
}

func TestLogsCountForTenMinutesAndUntilARestart(t *testing.T) {
	t.Parallel()
	const log, refused = "/var/log/cinder/cinder-volume.log", "closed the connection. Check login credentials"
	started := func(d time.Duration) func(*doctor.Seen) {
		return func(s *doctor.Seen) {
			s.Processes = []doctor.Process{{Program: "cinder-volume", Unit: "cinder-volume.service", Started: now.Add(d)}}
		}
	}
	specify(t, "log-login", "zed-debian", []outcome{
		{name: "nothing was written", result: doctor.OK},
		{name: "there is no log", seen: func(s *doctor.Seen) { s.LogFiles = nil }, result: doctor.NotApplicable, says: []string{"no log of a service"}},
		{name: "a minute ago", result: doctor.Critical, seen: wrote(log, refused, -time.Minute), says: []string{"cinder-volume.log: the broker refuses the login, 1 times"}, at: log + ":42"},
		{name: "an hour ago", result: doctor.OK, seen: wrote(log, refused, -time.Hour)},
		{name: "before the service was restarted", result: doctor.OK, seen: wrote(log, refused, -time.Minute, started(-30*time.Second))},
		{name: "after it", result: doctor.Critical, seen: wrote(log, refused, -time.Minute, started(-time.Hour))},
		{name: "another signature", result: doctor.OK, seen: wrote(log, "Skipping …, keystone issue", -time.Minute)},
	})
}

// TestEachSignatureBelongsToACheck writes each of them, and wants one finding.
func TestEachSignatureBelongsToACheck(t *testing.T) {
	t.Parallel()
	base := healthy(t, "zed-debian").seen(t)
	for _, signature := range doctor.Signatures() {
		seen := *base
		wrote("/var/log/nova/nova-api.log", signature, -time.Minute)(&seen)
		n := 0
		for _, f := range doctor.Examine(&seen, nil) {
			if f.Result == doctor.Critical || f.Result == doctor.Warning {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%q gives %d findings", signature, n)
		}
	}
}

func TestEachLogCheckIsSilentWithoutItsSignature(t *testing.T) {
	t.Parallel()
	const agent = "/var/log/ceilometer/agent-notification.log"
	for id, signature := range map[string]string{
		"log-broker": "AMQP server on … is unreachable", "log-queue": "PRECONDITION_FAILED", "log-store": "Failed to connect to db, purpose",
		"log-signature": "message signature invalid, discarding message", "log-poll": "Skipping …, keystone issue",
		"log-definition": "Error loading meter definition", "log-audit": "can't compare offset-naive and offset-aware datetimes",
	} {
		result := doctor.Critical
		if id == "log-poll" || id == "log-definition" {
			result = doctor.Warning
		}
		specify(t, id, "zed-debian", []outcome{
			{name: id + " silent", result: doctor.OK},
			{name: id + " written", result: result, seen: wrote(agent, signature, -time.Minute), at: agent + ":42"},
		})
	}
}
