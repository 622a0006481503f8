"""The whole database as NDJSON, out and in: one self-contained line for each thing."""
