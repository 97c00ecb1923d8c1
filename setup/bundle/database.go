package bundle

import (
	"encoding/json"
	"fmt"

	"github.com/ceilotop/ceilotop/setup"
)

// database writes what the mongo shell does. It reads a script of ours, the
// password in it, from its standard input, and ends with 0 whatever happens
// there: only the word that the script prints counts.
func (b *node) database(a setup.PutDatabaseUser) error {
	b.need("mongo")
	n := b.actions
	user := map[string]any{"user": a.Name, "pwd": a.Password.Value.Reveal(), "roles": a.Roles}
	text := make(map[string]string)
	for name, v := range map[string]any{
		"user": user, "change": map[string]any{"pwd": user["pwd"], "roles": a.Roles},
		"name": a.Name, "db": a.Database, "pwd": user["pwd"],
		"admin": b.Answers.MongoDB.AdminUser, "adminpwd": b.Answers.MongoDB.AdminPassword.Value.Reveal(),
	} {
		j, err := json.Marshal(v)
		if err != nil {
			return err
		}
		text[name] = string(j)
	}
	login := ""
	if b.Answers.MongoDB.AdminUser != "" {
		login = fmt.Sprintf("db.getSiblingDB(\"admin\").auth(%s,%s);", text["admin"], text["adminpwd"])
	}
	// One line: the shell reads its input line by line.
	script := fmt.Sprintf("try{%s var d=db.getSiblingDB(%s);if(d.getUser(%s)){d.updateUser(%s,%s);print(\"ceilotop: ok\")}else{d.createUser(%s);print(\"ceilotop: made\")}}catch(e){print(\"ceilotop: failed: \"+(e.codeName||e.code||\"see the log of mongod\"))}\n",
		login, text["db"], text["name"], text["name"], text["change"], text["user"])
	back := fmt.Sprintf("try{%s db.getSiblingDB(%s).dropUser(%s);print(\"ceilotop: ok\")}catch(e){print(\"ceilotop: failed: \"+(e.codeName||e.code))}\n", login, text["db"], text["name"])
	s := b.secret(fmt.Sprintf("%02d-mongo.js", n), script)
	u := b.secret(fmt.Sprintf("%02d-mongo-undo.js", n), back)
	where := setup.ShellWord(a.Address + "/" + a.Database)
	b.add(elsewhere(fmt.Sprintf("said=$(mongo_shell %s %s)\ncase $said in\n'ceilotop: made') mark %d ;;\n'ceilotop: ok') ;;\n*) die \"MongoDB did not make the user: ${said:-no answer}\" 'Where it asks for a login, answer mongo.admin_user.' ;;\nesac\n", where, s, n)),
		ifDid(n, fmt.Sprintf("[ \"$(mongo_shell %s %s)\" = 'ceilotop: ok' ] || die 'MongoDB did not drop the user'\n", where, u)))
	return nil
}
