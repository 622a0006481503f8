"""Tokens, sentences, quotations, and the lexicon behind them."""
