"""Texts are read in processes of their own: what takes too long, or too much memory, costs that text alone."""
