"""What could not be sent to targets: the last 25 failures of each, told in full without secrets."""
