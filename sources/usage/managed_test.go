package usage

import (
	"fmt"
	"testing"
)

// Cinder lets go of a volume that stays on the storage, and takes one in that is
// there already, under names of its own.
func TestAVolumeIsManagedAndUnmanaged(t *testing.T) {
	t.Parallel()
	held := volumeOf("data", "acme", 5, day("10:10:00"))
	begun := volumeOf("data", "acme", 0, day("10:10:00"))
	begun["status"], begun["launched_at"] = "creating", day("10:10:00").Format("2006-01-02T15:04:05.000000")
	events := []struct{ name, at string }{{"manage_existing.start", "10:10:00"}, {"manage_existing.end", "10:20:00"}, {"unmanage.start", "11:00:00"}, {"unmanage.end", "11:00:00"}}
	l := story()
	for i, e := range events {
		payload := held
		if i == 0 {
			payload = begun
		}
		told := event("volume."+e.name, day(e.at), payload)
		l.Add(&told)
	}
	wants(t, l, "data", Volume, fmt.Sprint(5*50*60, " 0 0"))

	// One that Cinder was asked to let go of and did not is still there.
	l = story(event("volume.create.end", day("10:10:00"), held), event("volume.unmanage.start", day("11:00:00"), held))
	wants(t, l, "data", Volume, fmt.Sprint(5*50*60, " ", 5*13*3600, " 0"))

	// What an audit lists afterwards is no miss.
	for _, last := range []string{"unmanage.start", "unmanage.end"} {
		l = story(event("volume.create.end", day("10:10:00"), held), event("volume."+last, day("11:00:00"), held))
		other := event("volume.exists", day("13:00:10"), volumeOf("other", "acme", 1, day("01:00:00")).with(audit(day("12:00:00"), day("13:00:00"))))
		l.Add(&other)
		missing := 0
		for _, a := range l.Report().Audits {
			missing += len(a.Missing)
		}
		if want := map[string]int{"unmanage.start": 1}[last]; missing != want {
			t.Errorf("%s: %d are missing, want %d", last, missing, want)
		}
	}
}
