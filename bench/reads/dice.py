"""Chance that falls the same way on every machine."""

from __future__ import annotations

import random


def dice(seed: str) -> random.Random:
    """A generator of random numbers for one purpose; the same numbers for the same seed."""
    return random.Random(seed)  # noqa: S311 - repeatable by design
