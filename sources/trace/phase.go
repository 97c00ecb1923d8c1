package trace

import (
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// Phase says what an event tells of an action.
type Phase uint8

// The phases. A Moment is an event of an action that has no beginning and no
// end of its own, such as compute.instance.update or volume.exists.
const (
	Moment Phase = iota
	Start
	End
	Fail
)

// glance names what its upload begins with otherwise (glance/notifier.py,
// set_data: image.prepare, then the data, then image.upload).
const (
	imagePrepare = "image.prepare"
	imageUpload  = "image.upload"
)

// deletes reports whether an event of this type is the deletion of an image,
// behind which no upload of it ends any more.
func deletes(eventType string) bool { return eventType == "image.delete" }

// PhaseOf splits an event type into the action and the phase: what ends in
// .start, .end or .error, and in .success as Ironic says it.
func PhaseOf(eventType string) (action string, phase Phase) {
	switch eventType {
	case imagePrepare:
		return imageUpload, Start
	case imageUpload:
		return imageUpload, End
	}
	dot := strings.LastIndexByte(eventType, '.')
	if dot <= 0 {
		return eventType, Moment
	}
	switch eventType[dot+1:] {
	case "start":
		return eventType[:dot], Start
	case "end", "success":
		if strings.HasPrefix(eventType, "task.") { // Glance's, which has no start
			return eventType, Moment
		}
		return eventType[:dot], End
	case "error":
		return eventType[:dot], Fail
	}
	return eventType, Moment
}

// phaseOf also looks at the priority: Glance tells a failed upload as
// image.upload at ERROR.
func phaseOf(e *sources.Event) (action string, phase Phase) {
	action, phase = PhaseOf(e.EventType)
	if phase == End && e.Failed() {
		phase = Fail
	}
	return action, phase
}

// Stage names the part of a cloud that published an event: the first word of
// its publisher_id, in the word for the daemon where that is another one.
func Stage(publisher, service string) string {
	first := publisher
	if i := strings.IndexAny(first, ".:"); i >= 0 {
		first = first[:i]
	}
	if _, daemon, ok := strings.Cut(first, "-"); ok && daemon != "" { // nova-compute:HOST
		first = daemon
	}
	switch first {
	case "compute_task": // published by nova-conductor
		return "conductor"
	case "aggregate", "keypair", "servergroup": // published by nova-api
		return "api"
	case "":
		return service
	}
	return first
}

// versioned reports whether Nova published e in its newer form, beside which
// the same is told in the older one, the only one that Ceilometer reads.
func versioned(e *sources.Event) bool {
	if strings.HasPrefix(e.RoutingKey, "versioned_notifications.") {
		return true
	}
	i := strings.IndexAny(e.PublisherID, ".:")
	return i > 0 && e.PublisherID[i] == ':'
}

// sameAction is an action by a name that both forms share: compute.instance.
// resize.prep is instance.resize_prep in the newer one.
func sameAction(action string) string {
	action = strings.TrimPrefix(action, "compute.")
	action = strings.Map(func(r rune) rune {
		if r == '.' || r == '_' {
			return -1
		}
		return r
	}, action)
	if action == "instancefinishresize" {
		return "instanceresizefinish"
	}
	return action
}
