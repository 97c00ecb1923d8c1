package usage

import (
	"encoding/json"

	"github.com/ceilotop/ceilotop/sources"
)

// attachment is a volume's being attached, as a resource of its own with the same
// id: it is as large as the volume while a server has it, and nothing otherwise.
// So what is known of it never moves what is known of the volume.
const attachment sources.Kind = "attachment"

// apart is the kind whose events tell of a resource, and whose line it is in.
func apart(k sources.Kind) sources.Kind {
	if k == attachment {
		return sources.KindVolume
	}
	return k
}

// hold is whether a volume is attached.
type hold uint8

const (
	unheld hold = iota // not known
	held
	free
)

// length is how many there are in a list, 0 where something else stands.
type length int

func (n *length) UnmarshalJSON(text []byte) error {
	var list []json.RawMessage
	if json.Unmarshal(text, &list) == nil {
		*n = length(len(list))
	}
	return nil
}

// holdOf is what an event says. That of a detachment still has the status and the
// attachments of before; with several of them a server is left.
func holdOf(action string, status word, attachments length) hold {
	switch {
	case action == "attach.end", action == "detach.end" && attachments > 1:
		return held
	case action == "detach.end", action == "create.end":
		return free
	case status == "in-use", status == "detaching":
		return held
	case status == "available", status == "reserved", status == "attaching":
		return free
	}
	return unheld
}

// attached is what a fact of a volume says of its attachment, nil for nothing.
func (f *fact) attached() *fact {
	if f.kind != sources.KindVolume {
		return nil
	}
	a := &fact{
		kind: attachment, id: f.id, name: f.name, at: f.at, state: f.state,
		seen: f.seen, counted: f.counted, change: f.change || f.holds, ended: f.ended, gone: f.gone, goneBy: f.goneBy,
	}
	a.sized = f.sized && f.seen != 0 && f.hold != unheld
	if f.hold == free {
		a.state.size = [4]int64{}
	}
	return a
}
