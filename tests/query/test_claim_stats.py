"""Claims counted by what they have in common are the claims counted one by one."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.query.conftest import Ask, World
from tests.query.matching import is_live
from tests.query.pages import month

FIELDS = "month modality polarity claimant { id } subject { id } source { id } count"


def one_by_one(world: World, dimensions: list[str]) -> Counter[tuple[Any, ...]]:
    """The same count in plain Python."""

    def value(claim: Any, dimension: str) -> Any:
        if dimension == "MONTH":
            return month(claim)
        if dimension == "SOURCE":
            article = world.rows.one("article", claim["article_id"])
            key = article and article["source_id"]
            return key and f"src_{key}"
        if dimension in ("CLAIMANT", "SUBJECT"):
            key = claim[f"{dimension.lower()}_id"]
            return key and f"act_{key}"
        return claim[dimension.lower()]

    live = [claim for claim in world.rows.all("claim") if is_live(world.rows, claim)]
    return Counter(tuple(value(claim, name) for name in dimensions) for claim in live)


@pytest.mark.parametrize(
    "dimensions", [["MODALITY"], ["MONTH", "MODALITY"], ["CLAIMANT", "SUBJECT"], ["SOURCE", "POLARITY"]]
)
async def test_counts_are_exact(world: World, ask: Ask, dimensions: list[str]) -> None:
    answer = await ask(f"{{ claimStats(groupBy: [{', '.join(dimensions)}], first: 1000) {{ {FIELDS} }} }}")
    groups = answer["data"]["claimStats"]
    counted = {}
    for group in groups:
        values = [group[name.lower()] for name in dimensions]
        counted[tuple(value["id"] if isinstance(value, dict) else value for value in values)] = group["count"]
        others = {"month", "modality", "polarity", "claimant", "subject", "source"} - {n.lower() for n in dimensions}
        assert all(group[name] is None for name in others)
    expected = one_by_one(world, dimensions)
    assert sum(counted.values()) == sum(expected.values()) > 0
    assert counted == expected


async def test_a_filter_narrows_and_the_largest_groups_come_first(ask: Ask) -> None:
    answer = await ask(
        "{ claimStats(groupBy: CLAIMANT, filter: {polarity: NEGATIVE}, first: 3) { claimant { id } count } "
        "claims(filter: {polarity: NEGATIVE}, first: 0) { totalCount } }"
    )
    counts = [group["count"] for group in answer["data"]["claimStats"]]
    assert counts == sorted(counts, reverse=True)
    assert 0 < sum(counts) <= answer["data"]["claims"]["totalCount"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("groupBy: []", "names no dimension or one twice"),
        ("groupBy: [MONTH, MONTH]", "names no dimension or one twice"),
        ("groupBy: MONTH, first: 0", "is 0; an answer holds 1 to 1,000 groups"),
        ("groupBy: MONTH, first: 1001", "is 1001; an answer holds 1 to 1,000 groups"),
    ],
)
async def test_what_cannot_be_counted_is_told(ask: Ask, arguments: str, says: str) -> None:
    answer = await ask(f"{{ claimStats({arguments}) {{ count }} }}")
    assert answer["data"] is None
    assert answer["errors"][0]["path"] == ["claimStats"]
    assert says in answer["errors"][0]["message"]
