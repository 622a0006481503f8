"""The measures on an example that can be checked by hand, and a floor under the normalizer's quality."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from service.document import ActorDraft, ArticleDraft, ClaimDraft, Document, Provenance, Span
from service.evaluate import evaluate
from service.evaluate.gold import GoldError, read_gold
from service.evaluate.measures import Count, Share, measure
from service.evaluate.report import BARS, as_json, score
from tests.gold.compile import read_gold as compile_gold

GOLD = Path(__file__).parents[1] / "gold"
BLIND = {"en-politics", "en-disaster", "fr-science", "fr-finance"}


def actor(name: str, *mentions: tuple[int, int], aliases: tuple[str, ...] = ()) -> ActorDraft:
    spans = tuple(Span(start=a, end=b, quote="x" * (b - a)) for a, b in mentions)
    return ActorDraft(name=name, kind="PERSON", aliases=aliases, mentions=spans)


def claim(start: int, end: int, claimant: str, subject: str | None, polarity: str = "POSITIVE") -> ClaimDraft:
    fields = {"start": start, "end": end, "quote": "", "text": "", "modality": "ASSERTED", "factuality": "CT_PLUS"}
    return msgspec.convert({**fields, "claimant": claimant, "subject": subject, "polarity": polarity}, ClaimDraft)


def document(actors: list[ActorDraft], claims: list[ClaimDraft]) -> Document:
    return Document(
        article=ArticleDraft(title="t", body="x" * 100, language="en"),
        actors=tuple(actors),
        claims=tuple(claims),
        provenance=Provenance(extractor="hand", version="1"),
    )


def test_measures_by_hand() -> None:
    gold = document(
        [actor("Ann Roe", (0, 7), (20, 23)), actor("Bob", (40, 43))],
        [claim(0, 10, "ARTICLE", "Ann Roe"), claim(20, 40, "Ann Roe", "Bob"), claim(50, 60, "ARTICLE", None)],
    )
    found = document(
        [actor("Ann", (4, 7), aliases=("ANN ROE",)), actor("Zoe", (60, 63))],
        [claim(0, 9, "ARTICLE", "Ann"), claim(30, 40, "Ann", None, "NEGATIVE"), claim(54, 70, "ARTICLE", None)],
    )
    measures = measure(gold, found)
    assert measures.mentions == Count(hits=1, gold=3, found=2)
    assert measures.actors == Count(hits=1, gold=2, found=2)
    assert measures.claims == Count(hits=2, gold=3, found=3)
    assert measures.claimant == Share(right=2, matched=2)
    assert measures.subject == Share(right=1, matched=2)
    assert measures.polarity == Share(right=1, matched=2)
    assert measures.actors.f1 == 0.5


def test_gold_against_itself_is_perfect() -> None:
    gold = read_gold(GOLD / "fr-seed.json").document
    assert all(score(getattr(measure(gold, gold), name)) == 1.0 for name in BARS)


def test_of_claims_that_nobody_annotated_nothing_is_counted(tmp_path: Path) -> None:
    body = "Helvetia said on Monday that Ann Roe had left."
    for name, claims in (("unknown", ""), ("none", ', "claims": []')):
        (tmp_path / f"{name}.json").write_text(f'{{"article": {{"language": "en"}}, "actors": []{claims}}}')
        (tmp_path / f"{name}.txt").write_text(body)
    none, unknown = evaluate([tmp_path]).files
    assert unknown.measures.claims == Count()
    assert none.measures.claims == Count(found=none.measures.claims.found)
    assert none.measures.claims.found
    assert none.measures.mentions == unknown.measures.mentions


def test_quality_does_not_fall_below_the_bars() -> None:
    files = [path for path in sorted(GOLD.glob("*.json")) if path.stem not in BLIND]
    overall = evaluate(files).overall
    short = {
        name: round(score(getattr(overall, name)), 3)
        for name, bar in BARS.items()
        if score(getattr(overall, name)) < bar
    }
    assert short == {}


def test_report_is_json() -> None:
    report = msgspec.json.decode(as_json(evaluate([GOLD / "en-tech.json"])))
    assert set(report["overall"]) == set(BARS)
    assert set(report["files"]) == {"en-tech"}


def test_a_broken_gold_file_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(GoldError, match=r"broken\.json"):
        read_gold(broken)


@pytest.mark.parametrize("source", sorted((GOLD / "source").glob("*.gold")), ids=lambda path: path.stem)
def test_gold_files_say_what_their_annotator_wrote(source: Path) -> None:
    document = compile_gold(source.read_text(encoding="utf-8"), source.name[:2])
    stored = msgspec.json.decode((GOLD / f"{source.stem}.json").read_bytes(), type=Document)
    assert document == stored
    assert (GOLD / f"{source.stem}.txt").read_text(encoding="utf-8") == stored.article.body
