package setup

// Record is what a journal remembers of one action: what is needed to take it
// back, and how far it got.
type Record struct {
	Number   int    // of the action in its run, from 0
	Step     string // C10
	Undo     Undo
	Done     bool // false: it was begun, and how far it came is unknown
	Reverted bool
}

// Deed says which action it was.
func (r Record) Deed() Deed { return Deed{Step: r.Step, Action: r.Undo.Did} }

// file reports whether the record is of a file that a plan edits. Where such a
// one is taken back does not matter to the others; everything that is no file
// and no unit may be needed by a file.
func (r Record) file() bool {
	return r.Undo.Kind == WriteFile{}.Kind() || r.Undo.Kind == RemoveFile{}.Kind()
}

func (r Record) unit() bool { return r.Undo.Kind == ControlUnit{}.Kind() }
