"""Which words are finite verbs."""
