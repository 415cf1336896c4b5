// Package contract holds the tests that compare the package with the facts about
// Clarifai's API in internal/contract: its routes, the fields that it sends and
// reads, and its enumerations.
package contract
