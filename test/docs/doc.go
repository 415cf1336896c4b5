// Package docs holds the tests that compare the documentation with the code.
package docs
