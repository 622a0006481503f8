"""Propositions with modality, polarity, amounts and dates."""
