// Package oslo reads what oslo.messaging puts on the wire: the notification
// envelope in all its forms, and transport_url. It is pure: it opens nothing and
// knows no broker.
//
// Decoding promises three things. It never fails: what cannot be read is an
// event with the reason and the text. It never leaks: unless told otherwise it
// masks tokens and passwords in the message itself, so that nothing that gets
// the message afterwards can show them. And what it calls a payload is JSON,
// checked to the last byte, whatever came in.
package oslo
