package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// planFlag marks a flag of what a stored plan has already.
const planFlag = "plan"

// optionFlags are the flags that say what a plan may do.
type optionFlags struct {
	options    roster.Options
	maxInvites int
	limits     limitsFlag
	kinds      kindsFlag
}

func (o *optionFlags) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.Var(&o.limits, "remove", "allow removals of a kind, or of all: `KIND=N,P%`, as in 'take off team=20,5%'")
	flags.StringArrayVar(&o.options.Protect, "protect", nil, "user `ID or address` of somebody from whom nothing is taken")
	flags.BoolVar(&o.options.AllowEmptyTeams, "allow-empty-teams", false, "also remove the last members of a team for which the files have nobody")
	flags.StringArrayVar(&o.options.Teams, "only-team", nil, "`ID` of a team, to change nothing else")
	flags.Var(&o.kinds, "only-kind", "`kind` of steps, as in 'add to team', to take no others")
	flags.BoolVar(&o.options.CreateOrganization, "create-org", false, "create the organization if it does not exist")
	flags.IntVar(&o.maxInvites, "max-invites", 200, "maximum `number` of invitations")
	flags.BoolVar(&o.options.AllowAdmin, "allow-admin", false, "allow rows with the role Admin")
	flags.BoolVar(&o.options.UpdateRoles, "update-roles", false, "change roles that differ from the files")
	flags.BoolVar(&o.options.UpdateNames, "update-names", false, "change names that differ from the files")
	flags.BoolVar(&o.options.ReinviteExpired, "reinvite-expired", false, "invite people again whose invitation has expired")
	flags.BoolVar(&o.options.ReinviteCancelled, "reinvite-cancelled", false, "invite people again whose invitation was cancelled")
	flags.BoolVar(&o.options.ReinviteLeft, "reinvite-left", false, "invite people again who accepted an invitation and are not members now")
	flags.BoolVar(&o.options.SkipBadRows, "skip-bad-rows", false, "leave bad rows out, and go on with the others")
	flags.BoolVar(&o.options.IgnoreHiddenMembers, "ignore-hidden-members", false, "invite people although they may be members or invited under an address that is not shown")
}

// complete checks the flags, and completes the options.
func (o *optionFlags) complete(s *session) error {
	if o.maxInvites < 0 {
		return usageError("--max-invites must be 0 or more")
	}
	o.options.MaxInvites = o.maxInvites
	if o.maxInvites == 0 {
		o.options.MaxInvites = -1 // to Options 0 is the default
	}
	o.options.Limits = o.limits.limits()
	o.options.Kinds = o.kinds
	o.options.Progress = func(at roster.Progress) { s.progress.Show(at.Phase, at.Done, at.Total) }
	return nil
}

// limitsFlag takes limits of kinds of steps.
type limitsFlag struct {
	of  map[roster.Kind]roster.Limit
	all *roster.Limit // of the removals that have no limit of their own
}

// String returns nothing: there is no default to show.
func (*limitsFlag) String() string { return "" }

// Type is the word for the value in the help.
func (*limitsFlag) Type() string { return "limit" }

// Set takes one limit.
func (l *limitsFlag) Set(value string) error {
	name, text, _ := strings.Cut(value, "=")
	limit, err := parseLimit(text)
	if err != nil {
		return fmt.Errorf("%w: it must be KIND=N,P%%, as in 'take off team=20,5%%'", err)
	}
	if name == "all" {
		if l.all != nil {
			return fmt.Errorf("all kinds have a limit already")
		}
		l.all = &limit
		return nil
	}
	limited := append(roster.RemovalKinds(), roster.SetTeamDefaultRole, roster.UpdateTeamAppRole, roster.UpdateMemberRole)
	kind := kindNamed(name)
	if !slices.Contains(limited, kind) {
		return fmt.Errorf("%q must be all, or one of %s", name, kindNames(limited))
	}
	if _, ok := l.of[kind]; ok {
		return fmt.Errorf("%q has a limit already", name)
	}
	if l.of == nil {
		l.of = make(map[roster.Kind]roster.Limit)
	}
	l.of[kind] = limit
	return nil
}

func parseLimit(text string) (limit roster.Limit, err error) {
	number, percent, both := strings.Cut(text, ",")
	share, isShare := strings.CutSuffix(strings.TrimSpace(percent), "%")
	if !both || !isShare {
		return limit, fmt.Errorf("%q must be a number and a share", text)
	}
	if limit.Max, err = strconv.Atoi(strings.TrimSpace(number)); err != nil || limit.Max < 0 {
		return limit, fmt.Errorf("%q must be a number from 0", number)
	}
	if limit.Share, err = strconv.ParseFloat(share, 64); err != nil || math.IsNaN(limit.Share) || limit.Share < 0 || limit.Share > 100 {
		return limit, fmt.Errorf("%q must be from 0%% to 100%%", percent)
	}
	limit.Share /= 100
	return limit, nil
}

// limits returns the limit of each kind that has one.
func (l *limitsFlag) limits() map[roster.Kind]roster.Limit {
	limits := make(map[roster.Kind]roster.Limit)
	if l.all != nil {
		for _, kind := range roster.RemovalKinds() {
			limits[kind] = *l.all
		}
	}
	maps.Copy(limits, l.of)
	return limits
}

// limitText returns a limit as --remove takes it.
func limitText(l roster.Limit) string {
	percent := math.Round(l.Share*1e8) / 1e6
	return strconv.Itoa(l.Max) + "," + strconv.FormatFloat(percent, 'f', -1, 64) + "%"
}

// kindsFlag takes kinds of steps.
type kindsFlag []roster.Kind

// String returns nothing: there is no default to show.
func (*kindsFlag) String() string { return "" }

// Type is the word for the value in the help.
func (*kindsFlag) Type() string { return "kind" }

// Set takes one kind.
func (k *kindsFlag) Set(value string) error {
	all := make([]roster.Kind, len(kinds))
	for i, known := range kinds {
		all[i] = known.kind
	}
	kind := kindNamed(value)
	if !slices.Contains(all, kind) {
		return fmt.Errorf("it must be one of %s", kindNames(all))
	}
	*k = append(*k, kind)
	return nil
}

// kindNamed returns a kind by its name, in which '-' may replace a space.
func kindNamed(name string) roster.Kind {
	return roster.Kind(strings.ReplaceAll(strings.TrimSpace(name), "-", " "))
}

func kindNames(kinds []roster.Kind) string {
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		names[i] = "'" + string(kind) + "'"
	}
	return strings.Join(names, ", ")
}

// markPlanFlags marks the flags that a command has for making a plan.
func markPlanFlags(flags *pflag.FlagSet) {
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Annotations == nil {
			f.Annotations = make(map[string][]string)
		}
		f.Annotations[planFlag] = nil
	})
}
