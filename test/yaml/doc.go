// Package yaml holds tests of policies and companies against real YAML libraries. It is
// a module of its own, so that none of them is a requirement of the package.
package yaml
