"""Reads formats and writes documents: text or bundles in, one transaction an article."""
