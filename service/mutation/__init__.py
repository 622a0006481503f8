"""Writes: the effects of mutations, each one transaction, and the payloads that tell what they made."""
