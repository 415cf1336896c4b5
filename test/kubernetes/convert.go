package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// addressesFile has the email address of each login.
const addressesFile = "addresses.yaml"

// organization is a file of the organization: org.yaml, or one that has only teams.
type organization struct {
	Name         string           `yaml:"name"`
	BillingEmail string           `yaml:"billing_email"`
	Admins       []string         `yaml:"admins"`
	Members      []string         `yaml:"members"`
	Teams        map[string]*team `yaml:"teams"`

	// What follows has no counterpart, and is not converted.
	Description            string `yaml:"description"`
	DefaultPermission      string `yaml:"default_repository_permission"`
	HasProjects            bool   `yaml:"has_organization_projects"`
	MembersCanCreate       bool   `yaml:"members_can_create_repositories"`
	HasRepositoryProjects  bool   `yaml:"has_repository_projects"`
	Company, Email         string
	Location               string
	MembersCanCreatePublic bool `yaml:"members_can_create_public_repositories"`
}

// team is a team with the teams below it.
type team struct {
	Description string            `yaml:"description"`
	Privacy     string            `yaml:"privacy"`
	Maintainers []string          `yaml:"maintainers"`
	Members     []string          `yaml:"members"`
	Previously  []string          `yaml:"previously"` // the latest name first
	Repos       map[string]string `yaml:"repos"`      // permissions by repository
	Teams       map[string]*team  `yaml:"teams"`
}

// permissions are the roles for permissions, from the least to the greatest.
var permissions = []struct {
	name string
	role clarifai.TeamRole
}{
	{"read", clarifai.TeamRoleLabelerWorker},
	{"triage", clarifai.TeamRoleLabelerLead},
	{"write", clarifai.TeamRoleModelTrainer},
	{"maintain", clarifai.TeamRoleFullAccess},
	{"admin", clarifai.TeamRoleFullAccess},
}

// convert returns the company that the files describe:
//
//   - An admin is an Admin, and a member is a Team Contributor.
//   - A repository is an app of the same name.
//   - A team below another one has the other's apps as well. For an app of both the
//     greater permission counts.
//   - The ID of a team is its first name, so that a team that was renamed is the same.
func convert(files map[string]string, id string) (roster.Company, error) {
	addresses := make(map[string]string)
	if err := decode(files, addressesFile, &addresses); err != nil {
		return roster.Company{}, err
	}
	c := &converter{company: roster.Company{ID: id}, addresses: addresses}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if path == addressesFile {
			continue
		}
		var org organization
		if err := decode(files, path, &org); err != nil {
			return roster.Company{}, err
		}
		c.organization(&org)
	}
	return c.company, errors.Join(c.errs...)
}

// decode reads a file. Fields that nobody knows are an error, since a misspelled one
// would take something away from everybody.
func decode(files map[string]string, path string, into any) error {
	decoder := yaml.NewDecoder(strings.NewReader(files[path]))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

type converter struct {
	company   roster.Company
	addresses map[string]string
	errs      []error
}

func (c *converter) organization(org *organization) {
	c.company.Name = cmp.Or(c.company.Name, org.Name)
	c.company.BillingEmail = cmp.Or(c.company.BillingEmail, org.BillingEmail)
	for _, login := range org.Admins {
		c.person(login, clarifai.MemberRoleAdmin)
	}
	for _, login := range org.Members {
		c.person(login, clarifai.MemberRoleTeamContributor)
	}
	c.teams(org.Teams, nil)
}

func (c *converter) person(login string, role clarifai.MemberRole) {
	c.company.People = append(c.company.People, roster.Person{Email: c.address(login), Role: role})
}

// address returns the address of a login, whose letter case does not count.
func (c *converter) address(login string) string {
	for other, address := range c.addresses {
		if strings.EqualFold(other, login) {
			return address
		}
	}
	c.errs = append(c.errs, fmt.Errorf("%s has no address of %q", addressesFile, login))
	return ""
}

// teams converts teams and those below them. Inherited are the permissions of the
// teams above.
func (c *converter) teams(teams map[string]*team, inherited map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(teams)) {
		t := teams[name]
		if t == nil {
			c.errs = append(c.errs, fmt.Errorf("team %q is empty", name))
			continue
		}
		converted := roster.Team{ID: name, Name: name}
		if n := len(t.Previously); n > 0 {
			converted.ID = t.Previously[n-1]
		}
		repos := maps.Clone(inherited)
		if repos == nil {
			repos = make(map[string]string)
		}
		for repo, permission := range t.Repos {
			if level(permission) < 0 {
				c.errs = append(c.errs, fmt.Errorf("team %q: repository %q: unknown permission %q", name, repo, permission))
				continue
			}
			if level(permission) >= level(repos[repo]) {
				repos[repo] = permission
			}
		}
		for _, repo := range slices.Sorted(maps.Keys(repos)) {
			converted.Apps = append(converted.Apps, roster.App{ID: repo, Role: permissions[level(repos[repo])].role})
		}
		for _, login := range slices.Concat(t.Maintainers, t.Members) {
			converted.Members = append(converted.Members, c.address(login))
		}
		c.company.Teams = append(c.company.Teams, converted)
		c.teams(t.Teams, repos)
	}
}

// level returns the place of a permission, or -1 for an unknown one.
func level(permission string) int {
	for i, p := range permissions {
		if p.name == permission {
			return i
		}
	}
	return -1
}
