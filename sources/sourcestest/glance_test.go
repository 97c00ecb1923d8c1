package sourcestest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/image/v2/imagedata"
	"github.com/gophercloud/gophercloud/v2/openstack/image/v2/images"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// TestAGlanceKeepsImagesAndSaysSo on the broker that its own file names.
func TestAGlanceKeepsImagesAndSaysSo(t *testing.T) {
	t.Parallel()
	i := sourcestest.Keystone(t)
	g := sourcestest.Glance(t)
	a, b := sourcestest.SharedA(t).VHost(t), sourcestest.SharedB(t).VHost(t)
	conf := filepath.Join(g.Dir, "glance-api.conf")
	url := func(v *sourcestest.VHost) string { // oslo.messaging cannot log in with the password of v.URL
		return fmt.Sprintf("rabbit://%s:%s@%s:%d/%s", sourcestest.Admin, sourcestest.Admin, v.Broker.Host, v.Broker.Port, v.Name)
	}
	text := g.Settings(t, url(a), i) + "[oslo_messaging_notifications]\ndriver = messagingv2\ntransport_url = " + url(b) + "\n"
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ch := b.Channel(t)
	if err := ch.ExchangeDeclare("glance", "topic", false, false, false, false, nil); err != nil {
		t.Fatal(err)
	}
	q, err := ch.QueueDeclare("", false, true, true, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := ch.QueueBind(q.Name, "notifications.*", "glance", false, nil); err != nil {
		t.Fatal(err)
	}
	events, err := ch.Consume(q.Name, "", true, true, false, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	g.Start(t, conf)

	client := &gophercloud.ServiceClient{ProviderClient: &gophercloud.ProviderClient{TokenID: i.Token(t)}, Endpoint: g.URL + "/", ResourceBase: g.URL + "/v2/"}
	made, err := images.Create(t.Context(), client, images.CreateOpts{Name: "one", DiskFormat: "raw", ContainerFormat: "bare"}).Extract()
	if err != nil {
		t.Fatalf("%v\n%s", err, g.Log())
	}
	if err := imagedata.Upload(t.Context(), client, made.ID, strings.NewReader("an image")).ExtractErr(); err != nil {
		t.Fatalf("%v\n%s", err, g.Log())
	}
	missing := map[string]bool{"image.create": true, "image.upload": true, "image.activate": true}
	for late := time.After(time.Minute); len(missing) > 0; {
		select {
		case d := <-events:
			for name := range missing {
				if strings.Contains(string(d.Body), `\"`+name+`\"`) {
					delete(missing, name)
				}
			}
		case <-late:
			t.Fatalf("never came: %v\n%s", missing, g.Log())
		}
	}
}
