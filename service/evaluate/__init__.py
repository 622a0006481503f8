"""How good the normalizer is, and how fast."""

from __future__ import annotations

from service.evaluate.bench import bench_normalize
from service.evaluate.evaluation import evaluate

__all__ = ["bench_normalize", "evaluate"]
