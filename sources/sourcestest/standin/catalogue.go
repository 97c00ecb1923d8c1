package standin

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// collection answers for lists of things, and for the things in them.
func (k *Keystone) collection(w http.ResponseWriter, r *http.Request, path []string) {
	kind := path[0]
	if _, known := k.all[kind]; !known || len(path) > 2 {
		refuse(w, http.StatusNotFound, "The resource could not be found.")
		return
	}
	one := strings.TrimSuffix(kind, "s")
	if len(path) == 1 {
		if r.Method != http.MethodPost {
			answer(w, http.StatusOK, thing{kind: k.matching(kind, r.URL.Query()), "links": thing{"next": nil, "previous": nil}})
			return
		}
		if t, ok := asked(w, r, one); ok {
			k.create(w, kind, one, t)
		}
		return
	}
	have := k.byID(kind, path[1])
	switch {
	case have == nil:
		refuse(w, http.StatusNotFound, "Could not find "+one+": "+path[1]+".")
	case r.Method == http.MethodDelete:
		k.remove(kind, path[1])
		answer(w, http.StatusNoContent, nil)
	case r.Method == http.MethodPatch:
		if t, ok := asked(w, r, one); ok {
			k.set(have, t)
			answer(w, http.StatusOK, thing{one: have})
		}
	default:
		answer(w, http.StatusOK, thing{one: have})
	}
}

// matching are those whose texts are the ones that the query names.
func (k *Keystone) matching(kind string, query url.Values) []thing {
	list := []thing{}
	for _, t := range k.all[kind] {
		fits := true
		for key, values := range query {
			if _, has := t[key]; has && t.text(key) != values[0] {
				fits = false
			}
		}
		if fits {
			list = append(list, t)
		}
	}
	return list
}

func asked(w http.ResponseWriter, r *http.Request, one string) (thing, bool) {
	var body map[string]thing
	if !read(w, r, &body) || body[one] == nil {
		refuse(w, http.StatusBadRequest, "Expecting to find "+one+" in request body.")
		return nil, false
	}
	return body[one], true
}

func (k *Keystone) create(w http.ResponseWriter, kind, one string, asked thing) {
	name, domain := asked.text("name"), asked.text("domain_id")
	if kind == "users" && domain == "" {
		domain = "default"
	}
	// A second service or endpoint is made as readily as the first.
	if kind == "users" && k.find(kind, func(t thing) bool { return t.text("name") == name && t.text("domain_id") == domain }) != nil {
		refuse(w, http.StatusConflict, "Conflict occurred attempting to store user - Duplicate entry found with name "+name+".")
		return
	}
	t := thing{"enabled": true}
	id := k.add(kind, t)
	k.set(t, asked)
	if kind == "users" {
		t["domain_id"] = domain
	}
	if region := t.text("region"); region != "" {
		t["region_id"] = region
	}
	t["id"] = id
	answer(w, http.StatusCreated, thing{one: t})
}

// set takes over what was asked for. A password is kept apart, so that nobody
// gets it back.
func (k *Keystone) set(t, asked thing) {
	for key, value := range asked {
		switch key {
		case "id":
		case "password":
			k.passwords[t.text("id")], _ = value.(string)
		default:
			t[key] = value
		}
	}
}

// remove takes with it what belongs to the thing.
func (k *Keystone) remove(kind, id string) {
	k.all[kind] = slices.DeleteFunc(k.all[kind], func(t thing) bool { return t.text("id") == id })
	if kind == "services" {
		k.all["endpoints"] = slices.DeleteFunc(k.all["endpoints"], func(t thing) bool { return t.text("service_id") == id })
	}
	for a := range k.assigned {
		if a.user == id || a.project == id || a.role == id {
			delete(k.assigned, a)
		}
	}
	delete(k.passwords, id)
}

func (k *Keystone) assign(w http.ResponseWriter, r *http.Request, a assignment) {
	for _, missing := range []bool{k.byID("projects", a.project) == nil, k.byID("users", a.user) == nil, k.byID("roles", a.role) == nil} {
		if missing {
			refuse(w, http.StatusNotFound, "The resource could not be found.")
			return
		}
	}
	switch {
	case r.Method == http.MethodPut:
		k.assigned[a] = true
	case !k.assigned[a]:
		refuse(w, http.StatusNotFound, "Could not find role assignment.")
		return
	case r.Method == http.MethodDelete:
		delete(k.assigned, a)
	}
	answer(w, http.StatusNoContent, nil)
}

func (k *Keystone) listAssigned(w http.ResponseWriter, r *http.Request) {
	user, list := r.URL.Query().Get("user.id"), []thing{}
	for a := range k.assigned {
		if user == "" || a.user == user {
			list = append(list, thing{"user": thing{"id": a.user}, "role": thing{"id": a.role}, "scope": thing{"project": thing{"id": a.project}}})
		}
	}
	answer(w, http.StatusOK, thing{"role_assignments": list, "links": thing{"next": nil}})
}
