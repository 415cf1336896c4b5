package seed

import (
	"reflect"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// constant is a value of a variant that has a name in clarifaitest.
type constant struct {
	name  string
	value any
}

// constants are those of all variants, in the order of their values.
var constants = []constant{
	{"CancelMarks", clarifaitest.CancelMarks},
	{"CancelIgnores", clarifaitest.CancelIgnores},
	{"CancelDeletes", clarifaitest.CancelDeletes},
	{"CancelRefused", clarifaitest.CancelRefused},
	{"ExistsConflict", clarifaitest.ExistsConflict},
	{"ExistsFailure", clarifaitest.ExistsFailure},
	{"ExistsDuplicateKey", clarifaitest.ExistsDuplicateKey},
	{"ExistsSilent", clarifaitest.ExistsSilent},
	{"AppRoleSet", clarifaitest.AppRoleSet},
	{"AppRoleRefused", clarifaitest.AppRoleRefused},
	{"AppRoleIgnored", clarifaitest.AppRoleIgnored},
	{"BatchAtomic", clarifaitest.BatchAtomic},
	{"BatchMixed", clarifaitest.BatchMixed},
	{"BatchUnmarked", clarifaitest.BatchUnmarked},
	{"BatchOmitted", clarifaitest.BatchOmitted},
	{"BatchSilent", clarifaitest.BatchSilent},
	{"RoleNamesDisplay", clarifaitest.RoleNamesDisplay},
	{"RoleNamesSnake", clarifaitest.RoleNamesSnake},
	{"RoleNamesUpperSnake", clarifaitest.RoleNamesUpperSnake},
	{"UnknownPathText", clarifaitest.UnknownPathText},
	{"UnknownPathEnvelope", clarifaitest.UnknownPathEnvelope},
	{"UnknownPathHTML", clarifaitest.UnknownPathHTML},
	{"UnknownPathNotImplemented", clarifaitest.UnknownPathNotImplemented},
	{"MemberEmailsPrimary", clarifaitest.MemberEmailsPrimary},
	{"MemberEmailsDetail", clarifaitest.MemberEmailsDetail},
	{"MemberEmailsHidden", clarifaitest.MemberEmailsHidden},
	{"BoundsInclusive", clarifaitest.BoundsInclusive},
	{"BoundsHalfOpen", clarifaitest.BoundsHalfOpen},
	{"BoundsExclusive", clarifaitest.BoundsExclusive},
}

// constantsOf returns the constants of a type, or nil if it has none.
func constantsOf(t reflect.Type) (of []constant) {
	for _, c := range constants {
		if reflect.TypeOf(c.value) == t {
			of = append(of, c)
		}
	}
	return of
}

func names(of []constant) string {
	list := make([]string, len(of))
	for i, c := range of {
		list[i] = c.name
	}
	return strings.Join(list, ", ")
}
