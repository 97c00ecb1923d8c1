package tui

import "time"

// still is a Player that does nothing.
type still struct{}

func (still) Position() (at, total time.Duration) { return 0, time.Minute }
func (still) Speed() float64                      { return 1 }
func (still) SetSpeed(float64)                    {}
func (still) Paused() bool                        { return true }
func (still) Pause(bool)                          {}
func (still) Skip(time.Duration)                  {}
