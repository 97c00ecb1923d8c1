package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/bundle"
	"github.com/ceilotop/ceilotop/setup/bundle/managed"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/remote"
	"github.com/ceilotop/ceilotop/setup/steps"
	"github.com/ceilotop/ceilotop/sources"
)

// exportFlags say for which nodes a bundle is written.
type exportFlags struct {
	draftFlags
	output   string
	nodes    []string
	from     []string
	sudo     bool
	snippets bool
}

func newSetupExport(a *app) *cobra.Command {
	f := exportFlags{sudo: true}
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the plan as patches and scripts, for other nodes and for other tools",
		Long: `export writes a directory for each node: a patch of its files, and scripts that
apply it, take it back, and look whether it works. Passwords are in files of
their own, which only their owner can read.

Without --node and --from it is for this machine, or for the files below --root.
Each --node is fetched over your own ssh, with your keys and jump hosts; --from
takes a copy of its files instead. A node's roles are those of the answers' list
of nodes, else what its packages say, else --role.

On a host that Kolla, OpenStack-Ansible or Puppet owns, files must not be edited
behind its back: --snippets prints what to give to that tool.`,
		Example: `ceilotop setup export --answers answers.yaml -o bundle
ceilotop setup export --answers answers.yaml --node compute1 --node compute2 -o bundle
ceilotop setup export --answers answers.yaml --from compute1=./copies/compute1 -o bundle
ceilotop setup export --answers answers.yaml --snippets`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.export(cmd.Context(), &f)
		},
	}
	f.add(cmd.Flags())
	cmd.Flags().StringVarP(&f.output, "output", "o", "", "the DIRECTORY to write (default: apply.output_dir of the answers, ./ceilotop-bundle)")
	cmd.Flags().StringArrayVar(&f.nodes, "node", nil, "a node to fetch the files of, as ssh takes it (repeatable)")
	cmd.Flags().StringArrayVar(&f.from, "from", nil, "NODE=DIRECTORY: a copy of the node's files, with etc below (repeatable)")
	cmd.Flags().BoolVar(&f.sudo, "sudo", true, "read the files with sudo on the node")
	cmd.Flags().BoolVar(&f.snippets, "snippets", false, "print what Kolla, OpenStack-Ansible or Puppet has to be given, and write nothing")
	return cmd
}

func (a *app) export(ctx context.Context, f *exportFlags) error {
	if f.snippets {
		return a.snippets(ctx, f)
	}
	roles, err := parseRoles(f.roles)
	if err != nil {
		return err
	}
	nodes, err := a.bundled(ctx, f, roles)
	if err != nil {
		return err
	}
	if f.output == "" {
		f.output = nodes[0].Answers.Apply.OutputDir
	}
	dirs, err := bundle.Write(f.output, nodes...)
	if err != nil {
		return err
	}
	var left []error
	for i, n := range nodes {
		fmt.Fprintln(a.stdout, dirs[i])
		for _, s := range blocked(n.Plan) {
			left = append(left, fmt.Errorf("%s: step %s is blocked: %s", n.Name, s.ID, s.Why))
		}
	}
	for _, err := range left {
		a.say("%s", sources.Visible(err.Error()))
	}
	if len(left) > 0 {
		return &partialError{sources.WithHint(fmt.Errorf("the bundle leaves out %d steps that are blocked", len(left)), "ceilotop setup plan shows what is in their way.")}
	}
	return nil
}

// bundled makes the plan of each node from its own files.
func (a *app) bundled(ctx context.Context, f *exportFlags, roles []setup.NodeRole) ([]bundle.Node, error) {
	if len(f.nodes)+len(f.from) == 0 {
		d, err := a.draft(ctx, f.draftFlags)
		if err != nil {
			return nil, err
		}
		return []bundle.Node{d.node(nameOf(d.facts))}, nil
	}
	var nodes []bundle.Node
	for _, given := range f.from {
		name, dir, ok := strings.Cut(given, "=")
		if !ok || name == "" || dir == "" {
			return nil, misused("export: --from %q is not NODE=DIRECTORY", given)
		}
		n, err := a.nodeBelow(ctx, f, name, dir, roles)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	for _, name := range f.nodes {
		n, err := a.fetched(ctx, f, name, roles)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}

func (a *app) fetched(ctx context.Context, f *exportFlags, name string, roles []setup.NodeRole) (bundle.Node, error) {
	files, err := remote.Fetch(ctx, name, remote.Options{Sudo: f.sudo})
	if err != nil {
		return bundle.Node{}, err
	}
	defer func() { _ = files.Close() }()
	for _, l := range files.Left {
		a.say("%s: left out: %s", sources.Visible(name), sources.Visible(l))
	}
	return a.nodeBelow(ctx, f, name, files.Dir, roles)
}

func (a *app) nodeBelow(ctx context.Context, f *exportFlags, name, dir string, roles []setup.NodeRole) (bundle.Node, error) {
	facts, err := machine.Survey(ctx, dir, nil)
	if err != nil {
		return bundle.Node{}, err
	}
	wanted, err := a.wanted(f.draftFlags, roles, facts)
	if err != nil {
		return bundle.Node{}, err
	}
	if own := rolesOf(name, wanted.Nodes); len(roles) == 0 && len(own) > 0 {
		wanted.Roles = own
	}
	d := &draft{answers: wanted, facts: facts, plan: steps.Build(wanted, facts)}
	return d.node(name), nil
}

// nameOf is what this machine is called in a bundle.
func nameOf(f setup.Facts) string { return cmp.Or(f.System.Hostname, "node") }

func (d *draft) node(name string) bundle.Node {
	return bundle.Node{Name: name, Plan: d.plan, Facts: d.facts, Answers: d.answers}
}

// rolesOf are those of the lists of nodes that name it, with or without a user.
func rolesOf(name string, nodes setup.Nodes) (roles []setup.NodeRole) {
	_, host, ok := strings.Cut(name, "@")
	if !ok {
		host = name
	}
	for _, list := range []struct {
		role  setup.NodeRole
		hosts []string
	}{{setup.Controller, nodes.Control}, {setup.Storage, nodes.Storage}, {setup.Compute, nodes.Compute}} {
		if slices.Contains(list.hosts, host) || slices.Contains(list.hosts, name) {
			roles = append(roles, list.role)
		}
	}
	return roles
}

// snippets prints what another tool has to be given.
func (a *app) snippets(ctx context.Context, f *exportFlags) error {
	facts, err := a.survey(ctx)
	if err != nil {
		return err
	}
	roles, err := parseRoles(f.roles)
	if err != nil {
		return err
	}
	wanted, err := a.wanted(f.draftFlags, roles, facts)
	if err != nil {
		return err
	}
	wanted.Apply.ForceLocal = false
	files := managed.For(wanted, facts)
	if len(files) == 0 {
		return sources.WithHint(fmt.Errorf("no tool that owns this host's configuration was found"), "ceilotop setup plan edits the files themselves.")
	}
	for _, file := range files {
		if _, err := fmt.Fprintf(a.stdout, "# %s: %s\n# %s\n%s", file.Manager, file.Name, file.Where, file.Text); err != nil {
			return err
		}
		if !strings.HasSuffix(file.Text, "\n") {
			fmt.Fprintln(a.stdout)
		}
		if file.After != "" {
			fmt.Fprintf(a.stdout, "# then: %s\n", file.After)
		}
		fmt.Fprintln(a.stdout)
	}
	return nil
}
