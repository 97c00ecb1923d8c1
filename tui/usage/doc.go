// Package usage is the Usage page: what each project, user and resource used, to
// the second, from the events that have come.
//
//	sight    a report that somebody else sums up, in a command, while the page is
//	         on the screen
//	level    whose lines are listed: all projects, or what one of them is made of
//	entry    a line of the report in the list
//	figures  of the selected line: certain, inferred and unobserved, told apart
//	basis    what the sums rest on: audits, unobserved time, what cannot be read
package usage
