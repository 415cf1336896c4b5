// Package testkit has what the tests of several packages share: a transport that
// answers as a test says, a server with an organization, a call of every
// operation and every method, and assertions about errors.
//
// Only tests import it.
package testkit
