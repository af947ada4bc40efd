"""What comes in and goes out: senders, doors and the engine between."""
