package setup

import "errors"

// ErrDrifted says that the machine is not what the plan was made from, or what
// the run left behind.
var ErrDrifted = errors.New("it was changed by someone else meanwhile")
