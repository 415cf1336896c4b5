package emulator

import (
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// ComputeCluster is a compute cluster. Owner and ID are required.
type ComputeCluster struct {
	Owner         string // ID of a user or an organization
	ID            string
	Description   string
	CloudProvider string                  // "aws" or "gcp"; empty means "aws"
	Region        string                  // empty means the provider's first
	Type          clarifai.ClusterType    // empty means dedicated
	ManagedBy     clarifai.ClusterManager // empty means Clarifai
	// KeyDescription is of the token that the cluster works with. Empty means that
	// none is shown.
	KeyDescription string
	// Visibility is who sees the cluster and what is on it besides its owner and the
	// members of an organization that owns it. Empty means nobody.
	Visibility clarifai.Visibility
	Nodepools  []Nodepool
}

// Nodepool is a nodepool of a compute cluster. Only the ID is required.
type Nodepool struct {
	ID          string
	Description string
	// InstanceTypes are types that the cloud provider has in the cluster's region.
	// Without any it has the first of them.
	InstanceTypes     []string
	Spot              bool // and not on demand
	MinInstances      int
	MaxInstances      int
	Nodes             int                     // at present
	Status            clarifai.NodepoolStatus // empty means ready
	StatusDescription string
	Runners           []Runner
}

// Runner is a runner on a nodepool. Only the ID is required.
type Runner struct {
	ID          string
	Description string
	Labels      []string
	Runs        Worker
	Replicas    int
	MinReplicas int
	Priority    int // 0 to 9
}

// Worker is a model or a workflow that runs. The zero value runs nothing.
type Worker struct {
	Owner          string // ID of a user or an organization
	AppID          string
	ModelID        string
	ModelVersionID string // empty means the latest
	WorkflowID     string // if ModelID is empty
}

// Deployment is a model or a workflow that is to run on nodepools. Owner and ID are
// required.
type Deployment struct {
	Owner              string // ID of a user or an organization
	ID                 string
	Description        string
	Runs               Worker
	Nodepools          []DeploymentNodepool
	MinReplicas        int
	MaxReplicas        int
	Replicas           int                       // at present
	Scheduling         clarifai.SchedulingChoice // empty means none
	Disabled           bool
	EmailReminderAfter time.Duration
	// Visibility is who sees the deployment besides its owner and the members of an
	// organization that owns it. Empty means nobody.
	Visibility clarifai.Visibility
}

// DeploymentNodepool is a nodepool of a deployment.
type DeploymentNodepool struct {
	ClusterOwner string // empty means the deployment's owner
	ClusterID    string
	NodepoolID   string
	Priority     int // 0 to 9
}

// Log is what was logged by a source, which need not be configured elsewhere. Logs of
// the same source follow each other.
type Log struct {
	Source clarifai.LogSource
	Lines  []string
}
