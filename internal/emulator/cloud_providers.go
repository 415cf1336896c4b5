package emulator

// cloud is what the server's cloud providers have. It says nothing about Clarifai's
// own.
var cloud = []cloudProvider{
	{id: "aws", name: "Amazon Web Services", regions: []cloudRegion{
		{id: "us-east-1", types: []instanceType{
			{id: "t3a.medium", price: "0.0376", cpus: "2", memory: "4Gi"},
			{id: "g5.xlarge", price: "1.006", cpus: "4", memory: "16Gi", gpus: 1, gpuMemory: "24Gi", gpu: "NVIDIA-A10G"},
		}},
		{id: "us-west-2", types: []instanceType{
			{id: "g5.xlarge", price: "1.1", cpus: "4", memory: "16Gi", gpus: 1, gpuMemory: "24Gi", gpu: "NVIDIA-A10G", onDemand: true},
		}},
	}},
	{id: "gcp", name: "Google Cloud Platform", contactSales: true, regions: []cloudRegion{
		{id: "us-central1", contactSales: true, types: []instanceType{
			{id: "n2-standard-2", price: "0.0971", cpus: "2", memory: "8Gi"},
		}},
	}},
}

type cloudProvider struct {
	id, name     string
	contactSales bool
	regions      []cloudRegion
}

type cloudRegion struct {
	id           string
	contactSales bool
	types        []instanceType
}

type instanceType struct {
	id, price, cpus, memory string
	gpus                    uint32
	gpuMemory, gpu          string
	onDemand                bool // and never spot
}

// Requests.

type cloudProviderItem struct {
	ID string `json:"id"`
}

type listCloudRegionsRequest struct {
	CloudProvider cloudProviderItem `json:"cloud_provider"`
}

type listInstanceTypesRequest struct {
	CloudProvider cloudProviderItem `json:"cloud_provider"`
	Region        string            `json:"region"`
}

// Responses.

type cloudProviderJSON struct {
	ID              string                `json:"id,omitzero"`
	Name            string                `json:"name,omitzero"`
	SpecialHandling []specialHandlingJSON `json:"special_handling,omitempty"`
}

type multiCloudProviderResponse struct {
	envelope
	CloudProviders list[cloudProviderJSON] `json:"cloud_providers"`
}

type cloudRegionJSON struct {
	ID              string                `json:"id,omitzero"`
	SpecialHandling []specialHandlingJSON `json:"special_handling,omitempty"`
}

type multiCloudRegionResponse struct {
	envelope
	Regions      list[string]          `json:"regions"`
	CloudRegions list[cloudRegionJSON] `json:"cloud_regions"`
}

type instanceTypeJSON struct {
	ID                   string             `json:"id,omitzero"`
	ComputeInfo          *computeInfoJSON   `json:"compute_info,omitzero"`
	Price                string             `json:"price,omitzero"`
	CloudProvider        *cloudProviderJSON `json:"cloud_provider,omitzero"`
	Region               string             `json:"region,omitzero"`
	AllowedCapacityTypes *capacityTypesJSON `json:"allowed_capacity_types,omitzero"`
}

type multiInstanceTypeResponse struct {
	envelope
	InstanceTypes list[instanceTypeJSON] `json:"instance_types"`
}

func listCloudProviders(_ *call, _ *noRequest) (*multiCloudProviderResponse, error) {
	out := &multiCloudProviderResponse{}
	for i := range cloud {
		out.CloudProviders = append(out.CloudProviders, *cloud[i].json())
	}
	return out, nil
}

func listCloudRegions(_ *call, in *listCloudRegionsRequest) (*multiCloudRegionResponse, error) {
	p := providerOf(in.CloudProvider.ID)
	if p == nil {
		return nil, missing("cloud provider " + in.CloudProvider.ID)
	}
	out := &multiCloudRegionResponse{}
	for _, r := range p.regions {
		out.Regions = append(out.Regions, r.id)
		out.CloudRegions = append(out.CloudRegions, cloudRegionJSON{r.id, salesOnly(r.contactSales)})
	}
	return out, nil
}

func listInstanceTypes(_ *call, in *listInstanceTypesRequest) (*multiInstanceTypeResponse, error) {
	p := providerOf(in.CloudProvider.ID)
	if p == nil {
		return nil, missing("cloud provider " + in.CloudProvider.ID)
	}
	r := p.region(in.Region)
	if r == nil {
		return nil, missing("region " + in.Region)
	}
	out := &multiInstanceTypeResponse{}
	for i := range r.types {
		out.InstanceTypes = append(out.InstanceTypes, r.types[i].json(p, r))
	}
	return out, nil
}

// providerOf returns a cloud provider, or nil.
func providerOf(id string) *cloudProvider {
	for i := range cloud {
		if cloud[i].id == id {
			return &cloud[i]
		}
	}
	return nil
}

// region returns a region of a cloud provider, or nil.
func (p *cloudProvider) region(id string) *cloudRegion {
	for i := range p.regions {
		if p.regions[i].id == id {
			return &p.regions[i]
		}
	}
	return nil
}

// instanceType returns a type of a region, or nil.
func (r *cloudRegion) instanceType(id string) *instanceType {
	for i := range r.types {
		if r.types[i].id == id {
			return &r.types[i]
		}
	}
	return nil
}

func (p *cloudProvider) json() *cloudProviderJSON {
	return &cloudProviderJSON{p.id, p.name, salesOnly(p.contactSales)}
}

func (t *instanceType) json(p *cloudProvider, r *cloudRegion) instanceTypeJSON {
	shown := instanceTypeJSON{
		ID: t.id, Price: t.price, CloudProvider: p.json(), Region: r.id,
		ComputeInfo: &computeInfoJSON{CPULimit: t.cpus, CPUMemory: t.memory, NumAccelerators: t.gpus, AcceleratorMemory: t.gpuMemory},
	}
	if t.gpu != "" {
		shown.ComputeInfo.AcceleratorType = []string{t.gpu}
	}
	if t.onDemand {
		shown.AllowedCapacityTypes = &capacityTypesJSON{[]int32{capacityOnDemand}}
	}
	return shown
}

func salesOnly(contactSales bool) []specialHandlingJSON {
	if !contactSales {
		return nil
	}
	return []specialHandlingJSON{{ID: "contact-sales", Reason: 1}}
}
