package testkit

import "github.com/clarifai-community/clarifai-orgs-go/clarifaitest"

// With returns a server's config with changes, which must not write into its
// slices.
func With(config clarifaitest.Config, change ...func(*clarifaitest.Config)) clarifaitest.Config {
	for _, c := range change {
		c(&config)
	}
	return config
}
