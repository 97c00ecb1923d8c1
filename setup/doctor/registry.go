package doctor

import "slices"

// All are the checks, in the order in which they are worth reading: first what
// the files say, then what runs, then what the servers say. Each group has a
// file of its own.
func All() []Check {
	return slices.Concat(
		fileChecks,
		addressChecks,
		meetingChecks,
		driverChecks,
		ceilometerChecks,
		meterChecks,
		auditChecks,
		mongodChecks,
		runningChecks,
		logChecks,
		endpointChecks,
		brokerChecks,
		exchangeChecks,
		queueChecks,
		eventChecks,
		identityChecks,
		storeChecks,
	)
}

// Explain returns the check of that id.
func Explain(id string) (Check, bool) {
	all := All()
	i := slices.IndexFunc(all, func(c Check) bool { return c.ID == id })
	if i < 0 {
		return Check{}, false
	}
	return all[i], true
}
