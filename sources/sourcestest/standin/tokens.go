package standin

import (
	"net/http"
	"time"
)

// named is a user, project or domain in a request, by id or by name.
type named struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Password string `json:"password"`
	Domain   *named `json:"domain"`
}

// is reports whether a thing is meant.
func (n *named) is(t thing) bool {
	return n.ID != "" && t.text("id") == n.ID || n.ID == "" && n.Name != "" && t.text("name") == n.Name
}

// issue gives a token for a password: for the project that is asked for, or for
// none.
func (k *Keystone) issue(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Auth struct {
			Identity struct {
				Password struct{ User named }
			}
			Scope *struct{ Project *named }
		}
	}
	if !read(w, r, &body) {
		refuse(w, http.StatusBadRequest, "Expecting to find auth in request body.")
		return
	}
	who := body.Auth.Identity.Password.User
	user := k.find("users", func(t thing) bool { return who.is(t) && k.inDomain(t, who.Domain) })
	if user == nil || who.Password == "" || k.passwords[user.text("id")] != who.Password {
		refuse(w, http.StatusUnauthorized, "The request you have made requires authentication.")
		return
	}
	issued := token{user: user.text("id"), expires: time.Now().Add(tokenLife)}
	if s := body.Auth.Scope; s != nil && s.Project != nil {
		project := k.find("projects", func(t thing) bool { return s.Project.is(t) && k.inDomain(t, s.Project.Domain) })
		if project == nil || len(k.roles(issued.user, project.text("id"))) == 0 {
			refuse(w, http.StatusUnauthorized, "The request you have made requires authentication.")
			return
		}
		issued.project = project.text("id")
	}
	id := "stand-in-" + newID()
	k.tokens[id] = issued
	w.Header().Set("X-Subject-Token", id)
	answer(w, http.StatusCreated, thing{"token": k.described(issued)})
}

// inDomain reports whether a thing belongs to the domain that is named; an id
// alone needs none.
func (k *Keystone) inDomain(t thing, d *named) bool {
	return d == nil || k.find("domains", func(have thing) bool { return d.is(have) && have.text("id") == t.text("domain_id") }) != nil
}

func (k *Keystone) roles(user, project string) []thing {
	list := []thing{}
	for _, r := range k.all["roles"] {
		if k.assigned[assignment{project, user, r.text("id")}] {
			list = append(list, thing{"id": r["id"], "name": r["name"]})
		}
	}
	return list
}

// described is a token's body, with the catalogue if it is for a project.
func (k *Keystone) described(t token) thing {
	const form = "2006-01-02T15:04:05.000000Z"
	domain := thing{"id": "default", "name": "Default"}
	body := thing{
		"methods":    []string{"password"},
		"issued_at":  t.expires.Add(-tokenLife).UTC().Format(form),
		"expires_at": t.expires.UTC().Format(form),
		"user":       thing{"id": t.user, "name": k.byID("users", t.user).text("name"), "domain": domain},
	}
	if t.project == "" {
		return body
	}
	catalogue := []thing{}
	for _, s := range k.all["services"] {
		endpoints := []thing{}
		for _, e := range k.all["endpoints"] {
			if e.text("service_id") == s.text("id") {
				endpoints = append(endpoints, e)
			}
		}
		catalogue = append(catalogue, thing{"id": s["id"], "name": s["name"], "type": s["type"], "endpoints": endpoints})
	}
	body["project"] = thing{"id": t.project, "name": k.byID("projects", t.project).text("name"), "domain": domain}
	body["roles"], body["catalog"] = k.roles(t.user, t.project), catalogue
	return body
}
