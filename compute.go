package clarifai

import (
	"cmp"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// ComputeInfo is the hardware that something needs or offers. Amounts are as
// Clarifai writes them, such as "500m" processors or "1500Mi" of memory.
type ComputeInfo struct {
	CPULimit            string   `json:"cpu_limit,omitempty"`
	CPUMemory           string   `json:"cpu_memory,omitempty"`
	CPURequests         string   `json:"cpu_requests,omitempty"`
	CPUMemoryRequests   string   `json:"cpu_memory_requests,omitempty"`
	NumAccelerators     int      `json:"num_accelerators,omitempty"`
	AcceleratorMemory   string   `json:"accelerator_memory,omitempty"`
	AcceleratorType     []string `json:"accelerator_type,omitempty"`
	AcceleratorTopology []string `json:"accelerator_topology,omitempty"`
}

// NodeCapacityType is how the machines of a nodepool may be paid for.
type NodeCapacityType struct {
	CapacityTypes []CapacityType `json:"capacity_types,omitempty" wire:"needed"`
}

// CapacityType is how a machine is paid for. A value that this package does not know
// is kept as its number or name.
type CapacityType string

// The capacity types.
const (
	CapacityOnDemand CapacityType = "ON_DEMAND_TYPE"
	CapacitySpot     CapacityType = "SPOT_TYPE" // can be taken away at any time
)

// Clarifai's definitions spell the first name like this.
var capacityTypes = map[int32]string{0: "UKNOWN_CAPACITY_TYPE", 1: "ON_DEMAND_TYPE", 2: "SPOT_TYPE"}

// UnmarshalJSON reads a number or a name.
func (t *CapacityType) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalEnum(data, t, capacityTypes)
}

// MarshalJSON writes the name, or a number that has none.
func (t CapacityType) MarshalJSON() ([]byte, error) { return wire.MarshalEnum(t) }

// SpecialHandling is something that keeps a resource from being used by everybody.
type SpecialHandling struct {
	ID     string                `json:"id,omitempty"`
	Reason SpecialHandlingReason `json:"reason,omitempty" wire:"needed"`
	Done   bool                  `json:"done,omitempty" wire:"needed"`
}

// SpecialHandlingReason is why a resource needs special handling. A value that this
// package does not know is kept as its number or name.
type SpecialHandlingReason string

// The reasons for special handling.
const (
	SpecialHandlingContactSales SpecialHandlingReason = "CONTACT_SALES"
	SpecialHandlingInternalOnly SpecialHandlingReason = "INTERNAL_ONLY"
)

var specialHandlingReasons = map[int32]string{0: "REASON_NOT_SET", 1: "CONTACT_SALES", 2: "INTERNAL_ONLY"}

// UnmarshalJSON reads a number or a name.
func (r *SpecialHandlingReason) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalEnum(data, r, specialHandlingReasons)
}

// MarshalJSON writes the name, or a number that has none.
func (r SpecialHandlingReason) MarshalJSON() ([]byte, error) { return wire.MarshalEnum(r) }

// Worker is what a deployment or a runner runs: a model or a workflow.
type Worker struct {
	User     *User     `json:"user,omitempty"`
	Model    *Model    `json:"model,omitempty" wire:"needed"`
	Workflow *Workflow `json:"workflow,omitempty" wire:"needed"`
}

// ModelID returns the model's ID, or "" if it runs none.
func (w *Worker) ModelID() string { return deref(deref(w).Model).ID }

// ModelVersionID returns the ID of the model's version, or "" if none is shown.
func (w *Worker) ModelVersionID() string { return deref(deref(deref(w).Model).ModelVersion).ID }

// WorkflowID returns the workflow's ID, or "" if it runs none.
func (w *Worker) WorkflowID() string { return deref(deref(w).Workflow).ID }

// WorkflowVersionID returns the ID of the workflow's version, or "" if none is shown.
func (w *Worker) WorkflowVersionID() string { return deref(deref(deref(w).Workflow).Version).ID }

// AppID returns the ID of the app that the model or the workflow is in, or "" if
// none is shown.
func (w *Worker) AppID() string {
	return cmp.Or(deref(deref(w).Model).AppID, deref(deref(w).Workflow).AppID)
}

// OwnerID returns the ID of the owner of the model or the workflow, or "" if none is
// shown.
func (w *Worker) OwnerID() string {
	return cmp.Or(deref(deref(w).Model).UserID, deref(deref(w).Workflow).UserID)
}
