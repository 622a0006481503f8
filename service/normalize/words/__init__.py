"""Tokens, sentences, quotations, and the lexicon after them."""
