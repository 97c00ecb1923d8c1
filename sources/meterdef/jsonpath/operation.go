package jsonpath

import (
	"errors"
	"slices"
)

// operation is arithmetic of two paths or constants.
type operation struct {
	op          byte
	left, right operand
}

// operand is a path, or a constant if that is nil.
type operand struct {
	path     node
	constant Value
}

// find pairs what both sides find, or a constant with each that the other finds.
// Sides of different lengths give nothing, and so does a pair of types that do
// not go together.
func (o operation) find(d *datum) ([]*datum, error) {
	left, err := o.left.find(d)
	if err != nil {
		return nil, err
	}
	right, err := o.right.find(d)
	if err != nil {
		return nil, err
	}
	switch {
	case o.left.path != nil && o.right.path != nil:
		if len(left) != len(right) {
			return nil, nil
		}
	case o.left.path != nil:
		for len(right) < len(left) {
			right = append(right, right[0])
		}
	case o.right.path != nil:
		for len(left) < len(right) {
			left = append(left, left[0])
		}
	}
	n := min(len(left), len(right))
	if slices.Contains(left, nowhere) || slices.Contains(right, nowhere) {
		return nil, errNowhere
	}
	var all []*datum
	for i := range n {
		v, err := calculate(o.op, left[i].value, right[i].value)
		if errors.Is(err, errType) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, &datum{value: v})
	}
	return all, nil
}

func (o operand) find(d *datum) ([]*datum, error) {
	if o.path == nil {
		return []*datum{{value: o.constant}}, nil
	}
	return o.path.find(d)
}
