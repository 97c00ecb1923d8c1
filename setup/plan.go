package setup

// Plan is what has to be done on one machine, in order. It follows from answers
// and facts alone: the same ones give the same plan, byte for byte in JSON,
// which never holds a secret. That is how drift is found.
type Plan struct {
	Host     string
	Root     string
	Roles    []NodeRole
	Profiles []Profiled
	Steps    []Step
	Notes    []string // what an operator should know before he agrees, a sentence each
}

// Profiled says which release a service is taken for, and why.
type Profiled struct {
	Service string
	Release string // newton, 2025.1
	Why     string // "dpkg: nova-common 2:26.1.0-2"
}

// Step is one row of the procedure.
type Step struct {
	ID     string // B1, C10, K3, …: those of the step table
	Role   NodeRole
	Title  string // "broker user, virtual host and permissions"
	Reason string // why it is needed, a sentence
	State  State
	Why    string // what the state rests on: what was found, or what is in the way
	Hint   string // for a blocked step: the one thing to do

	Actions []Action // in order; only those that are not done yet
	Check   string   // how it is seen that it is done already
	Verify  string   // how it is proven afterwards
	Undo    string   // what rollback does
	Manual  []string // what is left to a person, as commands or sentences
}

// State is what Build found about a step.
type State string

const (
	Done     State = "done"    // nothing to do
	Change   State = "change"  // its actions will run
	Blocked  State = "blocked" // something has to be cleared first
	Unneeded State = "not for this profile"
	NotHere  State = "not here" // of another node, or of servers while the root is another one
)

// Changes reports whether there is anything to do.
func (p Plan) Changes() bool {
	for _, s := range p.Steps {
		if s.State == Change {
			return true
		}
	}
	return false
}

// Step returns the step of that id.
func (p Plan) Step(id string) (Step, bool) {
	for _, s := range p.Steps {
		if s.ID == id {
			return s, true
		}
	}
	return Step{}, false
}
