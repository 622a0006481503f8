"""Where quotes and claims stand in a changed text: pure, so that every kind of edit has a line here."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.store.anchors import Texts, match_mentions
from service.store.matches import Found, Known, Matches, match_claims

OLD = "Acme laid off 300 workers in Riverton. The mayor protested. Acme declined to comment. The union will sue."


def sentences(body: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[^. ][^.]*\.", body)]


def known(texts: Texts, start: int, end: int, **more: Any) -> Known:
    return Known(**({"quote": texts.before(start, end), "text": texts.old[start:end]} | more))


def found(texts: Texts, start: int, end: int, text: str | None = None) -> Found:
    return Found(quote=texts.after(start, end), text=texts.new[start:end] if text is None else text)


def matched(old: str, new: str, **more: Any) -> Matches:
    """Every sentence is a claim, before and after."""
    texts = Texts(old, new)
    before = [known(texts, *span, **more) for span in sentences(old)]
    return match_claims(before, [found(texts, *span) for span in sentences(new)], texts)


def test_the_same_text_keeps_every_claim() -> None:
    matches = matched(OLD, OLD)
    assert (matches.read, matches.new, matches.retired) == ({0: 0, 1: 1, 2: 2, 3: 3}, [], [])


def test_a_sentence_more_moves_those_after_it() -> None:
    matches = matched(OLD, OLD.replace("The mayor", "Nobody was told. The mayor"))
    assert (matches.read, matches.new, matches.retired) == ({0: 0, 1: 2, 2: 3, 3: 4}, [1], [])


def test_a_sentence_less_retires_its_claim() -> None:
    matches = matched(OLD, OLD.replace("The mayor protested. ", ""))
    assert (matches.read, matches.new, matches.retired) == ({0: 0, 2: 1, 3: 2}, [], [1])


def test_a_paragraph_that_moves_takes_its_claims_along() -> None:
    matches = matched(OLD, "The union will sue. " + OLD.removesuffix(" The union will sue."))
    assert (matches.read, matches.new, matches.retired) == ({3: 0, 0: 1, 1: 2, 2: 3}, [], [])


def test_a_slightly_changed_sentence_is_another_version_of_its_claim() -> None:
    matches = matched(OLD, OLD.replace("300", "400").replace("protested", "resigned"))
    assert matches.read == {0: 0, 1: 1, 2: 2, 3: 3}
    matches = matched(OLD, OLD.replace("The mayor protested", "Shares fell sharply on Monday"))
    assert (matches.read, matches.new, matches.retired) == ({0: 0, 2: 2, 3: 3}, [1], [1])


def test_what_stands_often_is_told_by_what_is_around_it() -> None:
    old = "Ann took the stand. Yes, she said. Bob came after noon. Yes, she said. Cleo came last of all. Yes, she said."
    new = "In court. Cleo came last of all. Yes, she said. Ann took the stand. Yes, she said. It ended."
    texts = Texts(old, new)
    before = [known(texts, match.start(), match.end()) for match in re.finditer(r"Yes, she said\.", old)]
    after = [found(texts, match.start(), match.end()) for match in re.finditer(r"Yes, she said\.", new)]
    matches = match_claims(before, after, texts)
    assert (matches.read, matches.retired) == ({2: 0, 0: 1}, [1])


def test_what_is_around_all_of_them_alike_is_told_by_order() -> None:
    old, new = "No. " * 4, "So: " + "No. " * 5
    matches = matched(old.strip(), new.strip())
    assert list(matches.read) == [0, 1, 2, 3] and sorted(matches.read.values()) == list(matches.read.values())


def test_propositions_of_one_sentence_are_told_by_their_text() -> None:
    body = "Acme bought Bolt and sold Cog."
    texts = Texts(body, "Today: " + body)
    before = [known(texts, 0, 30, text=text) for text in ("Acme bought Bolt.", "Acme sold Cog.")]
    after = [found(texts, 7, 37, text) for text in ("Acme sold Cog.", "Acme bought Bolt.")]
    assert match_claims(before, after, texts).read == {0: 1, 1: 0}
    other = [found(texts, 7, 37, text) for text in ("Acme took Bolt over.", "Acme sold Cog.", "Acme changed.")]
    matches = match_claims(before, other, texts)
    assert (matches.read, matches.new) == ({1: 1, 0: 0}, [2])


BODY = "Acme sued Bolt. Cog fell."


def test_what_people_wrote_moves_with_its_words_and_takes_no_reading() -> None:
    texts = Texts(BODY, "On Monday, nothing. " + BODY)
    before = [known(texts, 0, 15, text="Acme sued Bolt."), known(texts, 5, 14, text="A suit.", by_hand=True)]
    matches = match_claims(before, [found(texts, 20, 35, "Acme sued Bolt.")], texts)
    assert (matches.read, matches.stays, matches.new, matches.retired) == ({0: 0}, {1: 25}, [], [])


def test_a_corrected_claim_and_the_reading_that_it_corrects_are_one() -> None:
    texts = Texts(BODY, "Later. " + BODY)
    fixed = known(texts, 0, 15, text="Acme has sued Bolt.", by_hand=True, read=(BODY[:15], "Acme sued Bolt."))
    for reading in ("Acme sued Bolt.", "Acme has sued Bolt.", "Acme goes to court."):
        matches = match_claims([fixed], [found(texts, 7, 22, reading)], texts)
        assert (matches.stays, matches.new, matches.retired) == ({0: 7}, [], []), reading


def test_a_correction_of_the_span_is_known_too() -> None:
    texts = Texts(BODY, "Later. " + BODY)
    fixed = known(texts, 0, 9, text="Acme sued.", by_hand=True, read=(BODY[:15], "Acme sued Bolt."))
    matches = match_claims([fixed], [found(texts, 7, 22, "Acme sued Bolt.")], texts)
    assert (matches.stays, matches.new) == ({0: 7}, [])


def test_a_correction_whose_words_are_gone_gives_the_reading_free() -> None:
    texts = Texts(BODY, BODY.replace("Cog fell", "Cog rose"))
    fixed = known(texts, 0, 24, text="All of it.", by_hand=True, read=(BODY[:15], "Acme sued Bolt."))
    matches = match_claims([fixed], [found(texts, 0, 15, "Acme sued Bolt.")], texts)
    assert (matches.stays, matches.new, matches.retired) == ({}, [0], [0])


def test_a_reviewed_claim_stays_while_its_words_stand_read_or_not() -> None:
    texts = Texts(BODY, "Later. " + BODY)
    reviewed, plain = known(texts, 0, 15, kept=True), known(texts, 16, 25)
    matches = match_claims([reviewed, plain], [], texts)
    assert (matches.stays, matches.retired) == ({0: 7}, [1])


def test_no_word_is_found_within_a_longer_one() -> None:
    texts = Texts("Bob left. Acme sued Bob", "Bob left. Acmes sued Bobby")
    assert match_claims([known(texts, 10, 23, by_hand=True)], [], texts).retired == [0]
    assert texts.find(texts.before(0, 3)) == 0


def test_a_retired_claim_comes_back_with_its_words() -> None:
    texts = Texts("Cog fell.", BODY)
    gone = Texts(BODY, "")
    before = [
        Known(quote=gone.before(0, 15), text="Acme sued Bolt.", retired=True),
        Known(quote=gone.before(5, 14), text="A suit.", retired=True, by_hand=True),
    ]
    matches = match_claims(before, [found(texts, 0, 15, "Acme sued Bolt.")], texts)
    assert (matches.read, matches.stays, matches.new) == ({0: 0}, {1: 5}, [])
    assert match_claims(before, [], Texts("Cog fell.", "Cog rose.")).retired == []


def test_unwanted_claims_are_not_read() -> None:
    texts = Texts(BODY, BODY)
    after = [found(texts, 0, 15), found(texts, 16, 25)]
    matches = match_claims([known(texts, 0, 15)], after, texts, unwanted={("Cog fell.", "Cog fell.")})
    assert (matches.read, matches.new) == ({0: 0}, [])


def test_mentions_keep_who_they_are_of() -> None:
    old, new = "Ann met Ann and Bob.", "Today Ann met Bob and Ann."
    texts = Texts(old, new)
    before = [(texts.before(*span), who) for span, who in (((0, 3), 1), ((8, 11), 2), ((16, 19), 3))]
    after = [(texts.after(*span), who) for span, who in (((6, 9), 1), ((14, 17), 3), ((22, 25), 2))]
    assert match_mentions(before, after) == {0: 0, 1: 2, 2: 1}
    # Where it stood, a mention may turn out to name somebody else.
    assert match_mentions(before[:1], [(Texts(old, old).after(0, 3), 9)]) == {0: 0}


@pytest.mark.parametrize("old, new", [("", ""), ("", "a"), ("a", ""), ("aaaa", "aa"), ("aa", "aaaa"), ("🙂é", "é🙂")])
def test_any_two_texts_have_a_common_beginning_and_end_that_don_t_overlap(old: str, new: str) -> None:
    texts = Texts(old, new)
    for start in range(len(old)):
        at = texts.expected(start, start + 1)
        assert at is None or new[at] == old[start]


WORDS = st.sampled_from(["Ann", "Bob", "Cleo", "said", "saw", "left", "the", "a", "red", "box", "😀", "déjà", "«vu»"])
SENTENCE = st.lists(WORDS, min_size=2, max_size=6).map(lambda words: " ".join(words) + ".")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_random_edits_keep_every_claim_whose_words_stand_once(data: st.DataObject) -> None:
    before = data.draw(st.lists(SENTENCE, max_size=12))
    after = list(before)
    for _ in range(data.draw(st.integers(0, 5))):
        at = data.draw(st.integers(0, len(after)))
        match data.draw(st.sampled_from(("insert", "delete", "move", "replace"))):
            case "insert":
                after.insert(at, data.draw(SENTENCE))
            case "delete":
                del after[at : at + 1]
            case "move" if at < len(after):
                after.insert(data.draw(st.integers(0, len(after) - 1)), after.pop(at))
            case _:
                after[at : at + 1] = [data.draw(SENTENCE)]
    by_hand = data.draw(st.sets(st.integers(0, 11)))
    texts = Texts(" ".join(before), " ".join(after))
    olds, news = list(spans_of(before)), list(spans_of(after))
    claims = [known(texts, *span, by_hand=place in by_hand, kept=True) for place, span in enumerate(olds)]
    readings = [found(texts, *span) for span in news]
    matches = match_claims(claims, readings, texts)

    for place, sentence in enumerate(before):
        if before.count(sentence) == 1 and after.count(sentence) == 1:
            new = matches.read.get(place)
            start = matches.stays.get(place, -1) if new is None else news[new][0]
            assert start == news[after.index(sentence)][0], sentence
    # Each is in one place; none is lost, none is made twice.
    assert sorted([*matches.read, *matches.stays, *matches.retired]) == list(range(len(before)))
    assert len({*matches.read.values(), *matches.new}) == len(matches.read) + len(matches.new)
    for place, start in matches.stays.items():
        assert texts.new.startswith(before[place], start)


def spans_of(parts: list[str]) -> list[tuple[int, int]]:
    found_spans, at = [], 0
    for part in parts:
        found_spans.append((at, at + len(part)))
        at += len(part) + 1
    return found_spans
