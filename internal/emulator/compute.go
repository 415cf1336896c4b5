package emulator

import (
	"errors"
	"fmt"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
)

// compute is what models run on. No request changes it, so it is not part of the
// state.
type compute struct {
	clusters    []*computeCluster
	deployments []*deployment
	logs        map[logKey][]logLine
}

// nodepools returns the nodepools of all clusters.
func (c *compute) nodepools() []*nodepool {
	var all []*nodepool
	for _, cluster := range c.clusters {
		all = append(all, cluster.nodepools...)
	}
	return all
}

// runners returns the runners of all clusters.
func (c *compute) runners() []*runner {
	var all []*runner
	for _, n := range c.nodepools() {
		all = append(all, n.runners...)
	}
	return all
}

// nodepool returns a nodepool, or nil.
func (c *compute) nodepool(owner, clusterID, id string) *nodepool {
	for _, n := range c.nodepools() {
		if fold(n.cluster.seed.Owner) == fold(owner) && n.cluster.seed.ID == clusterID && n.seed.ID == id {
			return n
		}
	}
	return nil
}

// Responses.

type computeInfoJSON struct {
	CPULimit          string   `json:"cpu_limit,omitzero"`
	CPUMemory         string   `json:"cpu_memory,omitzero"`
	NumAccelerators   uint32   `json:"num_accelerators,omitzero"`
	AcceleratorMemory string   `json:"accelerator_memory,omitzero"`
	AcceleratorType   []string `json:"accelerator_type,omitempty"`
}

type specialHandlingJSON struct {
	ID     string `json:"id,omitzero"`
	Reason int32  `json:"reason,omitzero"`
	Done   bool   `json:"done,omitzero"`
}

type capacityTypesJSON struct {
	CapacityTypes []int32 `json:"capacity_types,omitempty"`
}

const (
	capacityOnDemand int32 = 1
	capacitySpot     int32 = 2
)

type workerJSON struct {
	Model    *modelJSON    `json:"model,omitzero"`
	Workflow *workflowJSON `json:"workflow,omitzero"`
}

// showWorker returns what runs. A model or a workflow whose app is gone is not shown.
func (c *call) showWorker(w Worker) *workerJSON {
	a, ok := c.st.apps.get(appKey(w.Owner, w.AppID))
	if !ok {
		return nil
	}
	shown := &workerJSON{}
	if m, ok := a.models.get(w.ModelID); ok {
		model := c.showModel(a, m, m.latest(w.runs), nil, false)
		shown.Model = &model
	}
	if f, ok := a.workflows.get(w.WorkflowID); ok && shown.Model == nil {
		workflow := c.showWorkflow(a, f, nil)
		shown.Workflow = &workflow
	}
	return shown
}

func (w Worker) runs(v *ModelVersion) bool { return w.ModelVersionID == "" || w.ModelVersionID == v.ID }

// versionIDs returns the IDs of the version of what runs, "" where there is none.
func (w *workerJSON) versionIDs() (model, workflow string) {
	if w != nil && w.Model != nil && w.Model.ModelVersion != nil {
		model = w.Model.ModelVersion.ID
	}
	if w != nil && w.Workflow != nil && w.Workflow.Version != nil {
		workflow = w.Workflow.Version.ID
	}
	return model, workflow
}

// seesOwned reports whether the caller sees what an owner has.
func (c *call) seesOwned(owner string, gettable int32) bool {
	if fold(owner) == c.callerID() || gettable == visibilityPublic {
		return true
	}
	o, ok := c.st.organizations.get(fold(owner))
	return ok && o.members.has(c.callerID())
}

// ownerNamed returns whose resources a request is for, "" for everybody's.
func (c *call) ownerNamed(named userAppIDSet) (string, error) {
	owner := fold(me(named.UserID, c.caller.ID))
	if owner != "" && !c.st.users.has(owner) && !c.st.organizations.has(owner) {
		return "", missing("user " + owner)
	}
	return owner, nil
}

// fits reports whether an ID is the one that is asked for, if any is.
func fits(asked, id string) bool { return asked == "" || asked == id }

// fitsAny reports whether an ID is one of those that are asked for, if any are.
func fitsAny[T comparable](asked []T, id T) bool { return len(asked) == 0 || contains(asked, id) }

// enumNamed returns the number of a value of an enum of the facts.
func enumNamed[E ~string](enum string, name E) (int32, error) {
	values, _ := contract.Load().Enum(messagePrefix + enum)
	n, ok := values[string(name)]
	if !ok {
		return 0, fmt.Errorf("%q is no %s", name, enum)
	}
	return n, nil
}

// checkOwned returns what is wrong with a seed that an owner has.
func (c *call) checkOwned(owner, id, visibility string) error {
	_, known := visibilities[visibility]
	switch {
	case !c.st.users.has(fold(owner)) && !c.st.organizations.has(fold(owner)):
		return fieldError("Owner", "must be the ID of a user or an organization, not %q", owner)
	case !validID(id):
		return fieldError("ID", "must be 1 to 32 letters and digits, with - and _ between them")
	case !known:
		return fieldError("Visibility", "%q is unknown", visibility)
	}
	return nil
}

// checkWorker returns what is wrong with a seed that runs.
func (c *call) checkWorker(w Worker) error {
	if w == (Worker{}) {
		return nil
	}
	a, ok := c.st.apps.get(appKey(w.Owner, w.AppID))
	if !ok {
		return fieldError("Runs", "must be in an app of the Config, and not in %q", appKey(w.Owner, w.AppID))
	}
	m, hasModel := a.models.get(w.ModelID)
	switch {
	case w.ModelID != "" && w.WorkflowID != "":
		return fieldError("Runs", "must be a model or a workflow, and not both")
	case w.ModelID == "" && !a.workflows.has(w.WorkflowID):
		return fieldError("Runs", "must be a model or a workflow of its app")
	case w.ModelID != "" && (!hasModel || w.ModelVersionID != "" && m.latest(w.runs) == nil):
		return fieldError("Runs", "must be a model of its app, in a version that it has")
	}
	return nil
}

// notNegativeAll returns an error for each number of a seed that is negative.
func notNegativeAll(numbers map[string]int) error {
	var problems []error
	for field, n := range numbers {
		if n < 0 {
			problems = append(problems, fieldError(field, "must not be negative"))
		}
	}
	return errors.Join(problems...)
}

func checkPriority(n int) error {
	if n < 0 || n > 9 {
		return fieldError("Priority", "must be 0 to 9, not %d", n)
	}
	return nil
}
