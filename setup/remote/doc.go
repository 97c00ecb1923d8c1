// Package remote brings the files of another node here, so that a plan can be
// made from them. It runs the operator's own ssh, with his keys, agent, jump
// hosts and known hosts, and reads; it writes nothing there.
package remote
