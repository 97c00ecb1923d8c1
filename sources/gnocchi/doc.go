// Package gnocchi reads meters from Gnocchi, versions 2 to 4. It is a
// [sources.MeterStore] over Gnocchi's REST API and never writes.
//
// Gnocchi knows metrics and measures where Ceilometer knew meters and samples,
// so that some of what the vocabulary has is made here, and some is not there:
//
//   - A Meter is a metric joined with its resource. Its type is not kept; it
//     comes from [Config.Known] by the name, and is null for names that are not
//     known. There is no source. A metric without a name has the name "", one
//     without a resource has none, and one whose resource was deleted in the
//     meantime has Gnocchi's own id of it and neither project nor user.
//   - A Sample is one measure, which is already an aggregate: of all that came
//     within one granule, the finest of the metric's archive policy, its mean.
//     A policy that keeps no mean gives another of its methods (see samples.go).
//     The timestamp is the granule's beginning, and it is that which conditions
//     on the timestamp are about. What was posted but not yet worked off is not
//     there; [sources.StoreHealth] says how much that is.
//   - A Statistic is put together from the granules' max, min, sum and count,
//     which gives what the samples themselves would give, as long as the archive
//     policy keeps these methods: the policy ceilometer-low, for one, keeps only
//     the mean. What cannot be known is null, and an aggregate that was asked for
//     by name is then an UnsupportedError. The average is sum by count, or else
//     the mean of the granules' means, which is what Gnocchi's own reaggregation
//     gives: as many samples in every granule make that the mean of the samples.
//     Periods are counted from the time asked for, or else from 1970, so that
//     granules lie within them; a period shorter than a granule is an
//     UnsupportedError, and so is stddev.
//   - A Resource has what Gnocchi keeps of it as its metadata. When its first and
//     last samples were is unknown.
//
// Lists come in the order of Gnocchi's ids, which are random, a page at a time.
// Metrics are read ahead by a few pages, and of the resources those that they
// belong to, each once. What is held in memory are those resources, about 200
// bytes each, and for samples also the metrics that were asked for and about a
// million measures of 32 bytes.
package gnocchi
