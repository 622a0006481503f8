"""The pace of the normalizer is measured, not assumed."""

from __future__ import annotations

from pathlib import Path

from bench.pace import bench_normalize
from service.normalize import COMPILED

GOLD = Path(__file__).parents[1] / "gold"


def test_bench_measures_pace_and_memory() -> None:
    result = bench_normalize([(GOLD / "fr-tech.txt").read_text(encoding="utf-8")], seconds=0.05)
    assert result.compiled is COMPILED
    assert result.articles >= 1
    assert result.articles_per_second > 0
    assert result.peak_python_mib < 20
