// Package testkit has what the tests of several packages share: a transport that
// responds as a test says, a server with an organization, a call of every
// operation and of every method, and assertions about errors.
//
// Only tests import it.
package testkit
