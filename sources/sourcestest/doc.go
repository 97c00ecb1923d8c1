// Package sourcestest starts the real servers that tests need, on loopback,
// with data and ports of their own, and takes them away again.
//
// Starting a RabbitMQ node takes seconds, so two of them, [SharedA] and
// [SharedB], serve all tests of a process, each test in a virtual host of its
// own. When the environment names a directory in CEILOTOP_TEST_RABBITMQ, as it
// does under the program in sourcestest/serve, they serve all processes of a
// test run. A test that stops or alarms a node starts one for itself with
// [RabbitMQ].
//
// In the same way one Keystone serves all tests, each with a domain of its own
// that [Keystone] makes, and CEILOTOP_TEST_KEYSTONE names its directory. One
// Gnocchi serves all tests, each with a project of its own that [Gnocchi] makes,
// and CEILOTOP_TEST_GNOCCHI names its directory.
//
// A test that needs a Glance starts one for itself with [Glance]: that takes a few
// seconds.
//
// A Cinder is started by a test for itself, with [Cinder]; they share a PostgreSQL,
// and CEILOTOP_TEST_CINDER names its directory.
//
// In the same way one FerretDB, built from the module in sourcestest/ferretdb,
// is the MongoDB of all tests, each with a database of its own that [MongoDB]
// makes, and CEILOTOP_TEST_MONGODB names its directory.
//
// A server never outlives the process that started it, not even one that was
// killed: a guard process sees it end, kills the server and removes its data.
package sourcestest
