package setup

// Deed is one action of a run.
type Deed struct {
	Step   string // C10
	Action string // the action for people
}

// Progress says how far Apply or Rollback is.
type Progress struct {
	Deed
	Number int // of the action, from 1
	Total  int
	Phase  Phase
	Err    error // of a Failed one
}

// Phase is what happens to an action.
type Phase string

const (
	Begun    Phase = "begun"
	Finished Phase = "done"
	// LeftOut is a restart of a unit none of whose files changed.
	LeftOut Phase = "left out"
	Failed  Phase = "failed"
	// TakenBack is an action that Rollback undid, or found undone.
	TakenBack Phase = "taken back"
	// Stays is what Rollback leaves: packages, and what a file still needs that
	// could not be taken back.
	Stays Phase = "stays"
)

// Result is what a run did.
type Result struct {
	Done    []Deed
	LeftOut []Deed
	// Failed is the action at which the run stopped. It may have been carried
	// out in part. Nil: the run is whole, or was stopped between two actions.
	Failed *Deed
	Rest   int // the actions that were not begun
}
