package standin

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

// Keystone stands in for the Identity API, version 3.
type Keystone struct {
	web *web

	mu        sync.Mutex
	all       map[string][]thing // users, roles, projects, domains, regions, services, endpoints
	passwords map[string]string  // by the user's id
	assigned  map[assignment]bool
	tokens    map[string]token
}

// thing is a resource as JSON has it.
type thing map[string]any

func (t thing) text(key string) string {
	s, _ := t[key].(string)
	return s
}

type assignment struct{ project, user, role string }

type token struct {
	user, project string
	expires       time.Time
}

// tokenLife is Keystone's default.
const tokenLife = time.Hour

// NewKeystone starts one with the domain Default, a region, the projects admin
// and service, the roles admin and member, and an administrator.
func NewKeystone(region, admin, password string) (*Keystone, error) {
	k := &Keystone{all: make(map[string][]thing), passwords: make(map[string]string), assigned: make(map[assignment]bool), tokens: make(map[string]token)}
	k.all["domains"] = []thing{{"id": "default", "name": "Default", "enabled": true}}
	k.all["regions"] = []thing{{"id": region, "description": "a stand-in", "parent_region_id": nil}}
	k.add("projects", thing{"name": "service", "domain_id": "default", "enabled": true})
	project := k.add("projects", thing{"name": "admin", "domain_id": "default", "enabled": true})
	k.add("roles", thing{"name": "member", "domain_id": nil})
	role := k.add("roles", thing{"name": "admin", "domain_id": nil})
	user := k.add("users", thing{"name": admin, "domain_id": "default", "enabled": true})
	k.passwords[user] = password
	k.assigned[assignment{project, user, role}] = true
	var err error
	k.web, err = serve(0, k)
	if err != nil {
		return nil, err
	}
	k.Offer("keystone", "identity", k.URL())
	return k, nil
}

// Offer puts a service into the catalogue, at one URL for everybody.
func (k *Keystone) Offer(name, kind, url string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	region := k.all["regions"][0].text("id")
	service := k.add("services", thing{"name": name, "type": kind, "enabled": true})
	for _, face := range []string{"public", "internal", "admin"} {
		k.add("endpoints", thing{"service_id": service, "interface": face, "region": region, "region_id": region, "url": url, "enabled": true})
	}
}

// URL is the one without a version.
func (k *Keystone) URL() string { return k.web.URL() }

// Close ends it.
func (k *Keystone) Close() { k.web.close() }

func (k *Keystone) add(kind string, t thing) (id string) {
	id = newID()
	t["id"] = id
	k.all[kind] = append(k.all[kind], t)
	return id
}

func (k *Keystone) find(kind string, is func(thing) bool) thing {
	for _, t := range k.all[kind] {
		if is(t) {
			return t
		}
	}
	return nil
}

func (k *Keystone) byID(kind, id string) thing {
	return k.find(kind, func(t thing) bool { return t.text("id") == id })
}

// ServeHTTP answers a request.
func (k *Keystone) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	path := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	v3 := thing{
		"id": "v3.14", "status": "stable", "updated": "2020-04-07T00:00:00Z",
		"links":       []thing{{"rel": "self", "href": k.URL() + "/v3/"}},
		"media-types": []thing{{"base": "application/json", "type": "application/vnd.openstack.identity-v3+json"}},
	}
	switch {
	case path[0] == "":
		answer(w, http.StatusMultipleChoices, thing{"versions": thing{"values": []thing{v3}}})
	case path[0] != "v3":
		refuse(w, http.StatusNotFound, "The resource could not be found.")
	case len(path) == 1:
		answer(w, http.StatusOK, thing{"version": v3})
	case path[1] == "auth" && r.Method == http.MethodPost:
		k.issue(w, r)
	case !k.administrates(w, r):
	case path[1] == "auth":
		t := r.Header.Get("X-Subject-Token")
		if !k.alive(t) {
			refuse(w, http.StatusNotFound, "This is not a recognized token.")
			return
		}
		w.Header().Set("X-Subject-Token", t)
		answer(w, http.StatusOK, thing{"token": k.described(k.tokens[t])})
	case path[1] == "role_assignments":
		k.listAssigned(w, r)
	case len(path) == 7 && path[1] == "projects" && path[3] == "users" && path[5] == "roles":
		k.assign(w, r, assignment{path[2], path[4], path[6]})
	default:
		k.collection(w, r, path[1:])
	}
}

func refuse(w http.ResponseWriter, status int, message string) {
	answer(w, status, thing{"error": thing{"code": status, "title": http.StatusText(status), "message": message}})
}

func (k *Keystone) alive(t string) bool {
	have, ok := k.tokens[t]
	return ok && time.Now().Before(have.expires) && k.byID("users", have.user) != nil
}

// administrates refuses everybody without the role admin in the token's project.
func (k *Keystone) administrates(w http.ResponseWriter, r *http.Request) bool {
	t := r.Header.Get("X-Auth-Token")
	if !k.alive(t) {
		refuse(w, http.StatusUnauthorized, "The request you have made requires authentication.")
		return false
	}
	admin := k.find("roles", func(t thing) bool { return t.text("name") == "admin" })
	if !k.assigned[assignment{k.tokens[t].project, k.tokens[t].user, admin.text("id")}] {
		refuse(w, http.StatusForbidden, "You are not authorized to perform the requested action.")
		return false
	}
	return true
}
