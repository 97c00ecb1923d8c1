// Package usage counts what projects, users and resources used, to the second,
// from notifications alone: vCPUs, memory and disks of servers, gigabytes of
// volumes, bytes of images and their downloads.
//
// A Ledger takes events in any order, as often as they come, of any number of
// recordings, and with inventories of any moment beside them. It keeps what it
// knows of each resource, not the events: when it began and ended, each change,
// and the first and last sighting of a day in each state. What it reports depends
// on what it was told, never on the order.
//
// # What counts
//
// A server counts with its whole flavor from its launch to its end, whatever its
// power state, as in Nova's own os-simple-tenant-usage: compute.instance.create.end
// and .delete.end, or instance.create.end and .delete.end, in either format or in
// both. A new flavor counts from the launched_at of finish_resize.end, the old one
// again from resize.revert.end. A volume counts from its created_at to
// volume.delete.end or volume.unmanage.end, with a new size from volume.resize.end,
// for a new owner from volume.transfer.accept.end, whether or not it is attached. As long as a server
// has it, from volume.attach.end to volume.detach.end, it counts as volume.attached
// beside that. An image counts from image.upload or
// image.activate to image.delete; a download is image.send, for whoever got it.
// What never came to be, because it failed, does not count.
//
// Exists events, and all others that say a size, are sightings: they never move
// what a creation, a change or a deletion says.
//
// # How well it is known
//
// Every second of a resource is in one Class. Certain is what lies between two
// pieces of evidence, in time that was observed, or that agree so that nothing
// can have happened between them. Inferred is what goes on in silence behind the
// last evidence, and what lies between two that differ without the event that
// explains it. Unobserved is what goes on in time that nobody listened to, as it did
// before: it is never left out. Only a server that looks the same at both ends of
// such a time, with the same launch, is certain in it, for a resize launches anew.
//
// What is observed is taken to be complete: that no event was lost unless
// another one shows it.
//
// Without an inventory, or with a break in the observation since it was taken, a
// resource may be missing altogether. The report then says that its sums are a
// lower bound.
//
// # Money
//
// Prices come as decimals and stay exact: a cost is a fraction, math/big's Rat,
// and is rounded once, where it is shown.
package usage
