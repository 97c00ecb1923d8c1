// Package meterdef knows how Ceilometer's meters come about, and what they are.
//
// # From an event to samples
//
// Read compiles files of meter definitions as Ceilometer's notification agent does
// under the rules of a release; Builtin has the definitions that a release brings
// along. Of a Set, Feeds has the names of the meters that an event type feeds, at
// the price of looking it up, and Samples makes the samples of one event and says
// of each definition that nearly made one why it did not. A Ledger remembers which
// event types came, and tells of a meter what feeds it.
//
// The rules are those of the code: ceilometer/meter/notifications.py,
// declarative.py and pipeline/sample.py. Tests ask the real thing, 19.0 as Debian
// packages it, and compare field by field. Some of what operators meet:
//
//   - inside a file the last definition of a name counts, of several files the
//     first; one that cannot be compiled gives way to one that can;
//   - volume: 0 is a missing volume, and a volume that the event does not have
//     drops the sample, while a missing resource does not;
//   - a definition that fails on an event loses the samples of all definitions for
//     that event;
//   - only what is sent as info or sample becomes a sample;
//   - the user and project that a definition does not name come, since Pike, from
//     a path that finds nothing (see package jsonpath).
//
// # What is known by name
//
// Lookup has of each name its type, its unit, and how often a sample of it is to be
// expected.
//
// The table was written from the meter definitions (meters.yaml) that Ceilometer
// packages from Liberty to 2026.1, from its pollsters and their entry points in
// setup.cfg over the same releases, and from its default polling and pipeline
// files. No release has all of these meters. A cloud can define more, so that a
// name which is not here is unknown and not wrong.
//
// Where releases differ, the table has for
//
//   - the unit that of the older releases: 2026.1 says GiB and MiB where all
//     before it say GB and MB for the same numbers;
//   - the interval the longest, so that nothing is called late too early: ten
//     minutes for what was polled before Pike, five for what came with or after
//     it, and an hour for what an hourly usage audit repeats even if later
//     releases poll it too. A cloud may poll at any other interval.
package meterdef
