package oslo

// A place is an object in the notification whose values matter. Place 0 is
// every other object: what is noted there is never read.
const (
	placeOther byte = iota
	placeRoot
	placePayload
	placeData           // payload.nova_object.data
	placeTarget         // payload.target, CADF
	placeInitiator      // payload.initiator, CADF
	placeWrap           // payload.ANY: {"port": {…}}, {"volume_types": {…}}
	placeSample         // payload[], payload.samples[]
	placeMeta           // payload.samples[].resource_metadata
	placeArgs           // payload.args, of a method that raised
	placeInstance       // payload.args.instance
	placeRequest        // payload.request_spec
	placeRequested      // payload.request_spec.instance_properties
	placeList           // payload.samples, which is a list
	places         = 16 // a power of two
)

// inside says which place an object is that stands under a key of a place.
var inside = func() (t [places][ids]byte) {
	t[placeRoot][idPayload] = placePayload
	for id := range t[placePayload] {
		t[placePayload][id] = placeWrap
	}
	t[placePayload][idData] = placeData
	t[placePayload][idTarget] = placeTarget
	t[placePayload][idInitiator] = placeInitiator
	t[placePayload][idSamples] = placeList
	t[placePayload][idArgs] = placeArgs
	t[placePayload][idRequestSpec] = placeRequest
	t[placeSample][idMetadata] = placeMeta
	t[placeArgs][idInstance] = placeInstance
	t[placeRequest][idInstanceProperties] = placeRequested
	return t
}()

// elements says which place the objects are in a list that stands where the
// place is expected.
var elements = [places]byte{
	placePayload: placeSample, // topics metering and event
	placeList:    placeSample,
	placeWrap:    placeWrap,
}

// below has a bit for a place and all places inside it: a key that occurs again
// forgets what its first value held.
var below = [places]uint32{
	placePayload:   ^uint32(1 << placeRoot),
	placeData:      1 << placeData,
	placeTarget:    1 << placeTarget,
	placeInitiator: 1 << placeInitiator,
	placeWrap:      1 << placeWrap,
	placeList:      1<<placeSample | 1<<placeMeta,
	placeSample:    1<<placeSample | 1<<placeMeta,
	placeMeta:      1 << placeMeta,
	placeArgs:      1<<placeArgs | 1<<placeInstance,
	placeInstance:  1 << placeInstance,
	placeRequest:   1<<placeRequest | 1<<placeRequested,
	placeRequested: 1 << placeRequested,
}

var sampleIDs = [...]byte{idResourceID, idProjectID, idUserID, idDisplayName, idName}
