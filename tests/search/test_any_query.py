"""Whatever is typed, a search answers: no error of ours, none of Postgres', and notes that point into the query."""

from __future__ import annotations

import random

import pytest

from tests.query.conftest import Ask
from tests.search.test_actors import newsroom
from tests.search.test_grammar import PIECES

__all__ = ["newsroom"]

FIELDS = """
  totalCount totalCountRelation suggestions note notes { code message text start end takenAs }
  edges { score matchedBy highlights { field text start ranges { start end } } }
  facets { type { value count } }
"""
QUERY = f"""
query ($q: String!) {{
  search(query: $q, first: 3) {{ {FIELDS} }}
  newest: search(query: $q, first: 3, orderBy: NEWEST, match: ALL) {{ {FIELDS} }}
  claims(search: $q, first: 3) {{ totalCount notes {{ code }} }}
  sources {{ totalCount }}
}}
"""
BATCH = 25


@pytest.mark.parametrize("seed", range(12))
async def test_any_query_is_answered(newsroom: Ask, seed: int) -> None:
    chosen = random.Random(seed)
    for _ in range(BATCH):
        joiner = chosen.choice(["", " ", " "])
        query = joiner.join(chosen.choice(PIECES) for _ in range(chosen.randint(0, 14)))
        query = query.replace("\ud800", "\ufffd")
        answer = await newsroom(QUERY, {"q": query})
        assert "errors" not in answer, (query, answer["errors"])
        assert answer["data"]["sources"] == {"totalCount": 2}
        for note in answer["data"]["search"]["notes"]:
            if note["start"] is not None:
                assert 0 <= note["start"] < note["end"] <= len(query), (query, note)
