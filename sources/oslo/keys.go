package oslo

// The keys whose values matter, each with a number of its own, so that the
// scanner notes a value with one store. Number 0 is every other key.
const (
	idNone = iota
	idVersion
	idMessage
	idMessageID
	idPublisherID
	idEventType
	idPriority
	idPayload
	idTimestamp
	idContextRequestID
	idGlobalRequestID
	idContextProjectID
	idContextTenantID
	idContextTenant
	idContextProject
	idContextUserID
	idContextUser
	idData
	idTarget
	idInitiator
	idSamples
	idMetadata
	idArgs
	idInstance
	idRequestSpec
	idInstanceProperties
	idTypeURI
	idRequestID
	idTenantID
	idProjectID
	idOwner
	idOwnerID
	idReceiverTenantID
	idReceiverUserID
	idUserID
	idID
	idUUID
	idInstanceID
	idInstanceUUID
	idVolumeID
	idSnapshotID
	idBackupID
	idImageID
	idGroupID
	idGroupSnapshotID
	idShareID
	idServerGroupID
	idAggregateID
	idLabelID
	idTypeID
	idNodeUUID
	idFlavorID
	idKeyName
	idStackIdentity
	idClusterID
	idResourceID
	idResourceInfo
	idNamespace
	idDisplayName
	idName
	idHostName
	idHostname
	idStackName
	idBinary
	lastID

	ids = 64 // a power of two, and as many as a word has bits
)

const _ = uint(ids - lastID) // does not compile when the keys outgrow the table

// secretKey is set in a kind when the key names a secret.
const secretKey = 0x80

var keyNames = map[string]byte{
	"oslo.version":               idVersion,
	"oslo.message":               idMessage,
	"message_id":                 idMessageID,
	"publisher_id":               idPublisherID,
	"event_type":                 idEventType,
	"priority":                   idPriority,
	"payload":                    idPayload,
	"timestamp":                  idTimestamp,
	"_context_request_id":        idContextRequestID,
	"_context_global_request_id": idGlobalRequestID,
	"_context_project_id":        idContextProjectID,
	"_context_tenant_id":         idContextTenantID,
	"_context_tenant":            idContextTenant,
	"_context_project":           idContextProject,
	"_context_user_id":           idContextUserID,
	"_context_user":              idContextUser,
	"nova_object.data":           idData,
	"ironic_object.data":         idData,
	"target":                     idTarget,
	"initiator":                  idInitiator,
	"samples":                    idSamples,
	"resource_metadata":          idMetadata,
	"args":                       idArgs,
	"instance":                   idInstance,
	"request_spec":               idRequestSpec,
	"instance_properties":        idInstanceProperties,
	"typeURI":                    idTypeURI,
	"request_id":                 idRequestID,
	"tenant_id":                  idTenantID,
	"project_id":                 idProjectID,
	"owner":                      idOwner,
	"owner_id":                   idOwnerID,
	"receiver_tenant_id":         idReceiverTenantID,
	"receiver_user_id":           idReceiverUserID,
	"user_id":                    idUserID,
	"id":                         idID,
	"uuid":                       idUUID,
	"instance_id":                idInstanceID,
	"instance_uuid":              idInstanceUUID,
	"volume_id":                  idVolumeID,
	"snapshot_id":                idSnapshotID,
	"backup_id":                  idBackupID,
	"image_id":                   idImageID,
	"group_id":                   idGroupID,
	"consistencygroup_id":        idGroupID,
	"group_snapshot_id":          idGroupSnapshotID,
	"cgsnapshot_id":              idGroupSnapshotID,
	"share_id":                   idShareID,
	"server_group_id":            idServerGroupID,
	"aggregate_id":               idAggregateID,
	"label_id":                   idLabelID,
	"type_id":                    idTypeID,
	"node_uuid":                  idNodeUUID,
	"flavorid":                   idFlavorID,
	"key_name":                   idKeyName,
	"stack_identity":             idStackIdentity,
	"cluster_id":                 idClusterID,
	"resource_id":                idResourceID,
	"resource_info":              idResourceInfo,
	"namespace":                  idNamespace,
	"display_name":               idDisplayName,
	"name":                       idName,
	"host_name":                  idHostName,
	"hostname":                   idHostname,
	"stack_name":                 idStackName,
	"binary":                     idBinary,
}

func classify(key string) byte {
	kind := keyNames[key]
	if namesSecret(key) {
		kind |= secretKey
	}
	return kind
}

// keyTable remembers the kind of the keys seen last, two to a row. A cloud uses
// a few hundred keys over and over; a tenant who invents keys only pays for his
// own.
type keyTable struct {
	known [2048]knownKey
	rest  [2048][38]byte // of keys longer than 24 bytes: what lies between second and tail
}

// knownKey is a key of which 24 bytes are compared as three words: the first
// eight, the last eight, and the eight behind the first when there are more
// than sixteen. Shorter keys have zero bytes there.
type knownKey struct {
	head, tail, second uint64
	n                  uint8 // 0: nothing here
	kind               byte
}

// longestKey is the longest key that is remembered.
const longestKey = 24 + 38

// kind classifies the key b[lo:hi]. At least sixteen bytes follow its beginning.
func (t *keyTable) kind(b []byte, lo, hi int, plain bool) byte {
	n := hi - lo
	if !plain || hi < 8 || n == 0 || n > longestKey {
		return classify(unescaped(b[lo:hi]))
	}
	// No branches here: the lengths of keys are as good as random.
	short := 8 * uint(max(0, 8-n)) & 63
	k := knownKey{
		head:   load8(b, lo) & (^uint64(0) >> short),
		tail:   load8(b, hi-8) >> short,
		second: load8(b, lo+8) & uint64((16-n)>>63),
		n:      uint8(n),
	}
	row := (k.head*0x9e3779b97f4a7c15 ^ k.second*0x165667b19e3779f9 ^ (k.tail+uint64(n))*0xc2b2ae3d27d4eb4f) >> 53
	if e := &t.known[row]; e.same(&k) && (n <= 24 || t.between(row, b[lo+16:hi-8])) {
		return e.kind
	}
	return t.other(&k, row, b[lo:hi])
}

func (e *knownKey) same(k *knownKey) bool {
	return e.head == k.head && e.tail == k.tail && e.second == k.second && e.n == k.n
}

func (t *keyTable) between(row uint64, b []byte) bool {
	return string(t.rest[row][:len(b)]) == string(b)
}

// other looks at the second place for k, and makes it the first.
func (t *keyTable) other(k *knownKey, row uint64, key []byte) byte {
	first, second := &t.known[row], &t.known[row^1]
	*first, *second = *second, *first
	t.rest[row], t.rest[row^1] = t.rest[row^1], t.rest[row]
	if !first.same(k) || k.n > 24 && !t.between(row, key[16:k.n-8]) {
		*first = *k
		first.kind = classify(string(key))
		if k.n > 24 {
			copy(t.rest[row][:], key[16:k.n-8])
		}
	}
	return first.kind
}
