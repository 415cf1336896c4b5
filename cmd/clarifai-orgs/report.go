package main

import (
	"fmt"
	"os"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// reportFile is where the outcomes go; without a file it keeps nothing.
type reportFile struct {
	file   *os.File
	rounds []*roster.Report
}

// openReport opens the file before anything is sent: what was done must not be
// lost to a file that cannot be written. It holds addresses of people, so it is
// its owner's alone.
func openReport(name string, inputs ...string) (*reportFile, error) {
	if name == "" {
		return &reportFile{}, nil
	}
	if there, err := os.Stat(name); err == nil {
		for _, input := range inputs {
			if other, err := os.Stat(input); err == nil && os.SameFile(there, other) {
				return nil, fmt.Errorf("-report: %s is what is read, and would be overwritten", name)
			}
		}
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("-report: %w", err)
	}
	return &reportFile{file: f}, nil
}

func (r *reportFile) add(report *roster.Report) {
	if report != nil {
		r.rounds = append(r.rounds, report)
	}
}

// write replaces what the file held before. A run that could not read the
// organization leaves it as it was.
func (r *reportFile) write() error {
	if r.file == nil || len(r.rounds) == 0 {
		return nil
	}
	if err := r.file.Truncate(0); err != nil {
		return fmt.Errorf("-report: %w", err)
	}
	if err := roster.WriteCSV(r.file, r.rounds...); err != nil {
		return fmt.Errorf("-report: %w", err)
	}
	return nil
}

// Close closes the file.
func (r *reportFile) Close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}
