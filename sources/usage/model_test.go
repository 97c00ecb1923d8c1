package usage

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// midnight is when the days of these tests begin.
var midnight = time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)

// after is a moment of them.
func after(seconds float64) time.Time {
	return midnight.Add(time.Duration(seconds * float64(time.Second))).Truncate(time.Microsecond)
}

// day is a clock time on the first of them.
func day(clock string) time.Time {
	t, err := time.Parse("15:04:05", clock)
	if err != nil {
		panic(err)
	}
	return midnight.Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second)
}

type fields map[string]any

func (f fields) with(more fields) fields {
	all := fields{}
	for _, m := range []fields{f, more} {
		for k, v := range m {
			all[k] = v
		}
	}
	return all
}

var messages atomic.Int64 // made by tests that run at once

func event(eventType string, at time.Time, payload fields) sources.Event {
	text, err := json.Marshal(payload)
	if err != nil {
		panic(err)
	}
	return sources.Event{
		EventType: eventType, Timestamp: at, ReceivedAt: at.Add(3 * time.Millisecond), Broker: "B",
		MessageID: fmt.Sprintf("00000000-0000-4000-8000-%012d", messages.Add(1)), Priority: "info", Payload: text,
	}
}

const isoMicro, isoSecond, blank = "2006-01-02T15:04:05.000000", "2006-01-02T15:04:05Z", "2006-01-02 15:04:05+00:00"

// instance is a server's payload as Nova has it in both formats.
func instance(id, project string, vcpus, mb, root int64, created, launched time.Time) fields {
	return fields{
		"instance_id": id, "display_name": "vm-" + id, "tenant_id": project, "user_id": "user-of-" + project,
		"vcpus": vcpus, "memory_mb": mb, "root_gb": root, "ephemeral_gb": 0, "disk_gb": root, "state": "active",
		"created_at": created.Format(blank), "launched_at": launched.Format(isoMicro), "deleted_at": "", "terminated_at": "",
	}
}

// versionedOf is the same action in the versioned format, some milliseconds later.
func versionedOf(eventType string, at time.Time, p fields) sources.Event {
	second := func(key string) any {
		if s, _ := p[key].(string); s != "" {
			return s[:10] + "T" + s[11:19] + "Z"
		}
		return nil
	}
	object := func(data fields) fields { return fields{"nova_object.version": "1.0", "nova_object.data": data} }
	data := fields{
		"uuid": p["instance_id"], "display_name": p["display_name"], "tenant_id": p["tenant_id"], "user_id": p["user_id"],
		"flavor":     object(fields{"vcpus": p["vcpus"], "memory_mb": p["memory_mb"], "root_gb": p["root_gb"], "ephemeral_gb": p["ephemeral_gb"]}),
		"created_at": second("created_at"), "launched_at": second("launched_at"), "deleted_at": second("deleted_at"), "terminated_at": second("terminated_at"),
	}
	if p["audit_period_beginning"] != nil {
		data["audit_period"] = object(fields{"audit_period_beginning": second("audit_period_beginning"), "audit_period_ending": second("audit_period_ending")})
	}
	return event(eventType, at.Add(4*time.Millisecond), object(data))
}

func volumeOf(id, project string, gb int64, created time.Time) fields {
	return fields{
		"volume_id": id, "display_name": "disk-" + id, "tenant_id": project, "user_id": "user-of-" + project, "size": gb, "status": "available",
		"created_at": created.Format(isoMicro) + "+00:00", "launched_at": created.Add(90*time.Millisecond).Format(isoMicro) + "+00:00",
	}
}

func imageOf(id, project string, size any, status string, created time.Time) fields {
	return fields{"id": id, "name": "image-" + id, "owner": project, "size": size, "status": status, "created_at": created.Format(isoSecond), "deleted_at": nil}
}

func audit(from, to time.Time) fields {
	return fields{"audit_period_beginning": from.Format(time.DateTime), "audit_period_ending": to.Format(time.DateTime)}
}

// cloud is an invented one: what happened in it, and what was truly used.
type cloud struct {
	rand   *rand.Rand
	days   int
	events []sources.Event
	truth  map[string]map[Meter][]use // by project
}

// use is a true one.
type use struct {
	from, to second
	size     int64
}

func (c *cloud) use(project string, m Meter, from, to time.Time, size int64) {
	if c.truth[project] == nil {
		c.truth[project] = make(map[Meter][]use)
	}
	c.truth[project][m] = append(c.truth[project][m], use{secondOf(from), secondOf(to), size})
}

// used is what the truth is of one meter in a time.
func (c *cloud) used(project string, m Meter, from, to second) *big.Int {
	sum := new(big.Int)
	for _, u := range c.truth[project][m] {
		if a, b := max(from, u.from), min(to, u.to); a < b {
			sum.Add(sum, big.NewInt(u.size*int64(b-a)))
		}
	}
	return sum
}

func (c *cloud) end() time.Time { return midnight.AddDate(0, 0, c.days) }

// moment is one in the cloud's time, not before another.
func (c *cloud) moment(from time.Time) time.Time {
	left := max(c.end().Sub(from), 1)
	return from.Add(time.Duration(c.rand.Int64N(int64(left)))).Truncate(time.Microsecond)
}

func invent(seed uint64, days, each int) *cloud {
	c := &cloud{rand: rand.New(rand.NewPCG(seed, 1)), days: days, truth: make(map[string]map[Meter][]use)}
	for n := range each {
		c.server(n)
		c.volume(n)
		c.image(n)
	}
	return c
}

func (c *cloud) project() string { return fmt.Sprint("project-", c.rand.IntN(3)) }

// both sends a server's event in both formats.
func (c *cloud) both(old, versioned string, at time.Time, p fields) {
	c.events = append(c.events, event(old, at, p), versionedOf(versioned, at, p))
}

func (c *cloud) server(n int) {
	id, project := fmt.Sprint("server-", n), c.project()
	created := c.moment(midnight.Add(-24 * time.Hour)) // some were there before
	launched := created.Add(7300 * time.Millisecond)
	size := func() [3]int64 {
		return [3]int64{1 + c.rand.Int64N(8), 512 * (1 + c.rand.Int64N(8)), 10 * c.rand.Int64N(5)}
	}
	is := size()
	payload := func() fields { return instance(id, project, is[0], is[1], is[2], created, launched) }
	c.both("compute.instance.create.end", "instance.create.end", launched.Add(30*time.Millisecond), payload())
	since := launched
	spend := func(to time.Time) {
		for i, m := range []Meter{VCPUs, Memory, Root} {
			c.use(project, m, since, to, is[i])
		}
		since = to
	}
	hour := launched.Truncate(time.Hour).Add(time.Hour)
	audits := func(to time.Time, ended time.Time) {
		for ; hour.Add(time.Hour).Before(to); hour = hour.Add(time.Hour) {
			p := payload().with(audit(hour, hour.Add(time.Hour)))
			c.both("compute.instance.exists", "instance.exists", hour.Add(time.Hour+200*time.Second), p)
		}
	}
	for range c.rand.IntN(3) {
		at := c.moment(since)
		if c.end().Sub(at) < time.Minute {
			break
		}
		audits(at.Add(-10*time.Minute), time.Time{})
		hour = at.Truncate(time.Hour).Add(2 * time.Hour) // none in the hour of the resize
		spend(at)
		c.both("compute.instance.resize.prep.start", "instance.resize_prep.start", at.Add(-time.Second), payload())
		is, launched = size(), at
		c.both("compute.instance.finish_resize.end", "instance.resize_finish.end", at.Add(60*time.Millisecond), payload())
	}
	if c.rand.IntN(3) == 0 {
		audits(c.end(), time.Time{})
		spend(c.end())
		return
	}
	at := c.moment(since.Add(time.Second))
	audits(at.Add(-10*time.Minute), at)
	spend(at)
	c.both("compute.instance.delete.end", "instance.delete.end", at.Add(80*time.Millisecond), payload().with(fields{
		"deleted_at": at.Format(isoMicro), "terminated_at": at.Format(isoMicro), "state": "deleted",
	}))
}

func (c *cloud) volume(n int) {
	id, project := fmt.Sprint("volume-", n), c.project()
	created := c.moment(midnight)
	gb := 1 + c.rand.Int64N(100)
	status := "available"
	send := func(what string, at time.Time) {
		c.events = append(c.events, event(what, at, volumeOf(id, project, gb, created).with(fields{"status": status})))
	}
	send("volume.create.end", created.Add(100*time.Millisecond))
	since := created
	spend := func(to time.Time) {
		c.use(project, Volume, since, to, gb)
		if status == "in-use" {
			c.use(project, Attached, since, to, gb)
		}
		since = to
	}
	for hour := created.Truncate(time.Hour).Add(time.Hour); c.rand.IntN(4) > 0 && hour.Before(c.end().Add(-2*time.Hour)); hour = hour.Add(time.Hour) {
		if at := hour.Add(time.Duration(c.rand.IntN(3000)) * time.Second); at.After(since) {
			switch c.rand.IntN(4) {
			case 0:
				spend(at)
				gb += 1 + c.rand.Int64N(50)
				send("volume.resize.end", at)
			case 1:
				spend(at)
				project = c.project()
				send("volume.transfer.accept.end", at)
			default:
				spend(at)
				if status == "available" {
					status = "in-use"
					send("volume.attach.end", at)
				} else {
					send("volume.detach.end", at) // with the status of before
					status = "available"
				}
			}
		}
		if c.rand.IntN(2) == 0 {
			c.events = append(c.events, event("volume.exists", hour.Add(55*time.Minute), volumeOf(id, project, gb, created).with(fields{"status": status}).with(audit(hour.Add(-time.Hour), hour))))
		}
	}
	if c.rand.IntN(2) == 0 {
		spend(c.end())
		return
	}
	latest := since.Add(time.Hour)
	if latest.After(c.end()) {
		latest = since
	}
	at := c.moment(latest)
	spend(at)
	send("volume.delete.end", at)
}

func (c *cloud) image(n int) {
	id, project := fmt.Sprint("image-", n), c.project()
	created := c.moment(midnight)
	size := 1 + c.rand.Int64N(1<<40)
	at := created.Add(time.Duration(c.rand.IntN(500)) * time.Second)
	for _, what := range []string{"image.upload", "image.activate"} {
		c.events = append(c.events, event(what, at, imageOf(id, project, size, "active", created)))
	}
	for range c.rand.IntN(4) {
		to, when := c.project(), c.moment(at)
		c.events = append(c.events, event("image.send", when, fields{
			"image_id": id, "bytes_sent": size, "owner_id": project, "receiver_tenant_id": to, "receiver_user_id": "user-of-" + to,
		}))
		c.use(to, Download, when, when.Add(time.Second), size)
		c.use(to, Downloads, when, when.Add(time.Second), 1)
	}
	end := c.end()
	if c.rand.IntN(2) == 0 && at.Before(end) {
		end = c.moment(at)
		c.events = append(c.events, event("image.delete", end, imageOf(id, project, size, "deleted", created).with(fields{"deleted_at": end.Format(isoSecond)})))
	}
	c.use(project, Image, at, end, size)
}
