module github.com/clarifai-community/clarifai-orgs-go/test/kubernetes

go 1.26.0

require (
	github.com/clarifai-community/clarifai-orgs-go v0.0.0
	gopkg.in/yaml.v3 v3.0.1
)

require (
	github.com/google/go-querystring v1.2.0 // indirect
	github.com/hashicorp/go-cleanhttp v0.5.2 // indirect
	github.com/hashicorp/go-retryablehttp v0.7.8 // indirect
	golang.org/x/oauth2 v0.37.0 // indirect
)

replace github.com/clarifai-community/clarifai-orgs-go => ../..
