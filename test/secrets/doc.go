// Package secrets tests that no credential is in anything that a program may
// print, log or send to the wrong place.
package secrets
