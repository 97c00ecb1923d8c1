package setup

// Servers is what the servers said that telemetry depends on. A nil field was
// not asked, because nothing names the server or because the facts are not of
// this machine. Error says in words why nothing is known about a server that
// was asked, without a password.
type Servers struct {
	BrokerA  *BrokerServer
	BrokerB  *BrokerServer
	Keystone *KeystoneServer
	MongoDB  *MongoServer
	// Ports are the other ones that were tried: memcached, 8777, 35357.
	Ports []Port
}

// Port is a TCP port that was tried.
type Port struct {
	Name    string // memcached, ceilometer-api, keystone-admin
	Address string // host:port
	Answers bool   // memcached and HTTP have to answer in their own protocol
	Error   string
}

// BrokerServer is what a RabbitMQ says.
type BrokerServer struct {
	Address  string // host:port of AMQP
	Admin    string // URL of the management API; "" none answers
	Error    string // why the management API could not be asked
	Hint     string
	Refused  bool   // the management API answered, and Error is that it refuses the administrator
	Version  string // 3.10.8; "" unknown
	VHost    bool   // the virtual host exists
	Users    []BrokerUser
	Policies []Policy
	Queues   []Queue // of the virtual host
	// Reachable says that AMQP answers at all; false with ReachError.
	Reachable  bool
	ReachError string
}

// BrokerUser is a user of a broker, with his permissions in the virtual host.
type BrokerUser struct {
	Name   string
	Exists bool
	// Login says that the planned password was accepted over AMQP.
	Login      bool
	LoginError string
	// Permissions are nil when he has none in the virtual host.
	Permissions *Permissions
	Tags        []string
}

// Permissions are regular expressions, as RabbitMQ has them.
type Permissions struct{ Configure, Write, Read string }

// Policy is a policy of a virtual host.
type Policy struct {
	Name       string
	Pattern    string
	ApplyTo    string // queues
	Priority   int
	Definition map[string]any
}

// Queue is a queue of a broker.
type Queue struct {
	Name      string
	Type      string // classic, quorum
	Durable   bool
	Messages  int
	Consumers int
}

// KeystoneServer is what Keystone says.
type KeystoneServer struct {
	Asked string // the URL that was asked
	Error string
	Hint  string
	// Unversioned says that the URL without /v3 answers with its versions.
	Unversioned bool
	V3          bool
	Regions     []string

	UserDomain    Named // the one that the answer names, found by id or by name
	ProjectDomain Named
	Project       Named    // ID "" : it does not exist
	Projects      []string // all that could be meant: service, services
	User          Named
	Login         bool // the planned password gave a token
	LoginError    string
	Role          Named               // admin
	Assigned      bool                // the user has the role in the project
	Services      []CatalogueService  // of type metering
	Endpoints     []CatalogueEndpoint // of these services
}

// Named is a thing of Keystone; its ID is "" when it does not exist.
type Named struct{ ID, Name string }

// CatalogueService is a service of the catalogue.
type CatalogueService struct{ ID, Name, Type string }

// CatalogueEndpoint is an endpoint of the catalogue.
type CatalogueEndpoint struct{ ID, ServiceID, Interface, Region, URL string }

// MongoServer is what MongoDB says.
type MongoServer struct {
	Address     string
	Error       string
	Hint        string
	Version     string // "" unknown
	WireVersion int
	AuthOn      bool // commands are refused without a login
	User        bool // the database user exists
	UserKnown   bool // whether he exists could be asked
	Login       bool // the planned password was accepted
	LoginError  string
}
