package mongodb

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// says checks an error's text and hint, and that no password is in anything of
// its chain.
func says(t *testing.T, err error, text, hint string, secrets ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("got no error, want %q", text)
	}
	if !strings.Contains(err.Error(), text) {
		t.Errorf("got %q, want %q in it", err, text)
	}
	if !strings.Contains(sources.HintOf(err), hint) || sources.HintOf(err) == "" && hint != "" {
		t.Errorf("the hint is %q, want %q in it", sources.HintOf(err), hint)
	}
	if strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "topology") {
		t.Errorf("%q is not a sentence for an operator", err)
	}
	for _, secret := range secrets {
		for e := err; e != nil; e = errors.Unwrap(e) {
			if all := fmt.Sprintf("%v %+v %#v", e, e, e); strings.Contains(all, secret) {
				t.Errorf("the error shows the password: %s", all)
			}
		}
	}
}

func TestAnUnreachableServer(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	s := open(t, "mongodb://ceilometer:s3cret@"+address+"/ceilometer?serverSelectionTimeoutMS=1000")
	says(t, firstError(t, s), "connect to MongoDB at "+address+": dial tcp "+address+": connect: connection refused", "check that mongod runs there", "s3cret")
	_, err = s.Health(t.Context())
	says(t, err, "connection refused", "mongod", "s3cret")
}

func TestAServerThatSaysNothing(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0") // accepts by itself, and nobody reads
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s := open(t, "mongodb://"+l.Addr().String()+"/ceilometer?serverSelectionTimeoutMS=2000&connectTimeoutMS=200")
	says(t, firstError(t, s), "connect to MongoDB at "+l.Addr().String()+": no answer in time", "check that mongod runs there")
}

func TestAReplicaSetThatIsNone(t *testing.T) {
	t.Parallel()
	old := &oldServer{max: 6}
	url := old.start(t, nil)
	says(t, firstError(t, open(t, url+"?replicaSet=rs0&serverSelectionTimeoutMS=2000")), "no member of the replica set rs0 answers", "rs.status()")
}

func TestALoginThatIsRefused(t *testing.T) {
	t.Parallel()
	db := sourcestest.MongoDB(t)
	db.Load(t, sourcestest.LargeCloud(1, 1))
	login, _, _ := strings.Cut(strings.TrimPrefix(db.URL(), scheme), "@")
	wrong := strings.Replace(db.URL(), login, db.User+":wr0ng+pass", 1)
	says(t, firstError(t, open(t, wrong)),
		fmt.Sprintf("log in to %s as %s, checked against the database %s: user and password do not fit", db.Server.Address, db.User, db.Name),
		"?authSource=DATABASE; a + in the URL means a blank", "wr0ng")
	elsewhere := db.URL() + "?authSource=admin"
	says(t, firstError(t, open(t, elsewhere)), "checked against the database admin: ", "?authSource=DATABASE", db.Password)
	says(t, firstError(t, open(t, db.TLSURL()+"&authMechanism=PLAIN&authSource="+db.Name)), `the server says "Unsupported authentication mechanism \"PLAIN\"`, "check user", db.Password)
	nobody := strings.Replace(db.URL(), login+"@", "", 1)
	says(t, firstError(t, open(t, nobody)), "the server wants a login, and the URL has no user", "mongodb://USER:PASSWORD@")
	for _, mechanism := range []string{"SCRAM-SHA-1", "SCRAM-SHA-256"} {
		for _, err := range open(t, db.URL()+"?authMechanism="+mechanism).Meters(t.Context(), sources.MeterQuery{}) {
			if err != nil {
				t.Errorf("%s: %v", mechanism, err)
			}
		}
	}
}

func TestADatabaseThatIsNotCeilometers(t *testing.T) {
	t.Parallel()
	db := sourcestest.MongoDB(t)
	s := open(t, db.URL())
	says(t, firstError(t, s), fmt.Sprintf("the database %s has no collection resource", db.Name), "usually called ceilometer")
	for _, err := range s.Samples(t.Context(), sources.SampleQuery{Meter: "memory"}) {
		says(t, err, "has no collection meter", "usually called ceilometer")
	}
	_, err := s.Health(t.Context())
	says(t, err, "has no collection resource", "usually called ceilometer")
	db.Create(t, "resource")
	for _, err := range s.Meters(t.Context(), sources.MeterQuery{}) {
		t.Errorf("an empty collection is an empty list, got the error %v", err)
	}
}

func TestTLSWithAnUnknownAuthority(t *testing.T) {
	t.Parallel()
	db := sourcestest.MongoDB(t)
	url, _, _ := strings.Cut(db.TLSURL(), "&")
	says(t, firstError(t, open(t, url+"&serverSelectionTimeoutMS=3000")), "x509: certificate signed by unknown authority", "ssl_ca_certs=FILE", db.Password)
}

// TestWhatAServerRefuses has the server of 2.6 and the one of 3.6 refuse in the
// form of each.
func TestWhatAServerRefuses(t *testing.T) {
	t.Parallel()
	refusal := func(code int32, text string) bson.D {
		return bson.D{{Key: "ok", Value: 0.0}, {Key: "$err", Value: text}, {Key: "errmsg", Value: text}, {Key: "code", Value: code}}
	}
	for name, c := range map[string]struct {
		answer     bson.D
		text, hint string
	}{
		"no permission": {refusal(13, "not authorized on ceilometer to execute command"), "the user ceilometer may not read the database ", `db.grantRolesToUser("ceilometer", [{role: "read"`},
		"time is up":    {refusal(50, "operation exceeded time limit"), "the server did not find it within 5s", "timestamp_idx"},
		"sort":          {refusal(17144, "Runner error: Overflow sort stage buffered data usage"), "cannot sort that many documents without an index", "timestamp_idx"},
		"ended":         {refusal(11601, "operation was interrupted"), "somebody ended the operation on the server", "ask again"},
		"anything else": {refusal(2, "bad \x1b[2J value"), `the server says "bad \x1b[2J value" (code 2)`, ""},
	} {
		for wire, message := range map[int32]string{2: "find message with $maxTimeMS", 6: "find"} {
			t.Run(fmt.Sprintf("%s/%d", name, wire), func(t *testing.T) {
				t.Parallel()
				old := &oldServer{max: wire, login: "ceilometer:s3cret"}
				old.answer = func(what string) (bson.D, error) {
					switch what {
					case message:
						return c.answer, nil
					case "saslStart", "saslContinue":
						return refusal(18, "Authentication failed."), nil
					}
					return nil, nil
				}
				url := old.start(t, nil)
				if wire == 6 {
					// The fake knows no SCRAM.
					url = strings.Replace(url, "ceilometer:s3cret@", "", 1)
				}
				s := open(t, url)
				s.target.user = "ceilometer"
				n := 0
				for _, err := range s.Samples(t.Context(), sources.SampleQuery{Limit: 1}) {
					says(t, err, c.text, c.hint, "s3cret")
					n++
				}
				if n != 1 {
					t.Errorf("got %d rows and errors, want one error", n)
				}
			})
		}
	}
}

// TestAListThatBreaksInTheMiddle: what has arrived is shown, and the error says
// that more is missing.
func TestAListThatBreaksInTheMiddle(t *testing.T) {
	t.Parallel()
	db := sourcestest.MongoDB(t)
	db.Load(t, sourcestest.LargeCloud(2500, 1))
	for name, c := range map[string]struct {
		wire       int32
		message    string
		answer     bson.D
		fault      error
		text, hint string
	}{
		"cursor killed, 2.6":  {2, "getMore message", bson.D{}, nil, "the server no longer knows the cursor after 2000 documents; the list is not whole", "ten minutes"},
		"cursor killed, 3.6":  {6, "getMore", bson.D{{Key: "ok", Value: 0.0}, {Key: "code", Value: 43}, {Key: "errmsg", Value: "Cursor not found"}}, nil, "the server no longer knows the cursor after 2000 documents; the list is not whole", "ten minutes"},
		"server ended, 2.6":   {2, "getMore message", nil, errors.New("cut"), "the connection broke after 2000 documents; the list is not whole: ", "ask again"},
		"server ended, 3.6":   {6, "getMore", nil, errors.New("cut"), "the connection broke after 2000 documents; the list is not whole: ", "ask again"},
		"another error, 3.4":  {5, "getMore", bson.D{{Key: "ok", Value: 0.0}, {Key: "code", Value: 96}, {Key: "errmsg", Value: "x"}}, nil, "cannot sort that many documents", "timestamp_idx"},
		"interrupted, in 3.0": {3, "getMore message", bson.D{{Key: "$err", Value: "interrupted"}, {Key: "code", Value: 11601}}, nil, "somebody ended the operation on the server after 2000 documents; the list is not whole", "ask again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old := &oldServer{max: c.wire, answer: func(what string) (bson.D, error) {
				if what == c.message {
					return c.answer, c.fault
				}
				return nil, nil
			}}
			rows := 0
			var last error
			for _, err := range open(t, old.start(t, db)).Meters(t.Context(), sources.MeterQuery{}) {
				if last = err; err == nil {
					rows++
				}
			}
			if rows != 2000 {
				t.Errorf("got %d rows, want the 2000 that arrived", rows)
			}
			says(t, last, c.text, c.hint)
		})
	}
}

func TestAfterCloseNothingIsAnswered(t *testing.T) {
	t.Parallel()
	db := sourcestest.MongoDB(t)
	db.Load(t, sourcestest.LargeCloud(1, 1))
	s := open(t, db.URL())
	if n := count(t, s, sources.MeterQuery{}); n != 1 {
		t.Fatalf("got %d meters, want 1", n)
	}
	if err := s.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	says(t, firstError(t, s), "the store was closed", "")
	if err := s.Close(context.Background()); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

func count(t *testing.T, s *Store, q sources.MeterQuery) int {
	t.Helper()
	n := 0
	for _, err := range s.Meters(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}
