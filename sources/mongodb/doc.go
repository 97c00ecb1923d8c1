// Package mongodb reads Ceilometer's meters where Ceilometer keeps them: in a
// MongoDB as the driver storage/impl_mongodb.py of Liberty to Pike lays it out.
//
// The collection resource has one document a resource, with the array meter of
// what was ever measured of it; the collection meter has one document a sample.
// What is asked of the database is find, with a projection and, where the answer
// has an order, a sort for which Ceilometer made an index; statistics and the
// resources of a time span are computed here from the stream. Nothing is ever
// written: Ceilometer's own API writes a temporary collection for the latter.
// A user with the role read is enough.
//
// Rows are those of the Ceilometer API, with three exceptions: metadata keeps
// its nesting and its types, a time with a zone other than UTC is refused, where
// the API drops the zone, and a bound finer than a millisecond is kept to.
package mongodb
