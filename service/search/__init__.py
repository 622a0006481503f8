"""Full-text search: a query's words, its candidates, and the row sources of pages."""
