package main

import (
	"context"
	_ "embed"
	"net/http"
	"time"

	"github.com/ceilotop/ceilotop/sources/gnocchi"
	"github.com/ceilotop/ceilotop/sources/meterdef"
	"github.com/ceilotop/ceilotop/tui/meters"
)

// demoMeters is what a real Gnocchi 4.4 answered, to which a Ceilometer agent
// had sent what it made of the demo's recording, fed 24 times, five minutes
// apart. The agent listened on B alone as an agent should, so the meters of
// Nova, which notifies on A, are missing. TestRecordTheDemosMeters took it.
//
//go:embed demo-meters.jsonl.zst
var demoMeters []byte

// demoStore is a store that asks nobody: the address is one that documentation
// uses.
func demoStore(now func() time.Time) (*gnocchi.Store, error) {
	played, err := readAnswers(demoMeters, now)
	if err != nil {
		return nil, err
	}
	return gnocchi.New(gnocchi.Config{
		Endpoint: "http://192.0.2.13:8041", HTTP: &http.Client{Transport: played}, Known: meterdef.Lookup, From: "demo",
	}), nil
}

func demoMetersPage() (*meters.Config, error) {
	store, err := demoStore(time.Now)
	if err != nil {
		return nil, err
	}
	return &meters.Config{
		Known: meterdef.Lookup, Save: saveRows,
		Stores: func(_ context.Context, found func([]meters.Store)) {
			found([]meters.Store{{Address: store.Where(), Store: store}})
		},
	}, nil
}
