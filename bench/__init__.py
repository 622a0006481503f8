"""Measurements: reads beside peers, relevance beside other engines. Not in the wheel."""
