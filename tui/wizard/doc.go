// Package wizard is page 4: a first setup of telemetry, from what the machine is
// to the meters that prove it. It goes detect → questions → live tests → plan →
// diff → apply → verify, and every one of them can be gone back to. What it
// asks and in which order is setup/interview's; what takes time or changes
// something is a Backend's.
//
//	section   one of the six; each has a state of its own in the step list
//	job       a call of the Backend that has to wait for the one before
//	draft     the plan of each node as it follows from the answers so far
//	activity  what a run says while it goes on: actions, and what programs print
//
// An answer starts the live tests and a new draft half a second later, and a
// result that a later answer has overtaken is dropped: typing waits for nothing.
// The Backend works on copies of the interview, which belongs to the page.
//
// Choices are huh's own fields. Text is not: huh's input is bubbles/textinput,
// whose cursor blinks, which sends bytes to a terminal that nobody types at, and
// which reads the clipboard by running xclip. Texts and passwords are typed into
// tui/field. huh's form is left out as well, because its groups are fixed before
// it starts, and here the next question follows from the answers.
package wizard
