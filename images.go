package clarifai

// Image is a picture, such as a user's portrait.
type Image struct {
	URL               string               `json:"url,omitempty"`
	Base64            []byte               `json:"base64,omitempty"`
	AllowDuplicateURL bool                 `json:"allow_duplicate_url,omitempty"`
	Hosted            *HostedURL           `json:"hosted,omitempty"`
	ImageInfo         *ImageInfo           `json:"image_info,omitempty"`
	HostedImageInfo   map[string]ImageInfo `json:"hosted_image_info,omitempty"` // by size
	DecodedBytes      []byte               `json:"decoded_bytes,omitempty"`
}

// HostedURL is the location of a picture that Clarifai hosts, in several sizes.
type HostedURL struct {
	Prefix      string   `json:"prefix,omitempty"`
	Suffix      string   `json:"suffix,omitempty"`
	Sizes       []string `json:"sizes,omitempty"`
	CrossOrigin string   `json:"crossorigin,omitempty"`
}

// ImageInfo is the size and format of a picture.
type ImageInfo struct {
	Width     int    `json:"width,omitempty"`
	Height    int    `json:"height,omitempty"`
	Format    string `json:"format,omitempty"`
	ColorMode string `json:"color_mode,omitempty"`
	Mode      string `json:"mode,omitempty"`
}
