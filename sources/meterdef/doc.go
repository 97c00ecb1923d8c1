// Package meterdef knows what Ceilometer's meters are: of each name its type,
// its unit, and how often a sample of it is to be expected.
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
