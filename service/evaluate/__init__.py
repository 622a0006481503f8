"""How well the normalizer reads, against gold annotations of one's own."""

from __future__ import annotations

from service.evaluate.evaluation import evaluate

__all__ = ["evaluate"]
