"""The contract: Strawberry types that say, field by field, where the data lives."""
