"""A handful of articles, and what it takes to explore them with one command."""
