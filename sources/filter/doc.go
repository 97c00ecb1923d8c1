// Package filter is the filter language that is typed after / in the interface
// and given to --filter. A filter is one of these:
//
//	text          the text in any listed field
//	~regex        a regular expression (RE2 syntax) in any listed field
//	-f text       fuzzy: the characters in this order, with anything between
//	=expression   a condition over the event's fields
//
// Listed fields are service, priority, event type, resource (id and name),
// project, user, host, publisher, exchange, request id, broker and error.
//
// Before text, ~ and -f there may be
//
//	@             search the whole body instead of the listed fields
//	!             the opposite: keep what does not match
//
// in any order, so !@~re keeps the events whose body has no match; ! goes with
// = too. A \ before the first character takes it as it is: \~ searches for a
// tilde. Spaces at both ends do not count; between words they do.
//
// Case counts as soon as the text or the regular expression has a capital:
// error finds Error, Error does not find error. In a regular expression (?-i)
// makes it count without one.
//
// Bodies are searched as the service wrote them, as JSON: @"state": "active"
// works. Python writes 云 as \u4e91; text finds both. Fuzzy text looks at single
// keys and values, and leaves identifiers such as UUIDs out, because 32 digits
// hold nearly any four in order.
//
// # Expressions
//
// An expression is a condition in the language of expr-lang.org. It knows the
// names that an event has as JSON (events -f json):
//
//	received_at timestamp                     times; compare with a text: timestamp > "2026-11-23T08:00"
//	lag_ms size                               numbers
//	meters                                    a list of texts: "cpu" in meters
//	payload                                   the notification's payload: payload.state, payload.samples[0].name
//	broker exchange routing_key event_type priority publisher_id service host message_id
//	request_id project_id user_id resource_id resource_name error raw     texts
//
// and the operators == != < <= > >= && || ! + - * / % in contains startsWith
// endsWith matches, and functions such as len, lower, any, all, filter, count:
//
//	=service == "cinder" && lag_ms > 5000
//	=event_type startsWith "compute." && priority in ["error", "critical"]
//	=any(payload.samples, .name == "cpu" && .volume > 1e9)
//
// What is unknown is nil, or null as JSON has it. Comparing it is false, so lag_ms > 5000 is false for
// an event without a timestamp; project_id == nil finds what has no project. A
// key that is missing in payload is nil too, however deep. There is no now():
// a list must not change while nothing happens. An expression that goes through
// more than 100,000 elements for one event is false for it.
//
// # Tables
//
// A Table is a filter over the rows of something else, such as a list of meters:
// the same language, with the names of the table's columns.
package filter
