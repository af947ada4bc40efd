"""What `ombud serve` is made of: one socket, server processes, a job runner, their lives."""
