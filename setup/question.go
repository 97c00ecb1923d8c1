package setup

// Question is one thing that an operator is asked. It is the same for the
// wizard, for plain prompts and for the answers file.
type Question struct {
	Key      string   // as in the answers file: broker_b.host
	Group    string   // broker_b; "" for a key without a group
	Title    string   // a few words: "host of broker B"
	Default  string   // what Enter gives, as it would stand in the file; "" none
	Evidence string   // what the default rests on: "/etc/nova/nova.conf:41"; "" nothing was found
	Advice   string   // why the default is recommended where nothing was found; Source says more
	Why      string   // what it is for and what happens with a wrong one, in sentences
	Source   string   // where that can be read
	Secret   bool     // a password, or a reference to one; typed without echo
	List     bool     // several texts, separated by commas
	Choices  []string // the only answers; none: any text that is valid
	// Ask says that a first setup asks it: the others have a default that holds
	// nearly everywhere, and are shown in the list of all answers.
	Ask bool

	// When says whether the question matters with these other answers; nil: it
	// always does.
	When func(Answers) bool `json:"-"`
	// Check is the reason why a text cannot be the answer, with a hint.
	Check func(text string) error `json:"-"`
	// Doubt is what is odd about a text that can be the answer; "" nothing.
	Doubt func(text string) string `json:"-"`
}

// Relevant reports whether the question matters with these other answers.
func (q Question) Relevant(a Answers) bool { return q.When == nil || q.When(a) }

// Validate says why a text cannot be the answer, with a hint. No error shows a
// password.
func (q Question) Validate(text string) error {
	if q.Check == nil {
		return nil
	}
	return q.Check(text)
}

// Warn says what is odd about an answer that is valid; "" for nothing.
func (q Question) Warn(text string) string {
	if q.Doubt == nil {
		return ""
	}
	return q.Doubt(text)
}
