package usage

import (
	"fmt"
	"runtime"
	"testing"
)

// TestSizeIsAboutWhatIsHeld fills a ledger and asks the runtime.
func TestSizeIsAboutWhatIsHeld(t *testing.T) {
	heap := func() int {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	before := heap()
	l := New(longAgo(), midnight.AddDate(1, 0, 0))
	for n := range 400 {
		for hour := range 24 {
			e := event("compute.instance.exists", after(float64(hour*3600+3700)), web().with(fields{"instance_id": fmt.Sprintf("5ce05c85-7621-4d2a-895d-%012d", n)}).
				with(audit(after(float64(hour*3600)), after(float64((hour+1)*3600)))))
			l.Add(&e)
		}
		e := event("image.send", after(float64(n)), fields{"image_id": fmt.Sprint(n % 10), "bytes_sent": 5, "receiver_tenant_id": fmt.Sprint(n), "receiver_user_id": "u"})
		e.MessageID = fmt.Sprint(n)
		l.Add(&e)
	}
	held := heap() - before
	if size := l.Size(); size < held*2/3 || size > held*2 {
		t.Errorf("the ledger says %d bytes, the heap %d", size, held)
	}
	runtime.KeepAlive(l)
}

func TestToldIsWhatALedgerReads(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]bool{
		"compute.instance.exists": true, "instance.delete.end": true, "volume.attach.end": true, "image.send": true,
		"compute.instance.update": false, "volume.usage": false, "identity.authenticate": false, "port.create.end": false, "": false,
	} {
		e := event(kind, midnight, nil)
		passed := uint64(0)
		if (Told{}).FieldTests()[0].Pass(kind) {
			passed = 1
		}
		if match, sure := (Told{}).Decide(passed); match != want || !sure || (Told{}).Match(&e) != want {
			t.Errorf("%q: %v", kind, match)
		}
	}
}
