"""No answer breaks the extractor, and whatever it keeps is true of the text."""

from __future__ import annotations

import json
import time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from service.document import ArticleDraft, Document, Provenance
from service.normalize.llm.answer import decode_answer
from service.normalize.llm.errors import UnusableError
from service.normalize.llm.merge import Merged
from service.normalize.llm.segments import group_segments, split_segments
from service.normalize.llm.verify import verify
from service.store.check import admit_document
from tests.normalize.llm.answers import BODY, actor, claim, good_answer, place

PIECES = [BODY[start : start + length] for start in range(0, len(BODY), 7) for length in (1, 6, 20)]
WORDS = st.one_of(
    st.sampled_from(PIECES),
    st.sampled_from(["OpenAI", "Altman", "ARTICLE", "UNNAMED", "", " ", "«", "50", "x" * 300, "\x00", "é\u0301"]),
    st.text(max_size=20),
)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def mutated(draw: st.DrawFn, node: Any) -> Any:
    """The node with other words, numbers and shapes here and there."""
    if draw(st.integers(0, 40)) == 0:
        return draw(ANYTHING)
    if isinstance(node, dict):
        return {key: mutated(draw, value) for key, value in node.items()}
    if isinstance(node, list):
        return [mutated(draw, item) for item in node for _ in range(draw(st.sampled_from([1, 1, 1, 2, 0])))]
    if isinstance(node, str) and draw(st.integers(0, 3)) == 0:
        return draw(WORDS)
    if isinstance(node, int) and draw(st.booleans()):
        return draw(st.integers(-2, 9))
    return node


@st.composite
def answers(draw: st.DrawFn) -> Any:
    """A good answer, made worse."""
    return mutated(draw, good_answer())


@settings(max_examples=150, deadline=None)
@given(st.lists(answers(), min_size=1, max_size=3), st.integers(30, 200))
def test_any_answer_gives_a_document_that_can_be_stored(given_answers: list[Any], tokens: int) -> None:
    merged = Merged(BODY)
    groups = group_segments(BODY, split_segments(BODY), tokens, overlap=1)
    for answer, group in zip(given_answers, groups, strict=False):
        try:
            received = decode_answer(json.dumps(answer))
        except UnusableError:
            continue
        merged.add(verify(received, BODY, group))

    document = Document(
        article=ArticleDraft(title="T", body=BODY, language="fr"),
        actors=merged.actors(),
        claims=merged.claims(),
        provenance=Provenance(extractor="llm", version="1"),
    )

    admit_document(document)
    names = {actor.name for actor in document.actors}
    assert all(actor.mentions and len(actor.name) <= 200 for actor in document.actors)
    assert all("\x00" not in claim.text and len(claim.text) <= 2 * len(BODY) + 201 for claim in document.claims)
    assert all(claim.claimant in names | {"ARTICLE", "UNNAMED"} for claim in document.claims)


def test_an_answer_of_one_word_over_and_over_takes_no_time() -> None:
    body = ("Panama banana aaaa bananarama. " * 250)[:7500]
    segments = split_segments(body)
    cues = [{"kind": "NEGATION", "quote": "a"}] * 25
    answer = {
        "actors": [actor("a", "PERSON", *[place(1, "a")] * 300) for _ in range(60)],
        "claims": [claim(1, "Panama banana", cues=cues) for _ in range(300)],
    }
    started = time.monotonic()
    verify(decode_answer(json.dumps(answer)), body, segments)
    assert time.monotonic() - started < 10


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(), ANYTHING.map(json.dumps), st.binary().map(lambda raw: raw.decode("latin-1"))))
def test_any_content_is_an_answer_or_unusable(content: str) -> None:
    try:
        received = decode_answer(content)
    except UnusableError:
        return
    assert received.misshapen >= 0
