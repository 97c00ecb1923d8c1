// Package whatif says what a shorter audit period or polling interval would put
// on the broker, in messages and bytes, from what recorded events were.
//
// Nothing is assumed: sizes are those of the bodies that were recorded, the
// number of resources is that of the fullest period of an audit, and the
// interval of a poller is how far apart its messages for the same resource came.
// What was not recorded is not guessed at but named.
package whatif
