package oslo

import "strings"

// at returns the value noted at a place, nothing if the notification has no
// such place.
func (s *scanner) at(place, id byte) span {
	if s.entered&(1<<place) == 0 {
		return span{}
	}
	return s.values[place][id]
}

func (v span) empty() bool { return v.lo == v.hi }

// of returns the first value of a place that is known.
func (s *scanner) of(place byte, candidates ...byte) span {
	if s.entered&(1<<place) == 0 {
		return span{}
	}
	for _, id := range candidates {
		if v := s.values[place][id]; v.lo != v.hi {
			return v
		}
	}
	return span{}
}

// sample returns a value that all samples of a batch agree on.
func (s *scanner) sample(id byte) span {
	if s.samples == 0 || s.differ&(1<<id) != 0 {
		return span{}
	}
	return s.first[id]
}

// wrapped reports whether the payload is nothing but one object under a name,
// as Neutron's {"port": {…}}.
func (s *scanner) wrapped() bool { return s.wraps == 1 && s.counts[placePayload] == 1 }

// project returns whose notification this is. The context comes first: it is
// the one who asked, as in the request id beside it, and the payload's owner is
// often nobody the operator can ask. Without a context, as in Cinder's audits
// and everything from Glance and Keystone, the payload tells: what every service
// calls tenant or project, then of a downloaded image the one who downloaded it,
// as that is who asked, then its owner, then CADF's initiator.
func (s *scanner) project() span {
	v := s.of(placeRoot, idContextProjectID, idContextTenantID, idContextTenant, idContextProject)
	if v.empty() {
		v = s.of(placePayload, idTenantID, idProjectID, idReceiverTenantID, idOwner, idOwnerID)
	}
	if v.empty() {
		v = s.of(placeData, idTenantID, idProjectID)
	}
	if v.empty() {
		v = s.at(placeInitiator, idProjectID)
	}
	if v.empty() && s.wrapped() {
		v = s.of(placeWrap, idTenantID, idProjectID)
	}
	if v.empty() {
		v = s.sample(idProjectID)
	}
	return v
}

func (s *scanner) user() span {
	v := s.of(placeRoot, idContextUserID, idContextUser)
	if v.empty() {
		v = s.of(placePayload, idUserID, idReceiverUserID)
	}
	if v.empty() {
		v = s.at(placeData, idUserID)
	}
	if v.empty() { // before user_id was added, the initiator's own id was the user's
		v = s.of(placeInitiator, idUserID, idID)
	}
	if v.empty() && s.wrapped() {
		v = s.at(placeWrap, idUserID)
	}
	if v.empty() {
		v = s.sample(idUserID)
	}
	return v
}

func (s *scanner) request(b []byte) span {
	v := s.at(placeRoot, idContextRequestID)
	if v.empty() {
		v = s.at(placeInitiator, idRequestID)
	}
	if v.empty() {
		if v = s.at(placeData, idRequestID); v.hi-v.lo < 4 || string(b[v.lo:v.lo+4]) != "req-" {
			v = span{}
		}
	}
	return v
}

// Keys that hold a resource's id, the surest first. What a type's own events
// are about comes before all of them (ownID).
var idKeys = []byte{
	idInstanceID, idInstanceUUID, idUUID, idResourceID, idID, idImageID, idVolumeID, idSnapshotID, idBackupID, idShareID,
	idServerGroupID, idAggregateID, idGroupID, idGroupSnapshotID, idStackIdentity, idClusterID, idLabelID, idTypeID,
	idNodeUUID, idFlavorID, idKeyName, idNamespace,
}

// Keys that hold its name. host_name is a server's own in versioned payloads
// only; in Nova's aggregate.addhost it is the host that was added.
var (
	nameKeys          = []byte{idDisplayName, idName, idHostname, idKeyName, idStackName, idBinary}
	versionedNameKeys = []byte{idDisplayName, idName, idHostName, idKeyName, idBinary}
)

// ownID returns the key that an event of this type has the id of its resource
// under, where another one of idKeys may stand beside it.
func ownID(eventType string) byte {
	first, rest, _ := strings.Cut(eventType, ".")
	switch first {
	case "volume":
		return idVolumeID
	case "snapshot":
		return idSnapshotID
	case "backup":
		return idBackupID
	case "image":
		if strings.HasPrefix(rest, "member") {
			return idImageID
		}
		return idID
	case "group", "consistencygroup":
		return idGroupID
	case "group_snapshot", "cgsnapshot":
		return idGroupSnapshotID
	case "volume_type_extra_specs", "volume_type_project", "group_type_specs":
		return idTypeID
	case "share":
		return idShareID
	case "keypair":
		return idName
	}
	return idNone
}

// resource returns the id and the name of what the event is about.
func (s *scanner) resource(b []byte, eventType string) (id, name span) {
	switch {
	case s.samples > 0:
		name = s.sample(idDisplayName)
		if name.empty() {
			name = s.sample(idName)
		}
		if id = s.sample(idResourceID); id.empty() {
			name = span{}
		}
		return id, name
	case s.entered&(1<<placeTarget) != 0: // CADF, whose payload.id is the event's own
		if id = s.at(placePayload, idResourceInfo); id.empty() || b[id.lo-1] != '"' {
			id = s.at(placeTarget, idID)
		}
		return id, s.at(placeTarget, idName)
	}
	own := ownID(eventType)
	for _, place := range [...]byte{placePayload, placeData, placeWrap, placeInstance, placeRequested, placeArgs} {
		if s.entered&(1<<place) == 0 || place == placeWrap && !s.wrapped() {
			continue
		}
		v := &s.values[place]
		if id.empty() && own != idNone {
			id = v[own]
		}
		if id.empty() {
			id = s.of(place, idKeys...)
		}
		if name.empty() {
			names := nameKeys
			if place == placeData {
				names = versionedNameKeys
			}
			name = s.of(place, names...)
		}
	}
	if id.empty() {
		id = s.at(placePayload, idResourceInfo)
	}
	return id, name
}
