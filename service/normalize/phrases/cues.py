"""The words that carry a claim's hedge, negation or attribution, or name its source, as tokens."""

from __future__ import annotations

from typing import Literal

CueKind = Literal["MODALITY", "NEGATION", "ATTRIBUTION", "SOURCE"]
TokenCue = tuple[int, int, CueKind]
