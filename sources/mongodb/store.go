package mongodb

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/readpref"

	"github.com/ceilotop/ceilotop/sources"
)

const (
	// patience is how long a server may take to be found and connected to. A
	// URL with timeouts of its own has its way.
	patience = 5 * time.Second
	// freshnessPatience bounds the search for one newest sample: without a fit
	// index the server would read every sample there is.
	freshnessPatience = 5 * time.Second
	// farewell is how long the server may take to hear that a list is not read
	// to its end.
	farewell = 2 * time.Second
	// batch is the number of documents in one answer of the server. It bounds
	// the memory; MongoDB bounds an answer by 16 MiB as well.
	batch = 2000
	// connections are what all lists at one time share.
	connections = 8
)

// Config says where the database is.
type Config struct {
	// URL is mongodb://[user:password@]host[:port][,host…]/database[?options],
	// read as Ceilometer's pymongo does: + is a blank in user and password, and
	// credentials are checked against the database in the path unless there is
	// an authSource.
	URL  sources.Secret
	From string // what led to it, for Where
}

// Store is a Ceilometer database in MongoDB 2.6 or later.
type Store struct {
	address sources.StoreAddress
	target  target
	options *options.ClientOptions

	mu     sync.Mutex
	client *mongo.Client // nil before the first use and after Close
	closed bool
}

var _ sources.MeterStore = (*Store)(nil)

// New reads the URL. It does not connect: the first use of the store does.
func New(c Config) (*Store, error) {
	t, password, err := parse(c.URL.Reveal())
	if err != nil {
		return nil, err
	}
	o, err := t.options(password)
	if err != nil {
		return nil, err
	}
	return &Store{
		address: sources.StoreAddress{Kind: sources.MongoDB, URL: t.address(), From: c.From},
		target:  t,
		options: o,
	}, nil
}

// Where names the store, without credentials.
func (s *Store) Where() sources.StoreAddress { return s.address }

// Close ends the connections. Lists that are still being read end with an error.
func (s *Store) Close(ctx context.Context) error {
	s.mu.Lock()
	client := s.client
	s.client, s.closed = nil, true
	s.mu.Unlock()
	if client == nil {
		return nil
	}
	return client.Disconnect(ctx)
}

// database is the database, connected to at the first call. Whether a server is
// there shows only when something is asked of it.
func (s *Store) database(ctx context.Context) (*mongo.Database, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errors.New("the store was closed")
	}
	if s.client == nil {
		client, err := mongo.Connect(ctx, s.options)
		if err != nil {
			return nil, err
		}
		s.client = client
	}
	return s.client.Database(s.target.database), nil
}

// options are those of the URL, and what follows from how the store is used.
func (t target) options(password sources.Secret) (*options.ClientOptions, error) {
	o := options.Client().SetAppName("ceilotop").SetServerSelectionTimeout(patience).SetConnectTimeout(patience).
		SetMaxPoolSize(connections).SetReadPreference(readpref.SecondaryPreferred())
	// What the URL says comes later and wins.
	o.ApplyURI(t.url(password))
	if err := o.Validate(); err != nil {
		text := strings.TrimPrefix(err.Error(), "error parsing uri: ")
		return nil, sources.WithHint(t.errorf("read the MongoDB URL: %s", text), "it has the form mongodb://user:password@host:27017/ceilometer")
	}
	if len(t.hosts) == 1 && o.ReplicaSet == nil && o.Direct == nil {
		// As pymongo does: a member of a replica set is asked itself, and the
		// names that the others have for each other do not matter.
		o.SetDirect(true)
	}
	return o, nil
}
