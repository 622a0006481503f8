"""Clauses, the speakers of quotations, attribution: who says it."""
