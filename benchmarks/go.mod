module github.com/clarifai-community/clarifai-orgs-go/benchmarks

go 1.26.0

require (
	github.com/clarifai-community/clarifai-orgs-go v0.0.0
	github.com/clerk/clerk-sdk-go/v2 v2.4.2
	github.com/digitalocean/godo v1.236.0
	github.com/google/go-github/v93 v93.0.0
	github.com/hashicorp/go-retryablehttp v0.7.8
	github.com/hashicorp/go-tfe v1.111.2
	golang.org/x/oauth2 v0.37.0
	tailscale.com/client/tailscale/v2 v2.12.0
)

require (
	github.com/go-jose/go-jose/v3 v3.0.4 // indirect
	github.com/google/go-querystring v1.2.0 // indirect
	github.com/hashicorp/go-cleanhttp v0.5.2 // indirect
	github.com/hashicorp/go-slug v0.16.8 // indirect
	github.com/hashicorp/go-version v1.9.0 // indirect
	github.com/hashicorp/jsonapi v1.4.3-0.20250220162346-81a76b606f3e // indirect
	github.com/tailscale/hujson v0.0.0-20220506213045-af5ed07155e5 // indirect
	golang.org/x/crypto v0.19.0 // indirect
	golang.org/x/sync v0.19.0 // indirect
	golang.org/x/sys v0.35.0 // indirect
	golang.org/x/time v0.16.0 // indirect
)

replace github.com/clarifai-community/clarifai-orgs-go => ../
