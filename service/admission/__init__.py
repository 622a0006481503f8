"""What is let in: the one set of rules for articles, sources, reviews and dates, whatever way they come."""
