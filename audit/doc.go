// Package audit writes the audit log of a Clarifai organization, each entry once.
package audit
