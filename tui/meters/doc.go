// Package meters is the Meters page: which meters the cloud's stores have, how
// fresh they are, and whether those that a new installation is accepted by are
// among them.
//
//	store     a place where meters are kept; each loads, fails and is refreshed
//	          apart from the others
//	feed      the rows of one store while they stream in
//	order     the rows that are listed: those of all feeds, filtered and sorted
//	          in a command, because 100,000 rows take longer than a frame
//	reading   the newest samples of a row; asked for only while the row is on
//	          the screen, few at a time
//
// What arrives is left in a place that a Frame looks into; there is no message
// for a row. A list that is not whole never makes a meter missing: missing is
// said when every store that can be read has answered in full.
package meters
