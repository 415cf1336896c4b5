// Package hostile holds the tests that give the package answers of a hostile server
// and arguments of a careless caller.
package hostile
