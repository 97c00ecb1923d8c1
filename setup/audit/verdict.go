package audit

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// verdict says what was proven, and of what was not why.
func (e Evidence) verdict(r *Report) {
	expected, arrived, lacking, duplicate, ghost, elsewhere := sums(r.Counts)
	wrong := func(v Verdict, hint, why string, values ...any) {
		r.Verdict, r.Why, r.Hint = v, fmt.Sprintf(why, values...), hint
	}
	e.notes(r, elsewhere)
	switch {
	case e.Failure != nil:
		wrong(Unproven, sources.HintOf(e.Failure), "it could not be run: %s", e.Failure)
	case e.Outcome.Ended:
		wrong(Unproven, "", "it was ended before it was done")
	case e.Outcome.Late:
		wrong(Unproven, "is broker B up, and not stopped by an alarm? rabbitmqctl status; and whatever was cut short is to be sent again",
			"it did not end within %v; a broker that does not answer blocks it for ever", e.Request.timeout())
	case e.Outcome.Exit != 0:
		c := e.complaint()
		wrong(Unproven, c.hint, "it ended with exit code %d: %s", e.Outcome.Exit, c.why)
	case duplicate+ghost > 0 || lacking > 0 && arrived > 0:
		r.Verdict = Incomplete
		r.Why, r.Hint = e.incomplete(r.Counts, expected, arrived, lacking, duplicate, ghost, elsewhere)
		if e.Unborn && duplicate+ghost+elsewhere == 0 {
			r.Verdict = Unproven
		}
	case elsewhere > 0:
		wrong(Incomplete, "set [oslo_messaging_notifications] transport_url in this machine's cinder.conf to broker "+e.Broker+": ceilotop setup plan",
			"%s came to another broker, none to %s", kinds(r.Counts, func(c Count) int { return len(c.Elsewhere) }), e.Broker)
	case arrived == 0 && expected == 0:
		wrong(Unproven, fmt.Sprintf("give --start-time, such as --start-time %q", format(e.Now.Add(-time.Hour))),
			"there is nothing to report in the window: a volume made a minute ago is not in the last completed period")
	case arrived == 0:
		c := e.silence(expected)
		wrong(Unproven, c.hint, "it ended with exit code 0, but none of %s came: %s", kinds(r.Counts, func(c Count) int { return c.Expected }), c.why)
	case slices.ContainsFunc(r.Counts, func(c Count) bool { return c.Expected < 0 }):
		wrong(Unproven, "source an openrc file of an administrator, so that Cinder can be asked", "%d events came, but how many should have is not known", arrived)
	default:
		wrong(Proven, "", "%s: each came to %s, once", kinds(r.Counts, func(c Count) int { return c.Arrived }), e.Broker)
	}
}

func (e Evidence) incomplete(all []Count, expected, arrived, lacking, duplicate, ghost, elsewhere int) (why, hint string) {
	var parts []string
	if lacking > 0 {
		part := fmt.Sprintf("%d of %d events are missing (%s)", lacking, expected, kinds(all, Count.Lacking))
		if elsewhere > 0 {
			part += fmt.Sprintf(", %d of them came to another broker", elsewhere)
		}
		parts = append(parts, part)
		switch {
		case e.Unborn:
			parts = append(parts, "the exchange "+sources.Visible(e.Settings.Exchange)+" was not there before the run, so that the first events went by unheard")
			hint = "run it again: the exchange is there now"
		case e.Lost > 0:
			parts = append(parts, fmt.Sprintf("the tap may have lost %d messages", e.Lost))
			hint = "run it again with a shorter window: --start-time and --end-time"
		default:
			hint = "look for \"notification failed\" in what the program said"
		}
	}
	if duplicate > 0 {
		parts = append(parts, fmt.Sprintf("%d came more than once", duplicate))
		hint = "does another host run the audit too, or does cinder.conf name two drivers? ceilotop setup facts"
	}
	if ghost > 0 {
		parts = append(parts, fmt.Sprintf("%d came of what Cinder does not have, or not in that window", ghost))
		if hint == "" {
			hint = "cinder list --all-tenants, and compare the ids"
		}
	}
	return strings.Join(parts, "; "), hint
}

// notes say what is true of any verdict.
func (e Evidence) notes(r *Report, elsewhere int) {
	exchanges := make(map[string]bool)
	for _, a := range e.Arrivals {
		if a.Broker == e.Broker && a.covers(e.Window) {
			exchanges[a.Exchange] = true
		}
	}
	if exchanges["openstack"] && !e.Settings.ExchangeSet {
		r.Notes = append(r.Notes, "The events came on the exchange openstack, because cinder.conf sets no control_exchange. Ceilometer hears them there too, but a listener that binds to the exchange cinder does not.")
	}
	if elsewhere > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("%d events came to another broker and not to %s.", elsewhere, e.Broker))
	}
	if len(e.Settings.Drivers) > 1 {
		r.Notes = append(r.Notes, "cinder.conf names several drivers for notifications; each sends its own copy.")
	}
	if e.Known && !e.Complete {
		r.Notes = append(r.Notes, "Cinder's API shows this user only what his project has, so that what is missing elsewhere has no name.")
	}
	if e.Unborn {
		r.Notes = append(r.Notes, "The exchange "+sources.Visible(e.Settings.Exchange)+" was not there before the run.")
	}
}

// reason is why a run came to nothing.
type reason struct{ why, hint string }

// sign is what the program or one of its libraries writes, and what that means.
type sign struct {
	text *regexp.Regexp
	reason
}

// failures are those of a run that fails, those that say most first.
var failures = []sign{
	{
		regexp.MustCompile(`does not match format '%Y`),
		reason{"a time is not in the form that it reads", `give times as "2026-11-28 14:00:00", in UTC`},
	},
	{
		regexp.MustCompile(`must be after the start time`),
		reason{"the window ends before it begins", "give --start-time and --end-time, in UTC"},
	},
	{
		regexp.MustCompile(`Time period must be hour, day, month or year`),
		reason{"volume_usage_audit_period is no period", "set it to hour, day, month or year"},
	},
	{
		regexp.MustCompile(`offset-naive and offset-aware`),
		reason{"--send_actions has a bug in Mitaka and Newton (Launchpad 1646675)", "leave --send-actions out"},
	},
	{
		regexp.MustCompile(`UndefinedTable|no such table|doesn't exist.*[Tt]able|[Tt]able.*doesn't exist|relation .* does not exist`),
		reason{"the database has no tables of Cinder", "look at [database] connection, or cinder-manage db sync"},
	},
	{
		regexp.MustCompile(`OperationalError|DBConnectionError|Can't connect to|[Cc]ould not connect|Unknown database|database .* does not exist|unable to open database file|CantStartEngineError|NoSuchModuleError|No sql_connection parameter`),
		reason{"the database that cinder.conf names cannot be used", "run it where cinder-api runs, or look at [database] connection in cinder.conf"},
	},
	{
		regexp.MustCompile(`Failed to find some config files|ConfigFilesNotFound`),
		reason{"a configuration file is not there", "ls -l /etc/cinder"},
	},
	{
		regexp.MustCompile(`ConfigFilesPermissionDenied|Failed to open some config files|Permission denied`),
		reason{"a configuration file may not be read", "sudo ceilotop audit"},
	},
	{
		regexp.MustCompile(`ConfigFileParseError|Failed to parse`),
		reason{"a configuration file cannot be parsed", "ceilotop setup lint /etc/cinder/cinder.conf"},
	},
	{
		regexp.MustCompile(`unrecognized arguments|error: argument`),
		reason{"this version does not know one of the options", "cinder-volume-usage-audit --help"},
	},
}

// silences are those of a run that sends nothing and is content.
var silences = []sign{
	{
		regexp.MustCompile(`read_deleted can only be`),
		reason{"this Cinder cannot notify with the oslo.messaging that is installed, which strips read_deleted from the context", "update the package of Cinder; until then every notification with a context fails"},
	},
	{
		regexp.MustCompile(`ACCESS_REFUSED|Login was refused|Check login credentials|access_refused|AccessRefused`),
		reason{"the broker refused user or password", "compare the password in [oslo_messaging_notifications] transport_url with the broker's: ceilotop setup plan"},
	},
	{
		regexp.MustCompile(`NOT_ALLOWED|vhost .* not found|access to vhost`),
		reason{"the broker has no such virtual host, or the user may not enter it", "rabbitmqctl list_permissions -p VHOST"},
	},
	{
		regexp.MustCompile(`PRECONDITION_FAILED`),
		reason{"an exchange or a queue is there with other properties", "make amqp_durable_queues the same in all services of that broker"},
	},
	{
		regexp.MustCompile(`ECONNREFUSED|Connection refused|is unreachable|Name or service not known|No route to host|timed out`),
		reason{"the broker cannot be reached where [oslo_messaging_notifications] transport_url says it is", "look at host and port of that URL: ceilotop setup facts"},
	},
}

func (e Evidence) sign(of []sign) (reason, bool) {
	for _, s := range of {
		if slices.ContainsFunc(e.Outcome.Output, s.text.MatchString) {
			return s.reason, true
		}
	}
	return reason{}, false
}

// lastError is the end of a traceback: KeyError: 'x'.
var lastError = regexp.MustCompile(`\b(?:[A-Za-z_]+\.)*[A-Z][A-Za-z]*(?:Error|Exception|Refused|Failed|NotFound)\b.*`)

// complaint is why the program failed.
func (e Evidence) complaint() reason {
	if r, ok := e.sign(failures); ok {
		return r
	}
	if e.Outcome.Exit == 255 { // the only one of its own
		return reason{"it says that the window ends before it begins", "give --start-time and --end-time, in UTC"}
	}
	r := reason{"it said nothing that is known", "read what the program said"}
	for _, line := range slices.Backward(e.Outcome.Output) {
		if m := lastError.FindString(line); m != "" {
			r.why = m
			break
		}
	}
	return r
}

// silence is why nothing came although the program was content: it ends with 0
// even if no notification could be sent.
func (e Evidence) silence(expected int) reason {
	const where = "[oslo_messaging_notifications] driver"
	if r, ok := e.sign(silences); ok {
		return r
	}
	switch {
	case len(e.Settings.Drivers) == 0:
		return reason{"cinder.conf names no driver for notifications", "set " + where + " = messagingv2 in cinder.conf: ceilotop setup plan"}
	case !e.Settings.sends():
		return reason{"the driver for notifications is " + sources.Visible(strings.Join(e.Settings.Drivers, ", ")) + ", which sends nothing to a broker", "set " + where + " = messagingv2 in cinder.conf: ceilotop setup plan"}
	case e.Unborn:
		return reason{"the exchange " + sources.Visible(e.Settings.Exchange) + " was not there before the run, so that they may have gone by unheard", "run it again: the exchange is there now"}
	}
	for _, line := range e.Outcome.Output {
		if strings.Contains(line, "notification failed") {
			_, why, _ := strings.Cut(line, "notification failed: ")
			return reason{"the program could not send them: " + why, "read what the program said"}
		}
	}
	return reason{"they went somewhere that is not listened to", "does [oslo_messaging_notifications] transport_url name broker " + e.Broker + "? ceilotop setup facts"}
}
