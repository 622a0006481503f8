"""A text may be as long as it likes: so much of it is read, and a note tells of the rest."""

from __future__ import annotations

import pytest

from service.normalize import bounds, normalize
from tests.normalize.test_linear import SHAPES
from tests.normalize.test_robustness import check


@pytest.mark.parametrize(
    "shape", ["names by commas", "capitals", "languages by turns", "and", "prose", "names of one house", "the company"]
)
def test_a_megabyte_is_within_bounds(shape: str) -> None:
    text = SHAPES[shape](1_000_000)
    document = normalize(text, language="en")
    check(document)
    assert document.article.body == text
    assert len(document.actors) <= 2 * bounds.ACTORS_MAX
    assert sum(len(actor.mentions) for actor in document.actors) <= bounds.MENTIONS_MAX + len(document.actors)
    assert len(document.claims) <= bounds.CLAIMS_MAX
    assert document.provenance.notes[0].startswith("Only the first ")
    assert all(actor.mentions for actor in document.actors)


def test_a_long_report_is_read_whole() -> None:
    text = SHAPES["prose"](50_000)
    document = normalize(text, language="en")
    assert document.provenance.notes == ()
    assert document.claims[-1].end > len(text) - 100


def test_more_actors_than_are_named_are_told() -> None:
    document = normalize(SHAPES["names of one surname"](60_000), language="en")
    assert len(document.actors) == bounds.ACTORS_MAX
    assert any("More than 500 actors" in note for note in document.provenance.notes)
