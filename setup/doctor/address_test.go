package doctor_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/setup/doctor"
)

func TestEveryServiceHeedsTheURLOfItsNotifications(t *testing.T) {
	t.Parallel()
	specify(t, "url-ignored", "zed-debian", []outcome{
		{name: "all of Zed do", result: doctor.OK},
		{
			name: "Cinder of Mitaka does not", result: doctor.Warning,
			files: func(t *testing.T, f tree) {
				f.change(t, "/var/lib/dpkg/status", "2:21.3.1-1", "2:8.1.0-1")
			},
			says: []string{"cinder of mitaka ignores", "rabbit://ceilometer:******@192.0.2.71"}, at: "/etc/cinder/cinder.conf:6",
		},
	})
}
