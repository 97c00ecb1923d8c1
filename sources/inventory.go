package sources

import "time"

// Kind says what sort of thing a resource is, where usage is counted.
type Kind string

// The kinds whose usage is counted.
const (
	KindServer Kind = "server"
	KindVolume Kind = "volume"
	KindImage  Kind = "image"
)

// Kinds are all of them, in the order in which they are shown.
var Kinds = []Kind{KindServer, KindVolume, KindImage}

// Inventory is what a cloud held at one moment, in all its projects. Events
// tell only of what changes; an inventory tells of what was silent. Each resource
// was there at that moment, or at its SeenAt where that is known to be earlier;
// what had ended by then may be listed too, with its end.
type Inventory struct {
	// At is when the first list was asked for. What was made or deleted while
	// the lists came may be in them or not.
	At time.Time `json:"at"`
	// Store is where it was read, such as gnocchi, "" for the services themselves.
	// What a store does not list yet may exist all the same.
	Store   string   `json:"store,omitempty"`
	Servers []Server `json:"servers"`
	Volumes []Volume `json:"volumes"`
	Images  []Image  `json:"images"`
	// Unlisted are the kinds of which not everything could be listed. What is
	// missing in such a list may exist all the same.
	Unlisted []Unlisted `json:"unlisted,omitempty"`
}

// Unlisted says why a kind's list is not whole.
type Unlisted struct {
	Kind Kind   `json:"kind"`
	Why  string `json:"why"`
}

// Whole reports whether everything of a kind was listed.
func (v *Inventory) Whole(kind Kind) bool {
	for _, u := range v.Unlisted {
		if u.Kind == kind {
			return false
		}
	}
	return true
}

// Server is an instance of Nova.
type Server struct {
	ID        string `json:"id"`
	Name      string `json:"name,omitempty"`
	ProjectID string `json:"project_id"` // tenant_id of the API
	UserID    string `json:"user_id"`
	Status    string `json:"status,omitempty"`

	CreatedAt time.Time `json:"created_at,omitzero"`
	// LaunchedAt is OS-SRV-USG:launched_at, zero when it never ran. A rebuild
	// and a resize move it, so it may be later than the first launch.
	LaunchedAt   time.Time `json:"launched_at,omitzero"`
	TerminatedAt time.Time `json:"terminated_at,omitzero"`
	SeenAt       time.Time `json:"seen_at,omitzero"` // zero: At

	// Flavor is what the server has now. It is nil where only the flavor's id
	// is known, before microversion 2.47, and that flavor is no longer there.
	Flavor *Flavor `json:"flavor"`
}

// Flavor is the size of a server.
type Flavor struct {
	Name        string `json:"name,omitempty"`
	VCPUs       int64  `json:"vcpus"`
	MemoryMB    int64  `json:"memory_mb"`
	RootGB      int64  `json:"root_gb"`
	EphemeralGB int64  `json:"ephemeral_gb"`
}

// Volume is a volume of Cinder.
type Volume struct {
	ID        string    `json:"id"`
	Name      string    `json:"name,omitempty"`
	ProjectID string    `json:"project_id"` // os-vol-tenant-attr:tenant_id
	UserID    string    `json:"user_id"`
	Status    string    `json:"status,omitempty"`
	Type      string    `json:"type,omitempty"`
	SizeGB    int64     `json:"size_gb"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	DeletedAt time.Time `json:"deleted_at,omitzero"`
	SeenAt    time.Time `json:"seen_at,omitzero"`  // zero: At
	Servers   []string  `json:"servers,omitempty"` // ids of those it is attached to
}

// Image is an image of Glance.
type Image struct {
	ID        string    `json:"id"`
	Name      string    `json:"name,omitempty"`
	ProjectID string    `json:"project_id"` // owner; an image has no user
	Status    string    `json:"status,omitempty"`
	Size      *int64    `json:"size"` // bytes; nil while nothing was uploaded
	CreatedAt time.Time `json:"created_at,omitzero"`
	DeletedAt time.Time `json:"deleted_at,omitzero"`
	SeenAt    time.Time `json:"seen_at,omitzero"` // zero: At
}
