"""What the metrics of tickets have told: when clocks started and stopped, targets, breaches."""
