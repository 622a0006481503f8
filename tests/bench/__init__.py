"""The measuring commands, as a checkout runs them."""

from __future__ import annotations

import sys

MEASURE = [sys.executable, "-m", "bench"]
