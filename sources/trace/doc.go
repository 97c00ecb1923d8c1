// Package trace tells from events where the time of a request went, and what
// was done to a resource. It is pure: events in, values out.
//
// # What a step is
//
// Services tell of an action by two events, ACTION.start and ACTION.end, or
// ACTION.error in place of the end; other events are single. [Of] pairs them by
// action, resource and request into steps, in the order in which they began:
//
//	done        both were seen
//	failed      the end is an error, or the single event is one
//	stuck       a start, and nothing since
//	broken off  a start without an end, and later an error of the same request
//	            or the same action again: Nova's scheduler never ends when it
//	            finds no host
//	no start    an end whose start was not seen
//	happened    a single event; several alike in a row are one step
//
// A try above one is the same action on the same resource in one request after
// something in it failed.
//
// # What belongs to a request
//
// Every API request has an id, req-UUID, and all that a service does for it has
// the same one. When a service asks another one, that makes an id of its own,
// and from Pike on names the first in global_request_id: only so does a volume
// made for a server belong to the server's request ([sources.Event.
// GlobalRequestID]). Older releases say nothing of it; Glance and Keystone's
// basic notifications have no request at all. What they did is found by the
// resource.
//
// # Time
//
// A step's times are those of the services' clocks, which may differ. The order
// does not compare them: it goes by arrival between hosts and by the timestamp
// within one. Where a timestamp contradicts the order, the gap is below zero
// and the two hosts are named. An event without a timestamp counts by its
// arrival, and says so.
package trace
