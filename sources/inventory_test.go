package sources

import "testing"

func TestAnInventoryIsWholeUnlessItSaysSo(t *testing.T) {
	t.Parallel()
	v := Inventory{Unlisted: []Unlisted{{KindVolume, "403 Forbidden"}}}
	for kind, whole := range map[Kind]bool{KindServer: true, KindVolume: false, KindImage: true} {
		if v.Whole(kind) != whole {
			t.Errorf("%s: whole is %v", kind, !whole)
		}
	}
}
