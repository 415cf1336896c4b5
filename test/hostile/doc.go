// Package hostile tests the package with the responses of a hostile server and
// the arguments of a careless caller.
package hostile
