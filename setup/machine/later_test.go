package machine

import (
	"strings"
	"testing"
)

func TestLaterListsWhatWinsOverAFile(t *testing.T) {
	t.Parallel()
	root := machineWith(t, map[string]string{
		"nova/nova.conf":                 "",
		"nova/nova.conf.d/10-a.conf":     "",
		"nova/nova.conf.d/90-b.conf":     "",
		"nova/nova.conf.d/README":        "",
		"nova/nova-compute.conf":         "",
		"other/x.conf":                   "",
		"other/x.conf.d/y.conf":          "",
		"glance/glance.conf.d/1.conf":    "",
		"glance/glance-api.conf":         "",
		"glance/glance-api.conf.d/2.cnf": "",
	})
	for _, tt := range []struct{ file, want string }{
		{"/nova/nova.conf", "/nova/nova.conf.d/10-a.conf /nova/nova.conf.d/90-b.conf"},
		{"/nova/nova.conf.d/10-a.conf", "/nova/nova.conf.d/90-b.conf"},
		{"/nova/nova.conf.d/90-b.conf", ""},
		{"/nova/nova-compute.conf", ""},
		{"/glance/glance-api.conf", "/glance/glance.conf.d/1.conf"},
		{"/other/x.conf", ""},
	} {
		got := strings.ReplaceAll(strings.Join(Later(root+tt.file), " "), root, "")
		if got != tt.want {
			t.Errorf("Later(%s) = %s, want %s", tt.file, got, tt.want)
		}
	}
}
