// Package jsonpath reads the paths of Ceilometer's meter definitions and finds
// what they name in a notification, as jsonpath-rw-ext does, on which Ceilometer
// is built: with its arithmetic, filters, split and sub, and with its surprises,
// since a definition means what that library makes of it. Of these the ones that
// operators meet:
//
//   - a | binds closer than a dot, so that a.b|a.c is a.(b|a).c;
//   - arithmetic has no order but from right to left: a - b + c is a - (b + c);
//   - a division is never read, its sign being that of a sort;
//   - a name that begins with true or false is no name unless quoted;
//   - [*] of what is no list is the thing itself;
//   - some paths fail on some values, such as an index into a number. Ceilometer
//     then loses every sample of that notification, not only this one's.
//
// It is pure: values in, values out.
package jsonpath
