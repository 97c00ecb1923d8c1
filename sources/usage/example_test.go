package usage_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/usage"
)

// A day in which everything happens once, calculated by hand. The recorder was
// off from 03:00 to 03:10, and at midnight an inventory was taken.
//
//	00:00  web, 2 vCPUs and 4096 MB of acme, has been running for a month
//	00:00  old, 1 vCPU and 512 MB of gamma, too; nothing is ever heard of it
//	06:00  db of acme is launched with 1 vCPU and 2048 MB
//	08:00  acme uploads an image of 1 GiB
//	09:00  acme makes a volume of 100 GB
//	10:00  beta downloads the image, and again at 11:00
//	12:00  db has 4 vCPUs and 8192 MB
//	15:00  the volume has 150 GB
//	18:00  db is deleted
//	20:00  the image is deleted
//	21:00  acme gives the volume to beta
//	23:00  Nova's audit says that web exists
//
// By hand, for acme:
//
//	vCPUs   web 2 × 23 h = 46 h certain, for the launch that the audit says is the
//	        inventory's; 2 × 1 h = 2 h inferred
//	        db  1 × 6 h + 4 × 6 h = 30 h certain
//	        certain 76 h = 273,600 s, inferred 2 h = 7,200 s
//	memory  web 4096 × 23 h, db 2048 × 6 h + 8192 × 6 h: 155,648 MB·h
//	        = 560,332,800 MB·s certain; web 4096 × 1 h = 14,745,600 MB·s inferred
//	volume  100 × 6 h + 150 × 6 h = 1,500 GB·h = 5,400,000 GB·s certain
//	image   2^30 × 12 h = 46,385,646,796,800 B·s certain
//
// For beta the volume goes on in silence, 150 × 3 h = 450 GB·h = 1,620,000 GB·s
// inferred, and two downloads are 2^31 = 2,147,483,648 B. For gamma 1 vCPU is
// inferred for 86,400 − 600 = 85,800 s and unobserved for 600 s.
//
// At 0.01 for a vCPU-hour acme pays 0.76 and 0.02, and gamma 85,800 / 3600 × 0.01 =
// 0.238; at 0.0001 for a GB-hour of volumes acme pays 0.15 and beta 0.045.
func Example_day() {
	const layout = "2006-01-02T15:04:05.000000"
	midnight := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	at := func(hour int) time.Time { return midnight.Add(time.Duration(hour) * time.Hour) }
	text := func(hour int) string { return at(hour).Format(layout) }
	ledger := usage.New(at(0), at(24))
	ledger.Observed("B", at(0), at(3))
	ledger.Observed("B", at(3).Add(10*time.Minute), at(24))
	ledger.Take(&sources.Inventory{At: at(0), Servers: []sources.Server{
		{ID: "web", ProjectID: "acme", LaunchedAt: at(-720), Flavor: &sources.Flavor{VCPUs: 2, MemoryMB: 4096}},
		{ID: "old", ProjectID: "gamma", LaunchedAt: at(-720), Flavor: &sources.Flavor{VCPUs: 1, MemoryMB: 512}},
	}})
	tell := func(hour int, eventType string, payload map[string]any) {
		body, _ := json.Marshal(payload)
		ledger.Add(&sources.Event{EventType: eventType, Timestamp: at(hour), MessageID: fmt.Sprint(eventType, hour), Broker: "B", Payload: body})
	}
	server := func(id string, vcpus, mb, launched int, ended, audited string) map[string]any {
		return map[string]any{
			"instance_id": id, "tenant_id": "acme", "vcpus": vcpus, "memory_mb": mb, "root_gb": 0, "ephemeral_gb": 0, "launched_at": text(launched),
			"deleted_at": ended, "audit_period_beginning": audited, "audit_period_ending": text(23),
		}
	}
	volume := func(project string, gb int) map[string]any {
		return map[string]any{"volume_id": "data", "tenant_id": project, "size": gb, "created_at": text(9) + "+00:00", "launched_at": text(9) + "+00:00"}
	}
	image := map[string]any{"id": "cirros", "owner": "acme", "status": "active", "size": 1 << 30, "created_at": text(8)}
	send := map[string]any{"image_id": "cirros", "bytes_sent": 1 << 30, "receiver_tenant_id": "beta"}

	tell(6, "compute.instance.create.end", server("db", 1, 2048, 6, "", ""))
	tell(8, "image.activate", image)
	tell(9, "volume.create.end", volume("acme", 100))
	tell(10, "image.send", send)
	tell(11, "image.send", send)
	tell(12, "compute.instance.finish_resize.end", server("db", 4, 8192, 12, "", ""))
	tell(15, "volume.resize.end", volume("acme", 150))
	tell(18, "compute.instance.delete.end", server("db", 4, 8192, 12, text(18), ""))
	tell(20, "image.delete", image)
	tell(21, "volume.transfer.accept.end", volume("beta", 150))
	tell(23, "compute.instance.exists", server("web", 2, 4096, -720, "", text(22)))

	prices, err := usage.ParsePrices("prices.yaml", []byte(`
currency: EUR
prices:
  vcpus:       {price: 0.01, per: vCPU-hour}
  volume.size: {price: 0.0001, per: GB-hour}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	report := ledger.Report()
	for _, line := range usage.Grouped(report.Lines, usage.ByProject) {
		for _, u := range line.Uses {
			q := u.Quantity
			fmt.Println(line.ProjectID, u.Meter, u.Meter.Unit(), q.Of(usage.Certain), q.Of(usage.Inferred), q.Of(usage.Unobserved))
			for _, class := range []usage.Class{usage.Certain, usage.Inferred} {
				if cost, priced := prices.Cost(u.Meter, q.Of(class)); priced {
					fmt.Println(" ", prices.Text(cost), prices.Currency)
				}
			}
		}
	}
	for _, k := range report.Kinds {
		fmt.Println(k.Kind, k.Whole, k.Why, k.Unobserved[0].Seconds())
	}
	// Output:
	// acme vcpus vCPU·s 273600 7200 0
	//   0.76 EUR
	//   0.02 EUR
	// acme memory MB·s 560332800 14745600 0
	// acme volume.size GB·s 5400000 0 0
	//   0.15 EUR
	//   0.00 EUR
	// acme image.size B·s 46385646796800 0 0
	// beta volume.size GB·s 0 1620000 0
	//   0.00 EUR
	//   0.05 EUR
	// beta image.download B 2147483648 0 0
	// beta image.downloads times 2 0 0
	// gamma vcpus vCPU·s 0 85800 600
	//   0.00 EUR
	//   0.24 EUR
	// gamma memory MB·s 0 43929600 307200
	// server false unobserved time 600
	// volume false unobserved time 600
	// image false unobserved time 600
}
