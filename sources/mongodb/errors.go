package mongodb

import (
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"

	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/description"
	"go.mongodb.org/mongo-driver/x/mongo/driver"
	"go.mongodb.org/mongo-driver/x/mongo/driver/auth"
	"go.mongodb.org/mongo-driver/x/mongo/driver/topology"

	"github.com/ceilotop/ceilotop/sources"
)

// Codes of errors (src/mongo/base/error_codes.yml).
const (
	codeUnauthorized         = 13
	codeAuthenticationFailed = 18
	codeCursorNotFound       = 43
	codeMaxTimeMSExpired     = 50
	codeSortTooLarge         = 96
	codeSortTooLargeOld      = 17144 // 2.6 and 3.0
	codeCursorKilled         = 237
	codeInterrupted          = 11601
	codeNotMasterNoSecondary = 13435
)

// failure is what went wrong in one sentence. The driver's own words tell of
// topologies, pools and handshakes; they stay in the chain.
type failure struct {
	text  string
	cause error
}

func (f *failure) Error() string { return f.text }
func (f *failure) Unwrap() error { return f.cause }

func fail(cause error, hint, format string, args ...any) error {
	err := error(&failure{sources.Visible(fmt.Sprintf(format, args...)), cause})
	if hint != "" {
		err = sources.WithHint(err, hint)
	}
	return err
}

// explain says what an error of the driver means. What was being done is read
// as a verb: "list meters"; read is the number of documents that had arrived.
func (s *Store) explain(ctx context.Context, doing string, read int, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", doing, context.Cause(ctx))
	}
	if err := s.unreachable(doing, err); err != nil {
		return err
	}
	if err := s.refused(doing, err); err != nil {
		return err
	}
	so := ""
	if read > 0 {
		so = fmt.Sprintf(" after %d documents; the list is not whole", read)
	}
	var server mongo.CommandError
	switch {
	case errors.Is(err, driver.ErrCursorNotFound) || code(err) == codeCursorNotFound || code(err) == codeCursorKilled:
		return fail(err, "ask again; MongoDB forgets a cursor that is not read for ten minutes, and when somebody kills it",
			"%s from %s: the server no longer knows the cursor%s", doing, s.target.servers(), so)
	case code(err) == codeMaxTimeMSExpired:
		return fail(err, "ask for one resource as well, or look whether the index timestamp_idx of the collection meter is there",
			"%s from %s: the server did not find it within %v", doing, s.target.servers(), freshnessPatience)
	case code(err) == codeSortTooLarge || code(err) == codeSortTooLargeOld:
		return fail(err, "look whether Ceilometer's indexes timestamp_idx and resource_user_project_timestamp are there; ceilometer-dbsync makes them",
			"%s from %s: the server cannot sort that many documents without an index", doing, s.target.servers())
	case code(err) == codeInterrupted:
		return fail(err, "ask again, or ask the database's administrator who ends operations",
			"%s from %s: somebody ended the operation on the server%s", doing, s.target.servers(), so)
	case mongo.IsNetworkError(err):
		return fail(err, "ask again", "%s from %s: the connection broke%s: %s", doing, s.target.servers(), so, root(err))
	case errors.As(err, &server):
		return fail(err, "", "%s from %s: the server says %q (code %d)%s", doing, s.target.servers(), server.Message, server.Code, so)
	}
	return fail(err, "", "%s from %s: %s%s", doing, s.target.servers(), root(err), so)
}

// plain is what a server says when it does not want to say more.
var plain = regexp.MustCompile(`(?i)^auth(entication)? (failed|fails)\.?$`)

// refused is the error of a login that failed, or of a user who may not read;
// nil for any other.
func (s *Store) refused(doing string, err error) error {
	t := s.target
	var login *auth.Error
	var broken topology.ConnectionError // while it was logging in
	switch {
	case code(err) == codeAuthenticationFailed, errors.As(err, &login) && !errors.As(login.Inner(), &broken):
		why := fmt.Sprintf("the server says %q", root(err))
		if plain.MatchString(root(err)) {
			why = "user and password do not fit"
		}
		hint := "check user and password; a user made in another database needs ?authSource=DATABASE"
		if t.blanks {
			hint += "; a + in the URL means a blank, write %2B for a plus"
		}
		return fail(err, hint, "log in to %s as %s, checked against the database %s: %s", t.servers(), t.user, t.authSource, why)
	case code(err) == codeUnauthorized && t.user == "":
		return fail(err, "put user and password into the URL: mongodb://USER:PASSWORD@"+t.servers()+"/"+t.database,
			"%s from %s: the server wants a login, and the URL has no user", doing, t.servers())
	case code(err) == codeUnauthorized:
		return fail(err, fmt.Sprintf(`in mongo %s: db.grantRolesToUser(%q, [{role: "read", db: %q}])`, t.authSource, t.user, t.database),
			"%s from %s: the user %s may not read the database %s", doing, t.servers(), t.user, t.database)
	}
	return nil
}

const noAnswer = "no answer in time"

var wireVersion = regexp.MustCompile(`server at (\S+) (reports|requires) wire version (\d+)`)

// unreachable is the error of a server that cannot be talked to; nil for any
// other.
func (s *Store) unreachable(doing string, err error) error {
	if m := wireVersion.FindStringSubmatch(err.Error()); m != nil {
		if m[2] == "reports" {
			return fail(err, "read it through the Ceilometer API: --source api",
				"%s: MongoDB at %s is older than 2.6 (wire version %s), too old for this program", doing, m[1], m[3])
		}
		return fail(err, "Ceilometer's own driver needs an older MongoDB: check that this is Ceilometer's database",
			"%s: MongoDB at %s speaks only to newer programs (wire version %s and up; this one knows up to %d)", doing, m[1], m[3], topology.SupportedWireVersions.Max)
	}
	var selection topology.ServerSelectionError
	if !errors.As(err, &selection) {
		return nil
	}
	var reasons []string
	hint := "check that mongod runs there and listens on that address"
	for _, server := range selection.Desc.Servers {
		reason := "it is a member of a replica set that cannot be read from"
		switch {
		case server.LastError != nil:
			reason = root(server.LastError)
		case server.Kind == description.Unknown:
			reason = noAnswer
		}
		var timeout net.Error
		if errors.Is(server.LastError, context.DeadlineExceeded) || errors.As(server.LastError, &timeout) && timeout.Timeout() {
			reason = noAnswer
		}
		if strings.Contains(reason, "x509:") || strings.Contains(reason, "tls:") {
			hint = "give the authority of the server's certificate: ?ssl=true&ssl_ca_certs=FILE"
		}
		reasons = append(reasons, fmt.Sprintf("%s: %s", server.Addr, reason))
	}
	// The driver forgets servers that do not belong to the others.
	if len(reasons) == 0 && s.options.ReplicaSet != nil {
		hint = "check replicaSet in the URL against rs.status()"
		reasons = []string{fmt.Sprintf("%s: no member of the replica set %s answers", s.target.servers(), *s.options.ReplicaSet)}
	} else if len(reasons) == 0 {
		hint = "name one host in the URL"
		reasons = []string{s.target.servers() + ": a server that is alone is not looked for among several"}
	}
	return fail(err, hint, "connect to MongoDB at %s", strings.Join(reasons, "; "))
}

// code is the server's code of an error, 0 where there is none.
func code(err error) int32 {
	var command mongo.CommandError
	if errors.As(err, &command) {
		return command.Code
	}
	var inner driver.Error
	if errors.As(err, &inner) {
		return inner.Code
	}
	return 0
}

// root is the text of what a chain of the driver's errors began with.
func root(err error) string {
	for {
		switch e := err.(type) { //nolint:errorlint // link by link
		case topology.ConnectionError:
			if e.Wrapped == nil {
				return e.Error()
			}
			err = e.Wrapped
		case mongo.CommandError:
			if e.Wrapped == nil {
				return e.Message
			}
			err = e.Wrapped
		case driver.Error:
			if e.Wrapped == nil {
				return e.Message
			}
			err = e.Wrapped
		case *auth.Error:
			if e.Inner() == nil {
				return e.Message()
			}
			err = e.Inner()
		default:
			return err.Error()
		}
	}
}
