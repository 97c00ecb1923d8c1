package sourcestest

import (
	"testing"
	"time"
)

func TestKeystoneGivesEveryTestADomainOfItsOwn(t *testing.T) {
	t.Parallel()
	one, two := Keystone(t), Keystone(t)
	if one.Server != two.Server {
		t.Error("a second Keystone was started")
	}
	token := one.Token(t)
	if !two.Valid(t, token) {
		t.Error("a new token is not valid")
	}
	one.Revoke(t, token)
	if one.Valid(t, token) {
		t.Error("a revoked token is valid")
	}
}

func TestExpiringTokensExpire(t *testing.T) {
	t.Parallel()
	i := Keystone(t)
	front := *i
	front.URL = i.Server.Expiring(t, time.Second)
	token := front.Token(t)
	eventually(t, "the token to expire", func() bool { return !i.Valid(t, token) })
}
