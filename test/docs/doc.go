// Package docs tests that the documentation agrees with the code.
package docs
