"""Noun phrases, cues, and the discourse so far."""
