"""Live updates: what the outbox tells, read once a process and handed to every subscriber it concerns."""
