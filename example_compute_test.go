package clarifai_test

import (
	"context"
	"fmt"
	"log"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func ExampleComputeClustersService_ListAll() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	for cluster, err := range client.ComputeClusters.ListAll(context.Background(), "acme", nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(cluster.ID, cluster.CloudProviderID(), cluster.Region)
	}
	// Output: gpus aws us-east-1
}

func ExampleNodepoolsService_ListAll() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	for nodepool, err := range client.Nodepools.ListAll(context.Background(), "acme", nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s/%s: %d of %d machines\n", nodepool.ClusterID(), nodepool.ID, nodepool.NodeCount, nodepool.EnforcedMaxInstances)
	}
	// Output: gpus/large: 1 of 3 machines
}

func ExampleDeploymentsService_ListAll() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	for deployment, err := range client.Deployments.ListAll(context.Background(), "acme", nil) {
		if err != nil {
			log.Fatal(err)
		}
		for _, nodepool := range deployment.AllNodepools() {
			fmt.Println(deployment.ID, "runs", deployment.Worker.ModelID(), "on", nodepool.ClusterID(), nodepool.ID)
		}
	}
	// Output: translate runs fi-en on gpus large
}

func ExampleRunnersService_ListAll() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	for runner, err := range client.Runners.ListAll(context.Background(), "acme", &clarifai.ListRunnersOptions{ClusterID: "gpus"}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(runner.Worker.ModelID(), runner.Worker.ModelVersionID(), runner.NumReplicas)
	}
	// Output: fi-en v2 2
}

func ExampleCloudProvidersService_ListInstanceTypes() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	types, err := client.CloudProviders.ListInstanceTypes(context.Background(), "aws", "us-west-2")
	if err != nil {
		log.Fatal(err)
	}
	for _, t := range types {
		fmt.Println(t.ID, t.Price, t.Allows(clarifai.CapacitySpot))
	}
	// Output: g5.xlarge 1.1 false
}

func ExampleLogsService_ListAll() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	source := clarifai.RunnerLog{OwnerID: "acme", ClusterID: "gpus", NodepoolID: "large", RunnerID: "runner-1"}
	for entry, err := range client.Logs.ListAll(context.Background(), source, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(entry.Message)
	}
	// Output:
	// loading the model
	// ready
}
