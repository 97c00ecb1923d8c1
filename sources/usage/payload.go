package usage

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/ceilotop/ceilotop/sources/oslo"
)

// word is a text of a payload, "" where something else stands: Nova writes an empty text for
// no date, Cinder null.
type word string

func (w *word) UnmarshalJSON(text []byte) error {
	var s string
	if json.Unmarshal(text, &s) != nil {
		s = ""
	}
	*w = word(s)
	return nil
}

// at is the word as a time.
func (w word) at() instant {
	t, _ := oslo.ParseTime(string(w))
	return instantOf(t)
}

// number is a whole number that is not negative, known if it was one. Glance
// says null for the size of an image that is not there yet.
type number struct {
	value int64
	known bool
}

func (n *number) UnmarshalJSON(text []byte) error {
	if len(text) > 1 && text[0] == '"' {
		text = text[1 : len(text)-1]
	}
	value, err := strconv.ParseInt(string(text), 10, 64)
	*n = number{value, err == nil && value >= 0}
	return nil
}

// flavor is how large a server is. In Nova's first format its fields stand in
// the payload itself, in the versioned one in an object of their own.
type flavor struct {
	VCPUs       number `json:"vcpus"`
	MemoryMB    number `json:"memory_mb"`
	RootGB      number `json:"root_gb"`
	EphemeralGB number `json:"ephemeral_gb"`
}

func (f *flavor) size() (size [4]int64, known bool) {
	return [4]int64{f.VCPUs.value, f.MemoryMB.value, f.RootGB.value, f.EphemeralGB.value},
		f.VCPUs.known && f.MemoryMB.known && f.RootGB.known && f.EphemeralGB.known
}

// period is what an audit covers.
type period struct {
	Beginning word `json:"audit_period_beginning"`
	Ending    word `json:"audit_period_ending"`
}

// times are when a resource was made, began to run, and ended.
type times struct {
	CreatedAt    word `json:"created_at"`
	LaunchedAt   word `json:"launched_at"`
	DeletedAt    word `json:"deleted_at"`
	TerminatedAt word `json:"terminated_at"`
}

type owner struct {
	TenantID word `json:"tenant_id"`
	UserID   word `json:"user_id"`
}

// serverPayload is of compute.instance.*; its fields are those of Nova's
// info_from_instance.
type serverPayload struct {
	owner
	times
	flavor
	period
	ID   word `json:"instance_id"`
	Name word `json:"display_name"`
}

// versionedPayload is of instance.*, of any version.
type versionedPayload struct {
	Data struct {
		owner
		times
		ID     word `json:"uuid"`
		Name   word `json:"display_name"`
		Flavor struct {
			Data flavor `json:"nova_object.data"`
		} `json:"flavor"`
		Period struct {
			Data period `json:"nova_object.data"`
		} `json:"audit_period"`
	} `json:"nova_object.data"`
}

func (p *versionedPayload) plain() serverPayload {
	d := &p.Data
	return serverPayload{d.owner, d.times, d.Flavor.Data, d.Period.Data, d.ID, d.Name}
}

// volumePayload is of volume.*.
type volumePayload struct {
	owner
	times
	period
	ID     word   `json:"volume_id"`
	Name   word   `json:"display_name"`
	Status word   `json:"status"`
	Size   number `json:"size"`
	// Attachments are there since Liberty.
	Attachments length `json:"volume_attachment"`
}

// imagePayload is of image.* but image.send.
type imagePayload struct {
	times
	ID     word   `json:"id"`
	Name   word   `json:"name"`
	Owner  word   `json:"owner"`
	Status word   `json:"status"`
	Size   number `json:"size"`
}

// sendPayload is of image.send, a download.
type sendPayload struct {
	ID      word   `json:"image_id"`
	Bytes   number `json:"bytes_sent"`
	Project word   `json:"receiver_tenant_id"`
	User    word   `json:"receiver_user_id"`
}

// within reports whether b is at most d behind a.
func within(a, b instant, d time.Duration) bool {
	return b >= a && b-a < instant(d.Microseconds())
}
