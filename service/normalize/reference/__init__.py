"""Pronouns, roles, subjects and affiliations: who is meant."""
