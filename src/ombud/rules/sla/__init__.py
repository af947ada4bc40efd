"""Service levels of one ticket: clocks that its updates move, targets, breaches, measured times.

`machine.advance` is the door; `breaching.overdue` is the runner's. A breach at second d is written
by whichever comes first after d, with d as its time, so an update within d can still prevent it.
"""
