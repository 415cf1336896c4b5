// Package contract tests that the package agrees with the facts about
// Clarifai's API in internal/contract: its routes, the fields that it sends and
// reads, and its enumerations.
package contract
