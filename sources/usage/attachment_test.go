package usage

import (
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

// A volume of 10 GB on the 28th, by hand:
//
//	01:00  created                         10 GB from then on
//	02:00  attached                        02:00 to 05:00: 3 h × 10 GB × 3600 s = 108,000 GB·s
//	05:00  detached, still said to be in use
//	06:00  attached, again
//	08:00  resized to 20 GB, attached      06:00 to 08:00: 2 h × 10 = 72,000 GB·s
//	09:00  the audit says it is in use     08:00 to 09:00: 1 h × 20 = 72,000 GB·s
//	11:00  the audit says it is available: the detachment was lost.
//	                                       09:00 to 11:00: 2 h × 20 = 144,000 GB·s, inferred
//	12:00  deleted
//
// All of it: 7 h × 10 + 4 h × 20 = 150 GB·h = 540,000 GB·s.
func TestAnAttachedVolumeByHand(t *testing.T) {
	t.Parallel()
	disk := func(gb int64, status string) fields {
		return volumeOf("data", "acme", gb, day("01:00:00")).with(fields{"status": status})
	}
	all := []sources.Event{
		event("volume.create.end", day("01:00:00"), disk(10, "available")),
		event("volume.attach.start", day("01:59:00"), disk(10, "attaching")),
		event("volume.attach.end", day("02:00:00"), disk(10, "attaching")),
		event("volume.detach.start", day("04:59:00"), disk(10, "detaching")),
		event("volume.detach.end", day("05:00:00"), disk(10, "in-use").with(fields{"volume_attachment": []any{map[string]any{"id": "a"}}})),
		event("volume.attach.end", day("06:00:00"), disk(10, "in-use")),
		event("volume.resize.end", day("08:00:00"), disk(20, "in-use")),
		event("volume.exists", day("09:00:00"), disk(20, "in-use").with(audit(day("08:00:00"), day("09:00:00")))),
		event("volume.exists", day("11:00:00"), disk(20, "available").with(audit(day("10:00:00"), day("11:00:00")))),
		event("volume.delete.end", day("12:00:00"), disk(20, "deleting")),
	}
	l := story(all...)
	wants(t, l, "data", Volume, "540000 0 0")
	wants(t, l, "data", Attached, "252000 144000 0")
	// Without the detachment it was attached until the next attachment.
	l = story(append(all[:4:4], all[5:]...)...)
	wants(t, l, "data", Volume, "540000 0 0")
	wants(t, l, "data", Attached, "288000 144000 0")
	// One of two servers is left.
	two := disk(10, "in-use").with(fields{"volume_attachment": []any{1, 2}})
	l = story(all[0], all[2], event("volume.detach.end", day("03:00:00"), two), event("volume.delete.end", day("04:00:00"), disk(10, "deleting")))
	wants(t, l, "data", Attached, "72000 0 0")
}

func TestAnInventorySaysWhatIsAttached(t *testing.T) {
	t.Parallel()
	l := story()
	l.Take(&sources.Inventory{At: day("00:00:00"), Volumes: []sources.Volume{
		{ID: "a", ProjectID: "acme", SizeGB: 1, Status: "in-use", CreatedAt: longAgo(), Servers: []string{"web"}},
		{ID: "b", ProjectID: "acme", SizeGB: 1, Status: "available", CreatedAt: longAgo()},
	}})
	e := event("volume.detach.end", day("01:00:00"), volumeOf("a", "acme", 1, longAgo()))
	l.Add(&e)
	wants(t, l, "a", Attached, "3600 0 0")
	wants(t, l, "b", Attached, "0 0 0")
}
