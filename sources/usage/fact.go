package usage

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// fact is what one event says of one resource.
type fact struct {
	kind sources.Kind
	id   string
	name string
	at   instant // when it was said

	state   state
	sized   bool    // it says the state, which was so
	seen    instant // at this moment,
	change  bool    // and began then,
	counted second  // which counts from this second

	began    second
	launched second
	created  second
	ended    second
	gone     second
	goneBy   second
	aliveTo  second

	audit  *audited
	format int

	hold  hold // of a volume
	holds bool // it was attached or detached then
}

// audited says that an audit sent an event for a resource.
type audited struct{ begin, end second }

// download is what one image.send says.
type download struct {
	at            instant
	id            string
	project, user string
	bytes         int64
}

// read says what an event tells. An event that says nothing about usage gives
// neither, an event that should and cannot be read gives false.
func read(e *sources.Event) (f *fact, d *download, readable bool) {
	kind, action, format := actionOf(e.EventType)
	if kind == "" || e.Failed() {
		return nil, nil, true
	}
	at := momentOf(e)
	if at == 0 {
		return nil, nil, false
	}
	var err error
	switch {
	case kind == sources.KindServer && format == versioned:
		var p versionedPayload
		err = json.Unmarshal(e.Payload, &p)
		plain := p.plain()
		f = serverFact(&plain, action, at)
	case kind == sources.KindServer:
		var p serverPayload
		err = json.Unmarshal(e.Payload, &p)
		f = serverFact(&p, action, at)
	case kind == sources.KindVolume:
		var p volumePayload
		err = json.Unmarshal(e.Payload, &p)
		f = volumeFact(&p, action, at)
	case action == "send":
		var p sendPayload
		err = json.Unmarshal(e.Payload, &p)
		d = &download{at, string(p.ID), string(p.Project), string(p.User), p.Bytes.value}
		return nil, d, err == nil && p.ID != "" && p.Bytes.known
	default:
		var p imagePayload
		err = json.Unmarshal(e.Payload, &p)
		f = imageFact(&p, action, at)
	}
	if err != nil || f.id == "" {
		return nil, nil, false
	}
	f.kind, f.at, f.format = kind, at, format
	return f, nil, true
}

// momentOf is when an event was sent, or came, where it does not say.
func momentOf(e *sources.Event) instant {
	if e.Timestamp.IsZero() {
		return instantOf(e.ReceivedAt)
	}
	return instantOf(e.Timestamp)
}

// The formats of Nova's notifications. A cloud may send both.
const (
	unversioned = iota
	versioned

	formats = 2
)

// actionOf splits an event type. Updates of servers are left out: Nova sends
// them while it is changing what they say, so that a new size shows in them
// before the resize is done. Those that say nothing of a resource of ours, such
// as image.member.create or volume.usage, have no kind.
func actionOf(eventType string) (kind sources.Kind, action string, format int) {
	service, action, _ := strings.Cut(eventType, ".")
	switch service {
	case "compute":
		if action, ok := strings.CutPrefix(action, "instance."); ok && action != "update" {
			return sources.KindServer, action, unversioned
		}
	case "instance":
		if action != "update" {
			return sources.KindServer, action, versioned
		}
	case "volume":
		if action != "usage" {
			return sources.KindVolume, action, unversioned
		}
	case "image":
		switch action {
		case "create", "prepare", "upload", "activate", "update", "delete", "send":
			return sources.KindImage, action, unversioned
		}
	}
	return "", "", 0
}

// serverFact reads Nova's events. A server counts from its launch to its end, as
// in Nova's own os-simple-tenant-usage: shelved, paused and stopped it keeps its
// flavor, and soft-deleted its disks. Without a launch it never ran.
func serverFact(p *serverPayload, action string, at instant) *fact {
	f := &fact{id: string(p.ID), name: string(p.Name)}
	launch := p.LaunchedAt.at()
	end := earliest(p.TerminatedAt.at(), 0)
	if end == 0 {
		end = p.DeletedAt.at()
	}
	switch action {
	case "delete.end":
		if end == 0 {
			end = at
		}
		f.ended = end.second()
	default:
		if end != 0 {
			f.gone = end.second()
		}
	}
	if launch == 0 {
		if action != "create.end" {
			return f
		}
		launch = at
	}
	f.launched = launch.second()
	if created := p.CreatedAt.at(); created != 0 {
		f.created = min(created.second(), f.launched)
	}
	f.state = state{project: string(p.TenantID), user: string(p.UserID)}
	f.state.size, f.sized = p.size()
	f.seen, f.counted = at, at.second()
	switch {
	case end != 0:
		f.seen = min(at, end)
		f.counted = f.seen.second()
	case action == "create.end":
		f.began = f.launched
		f.change, f.counted = true, f.launched
	case action == "finish_resize.end", action == "resize_finish.end":
		// The launch is set when the new size is there; the event of the other
		// format follows some milliseconds later, maybe in the next second.
		f.change = true
		if within(launch, at, time.Minute) {
			f.counted = f.launched
		}
	case action == "resize.revert.end", action == "resize_revert.end":
		f.change = true
	case action == "finish_resize.start", action == "resize_finish.start", strings.HasPrefix(action, "create."):
		f.sized = false // the new size, before it is there
	}
	if action == "exists" {
		f.audit = auditOf(&p.period, at)
	}
	return f
}

// auditOf is the period of an audit. Nova also sends an exists before a resize,
// a rebuild and the like, for the part of the period that is over at that
// moment: that is no audit.
func auditOf(p *period, at instant) *audited {
	begin, end := p.Beginning.at(), p.Ending.at()
	if begin == 0 || end <= begin || within(end, at, 2*time.Second) && end%(60*perSecond) != 0 {
		return nil
	}
	return &audited{begin.second(), end.second()}
}

// pythonNow is a time as utcnow() gives it, without a zone. Cinder says that for
// the launch of a volume that never had one; a true one comes with its zone.
var pythonNow = regexp.MustCompile(`\.\d{6}$`)

// volumeFact reads Cinder's events. A volume counts from when its record was
// made, because the space is taken then and every later event says that time. One
// whose creation failed does not count.
func volumeFact(p *volumePayload, action string, at instant) *fact {
	f := &fact{id: string(p.ID), name: string(p.Name)}
	begin, end := p.Beginning.at(), p.Ending.at()
	audit := action == "exists" && begin != 0 && begin < end
	if audit {
		f.audit = &audited{begin.second(), end.second()}
	}
	// An audit with --send-actions sends creations and deletions again, and says
	// for their period the moment at which they were.
	again := !audit && begin != 0
	if action == "delete.end" || action == "unmanage.end" {
		f.ended = at.second()
		if again {
			f.ended = begin.second()
		}
	}
	launch := p.LaunchedAt.at()
	if launch == 0 || within(launch, at, time.Second) && pythonNow.MatchString(string(p.LaunchedAt)) {
		return f
	}
	created := p.CreatedAt.at()
	if created == 0 {
		created = launch
	}
	f.created = created.second()
	f.state = state{project: string(p.TenantID), user: string(p.UserID), size: [4]int64{p.Size.value}}
	f.sized = p.Size.known
	f.seen, f.counted = at, at.second()
	f.hold = holdOf(action, p.Status, p.Attachments)
	f.holds = action == "attach.end" || action == "detach.end"
	switch {
	case action == "exists" && p.Status == "deleted":
		// It ended some time ago, after the period had begun.
		f.goneBy = f.seen.second()
		f.aliveTo = max(f.created, begin.second())
		f.seen = 0
	case f.ended != 0:
		f.seen = min(at, instant(f.ended)*perSecond)
		f.counted = f.seen.second()
	case again:
	case action == "create.end", action == "manage_existing.end":
		f.change, f.counted = true, f.created
	case action == "resize.end", action == "transfer.accept.end":
		f.change = true
	case action == "create.start", action == "manage_existing.start":
		f.sized = false
	}
	return f
}

// imageFact reads Glance's events. An image counts from when its bytes are
// there, and while it is active or deactivated.
func imageFact(p *imagePayload, action string, at instant) *fact {
	f := &fact{id: string(p.ID), name: string(p.Name)}
	if action == "delete" {
		end := p.DeletedAt.at()
		if end == 0 {
			end = at
		}
		f.ended = end.second()
	}
	switch p.Status {
	case "active", "deactivated", "deleted", "pending_delete":
	default:
		return f
	}
	if !p.Size.known || p.Status == "deleted" && p.Size.value == 0 {
		return f
	}
	f.state = state{project: string(p.Owner), size: [4]int64{p.Size.value}}
	f.sized, f.seen, f.counted = true, at, at.second()
	if created := p.CreatedAt.at(); created != 0 {
		f.created = created.second()
	}
	switch {
	case f.ended != 0:
		f.seen = min(at, instant(f.ended)*perSecond)
		f.counted = f.seen.second()
	case action == "upload", action == "activate":
		f.began = at.second()
		f.change = true
	}
	return f
}
