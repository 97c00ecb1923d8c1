package oslo

// atom is a string, number or word that the scanner came by: where it stands
// with its quotes, and where it was noted.
type atom struct {
	lo, hi    uint32
	place, id byte
	secret    bool
}

// enterSecret notes that an object or list, not an empty one, is a secret.
func (s *scanner) enterSecret(at, depth int) {
	s.secret = true
	if s.inTree == 0 {
		s.trees, s.inTree = append(s.trees, span{lo: uint32(at)}), depth
	}
}

// meet notes a string, number or word for shapes.
func (s *scanner) meet(lo, hi int, v atom) {
	v.secret = v.secret && s.inTree == 0
	if s.met < len(s.atoms) {
		v.lo, v.hi = uint32(lo), uint32(hi)
		s.atoms[s.met] = v
	}
	s.met++
}

// endSample compares the sample just read with the first one.
func (s *scanner) endSample(b []byte) {
	s.samples++
	v := &s.values[placeSample]
	if s.entered&(1<<placeMeta) != 0 {
		v[idDisplayName], v[idName] = s.values[placeMeta][idDisplayName], s.values[placeMeta][idName]
	}
	if s.samples == 1 {
		s.first = *v
		return
	}
	for _, id := range sampleIDs {
		x, y := s.first[id], v[id]
		if string(b[x.lo:x.hi]) != string(b[y.lo:y.hi]) {
			s.differ |= 1 << id
		}
	}
}
