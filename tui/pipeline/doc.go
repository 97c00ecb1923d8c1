// Package pipeline is page 3: who sends what to whom, on broker A and on broker
// B, whether A is free of notifications, and what is wrong. It shows what a
// Backend saw and concludes nothing itself.
//
//	sight     everything that is known at one moment: picture, verdict, findings
//	region    a part of the screen with a cursor of its own: the verdict, a
//	          broker's side of the picture, the findings
//	detail    what Enter opens; details are stacked, and esc leaves the last
//
// The cloud is looked at every five seconds while the page is on the screen. The
// verdict follows the taps instead: it is judged again a moment after an event
// has arrived.
package pipeline
