// Package secrets holds the tests that look for credentials in everything that a
// program may print, log or send to the wrong place.
package secrets
