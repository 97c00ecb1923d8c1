package standin

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// api is the management API.
func (b *Broker) api() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, password, _ := r.BasicAuth()
		if !b.mayManage(name, password, r.Method != http.MethodGet) {
			w.Header().Set("WWW-Authenticate", `Basic realm="RabbitMQ Management"`)
			answer(w, http.StatusUnauthorized, fault{"not_authorised", "Login failed"})
			return
		}
		path, ok := strings.CutPrefix(r.URL.EscapedPath(), "/api/")
		var parts []string
		for part := range strings.SplitSeq(strings.TrimSuffix(path, "/"), "/") {
			text, err := url.PathUnescape(part)
			ok = ok && err == nil
			parts = append(parts, text)
		}
		if !ok {
			notFound(w)
			return
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.manage(w, r, name, parts)
	})
}

type fault struct {
	Error  string `json:"error"`
	Reason string `json:"reason"`
}

func notFound(w http.ResponseWriter) {
	answer(w, http.StatusNotFound, fault{"Object Not Found", "Not Found"})
}

func (b *Broker) manage(w http.ResponseWriter, r *http.Request, by string, path []string) {
	// parts are behind the kind; those that are missing are "".
	part := func(n int) string {
		if n < len(path) {
			return path[n]
		}
		return ""
	}
	switch {
	case path[0] == "whoami":
		answer(w, http.StatusOK, map[string]any{"name": by, "tags": b.users[by].tags})
	case path[0] == "overview":
		answer(w, http.StatusOK, map[string]any{"rabbitmq_version": BrokerVersion, "management_version": BrokerVersion, "node": "stand-in@localhost", "cluster_name": "stand-in"})
	case path[0] == "vhosts" && len(path) == 2:
		b.vhost(w, r, by, path[1])
	case path[0] == "users" && len(path) == 2:
		b.user(w, r, path[1])
	case path[0] == "users" && part(2) == "permissions" && r.Method == http.MethodGet:
		if b.users[path[1]] == nil {
			notFound(w)
			return
		}
		answer(w, http.StatusOK, sorted(b.grants, func(g grant) bool { return g.name == path[1] }))
	case path[0] == "permissions" && len(path) == 1:
		answer(w, http.StatusOK, sorted(b.grants, func(grant) bool { return true }))
	case path[0] == "permissions" && len(path) == 3:
		b.permit(w, r, grant{path[1], path[2]})
	case path[0] == "policies" && len(path) == 2 && b.vhosts[path[1]]:
		answer(w, http.StatusOK, sorted(b.policies, func(g grant) bool { return g.vhost == path[1] }))
	case path[0] == "policies" && len(path) == 3 && b.vhosts[path[1]]:
		b.policy(w, r, grant{path[1], path[2]})
	case path[0] == "queues" && len(path) == 2 && b.vhosts[path[1]]:
		queues := []Queue{}
		for _, q := range b.queues {
			if q.VHost == path[1] {
				queues = append(queues, q)
			}
		}
		answer(w, http.StatusOK, queues)
	case path[0] == "consumers" && len(path) == 2 && b.vhosts[path[1]]:
		b.listConsumers(w, path[1])
	case path[0] == "connections" && len(path) == 2:
		b.connection(w, path[1])
	default:
		notFound(w)
	}
}

// sorted are the values of a map by virtual host and name.
func sorted[T any](all map[grant]T, wanted func(grant) bool) []T {
	var keys []grant
	for g := range all {
		if wanted(g) {
			keys = append(keys, g)
		}
	}
	slices.SortFunc(keys, func(x, y grant) int {
		return cmp.Or(strings.Compare(x.vhost, y.vhost), strings.Compare(x.name, y.name))
	})
	list := make([]T, 0, len(keys))
	for _, g := range keys {
		list = append(list, all[g])
	}
	return list
}

// vhost makes and deletes virtual hosts. Who makes one gets permissions in it.
func (b *Broker) vhost(w http.ResponseWriter, r *http.Request, by, name string) {
	switch {
	case r.Method == http.MethodPut:
		if !b.vhosts[name] {
			b.vhosts[name] = true
			b.grants[grant{name, by}] = permissions{by, name, ".*", ".*", ".*"}
		}
		answer(w, http.StatusCreated, nil)
	case !b.vhosts[name]:
		notFound(w)
	case r.Method == http.MethodDelete:
		delete(b.vhosts, name)
		drop(b.grants, func(g grant) bool { return g.vhost == name })
		drop(b.policies, func(g grant) bool { return g.vhost == name })
		answer(w, http.StatusNoContent, nil)
	default:
		answer(w, http.StatusOK, map[string]any{"name": name})
	}
}

func drop[T any](all map[grant]T, which func(grant) bool) {
	for g := range all {
		if which(g) {
			delete(all, g)
		}
	}
}

func (b *Broker) user(w http.ResponseWriter, r *http.Request, name string) {
	u := b.users[name]
	switch {
	case r.Method == http.MethodPut:
		var asked struct {
			Tags         tags   `json:"tags"`
			Password     string `json:"password"`
			PasswordHash string `json:"password_hash"`
		}
		if !read(w, r, &asked) {
			answer(w, http.StatusBadRequest, fault{"bad_request", "not_json"})
			return
		}
		if asked.Password != "" {
			asked.PasswordHash = hashed(asked.Password)
		}
		b.users[name] = &user{asked.PasswordHash, asked.Tags}
		answer(w, http.StatusCreated, nil)
	case u == nil:
		notFound(w)
	case r.Method == http.MethodDelete:
		delete(b.users, name)
		drop(b.grants, func(g grant) bool { return g.name == name })
		answer(w, http.StatusNoContent, nil)
	default:
		answer(w, http.StatusOK, map[string]any{"name": name, "tags": append([]string{}, u.tags...), "hashing_algorithm": "rabbit_password_hashing_sha256"})
	}
}

// tags come as a list, or parted by commas.
type tags []string

// UnmarshalJSON reads both.
func (t *tags) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*t = strings.FieldsFunc(one, func(r rune) bool { return r == ',' })
		return nil
	}
	return json.Unmarshal(text, (*[]string)(t))
}

func (b *Broker) permit(w http.ResponseWriter, r *http.Request, g grant) {
	have, may := b.grants[g]
	switch {
	case r.Method == http.MethodPut && b.vhosts[g.vhost] && b.users[g.name] != nil:
		asked := permissions{}
		if !read(w, r, &asked) {
			answer(w, http.StatusBadRequest, fault{"bad_request", "not_json"})
			return
		}
		asked.User, asked.VHost = g.name, g.vhost
		b.grants[g] = asked
		answer(w, http.StatusCreated, nil)
	case r.Method == http.MethodPut:
		answer(w, http.StatusBadRequest, fault{"bad_request", "no such user or vhost"})
	case !may:
		notFound(w)
	case r.Method == http.MethodDelete:
		delete(b.grants, g)
		answer(w, http.StatusNoContent, nil)
	default:
		answer(w, http.StatusOK, have)
	}
}

func (b *Broker) policy(w http.ResponseWriter, r *http.Request, g grant) {
	have, there := b.policies[g]
	switch {
	case r.Method == http.MethodPut:
		asked := policy{}
		if !read(w, r, &asked) {
			answer(w, http.StatusBadRequest, fault{"bad_request", "not_json"})
			return
		}
		asked.VHost, asked.Name = g.vhost, g.name
		b.policies[g] = asked
		answer(w, http.StatusCreated, nil)
	case !there:
		notFound(w)
	case r.Method == http.MethodDelete:
		delete(b.policies, g)
		answer(w, http.StatusNoContent, nil)
	default:
		answer(w, http.StatusOK, have)
	}
}
