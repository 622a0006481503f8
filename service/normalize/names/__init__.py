"""Where a name begins and ends, and what kind of thing it names."""
