package audit_test

func followUntilKilled() int { return 1 }
