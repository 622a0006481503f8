"""The synthetic corpus: the same everywhere, true in its spans, and like real texts in its words."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter

import msgspec
import pytest

from bench.reads.corpus import piece, pieces
from bench.reads.vocabulary import SIGN_OFF, shared_words_near, vocabulary

SHA256 = "1d5c83c18a44720b6399c6445de76ed954bf45a497c31b13ca9dfac5af2018da"


def bodies(articles: int) -> dict[int, str]:
    return {row[0]: row[3] for number in pieces(articles) for row in piece(articles, number).rows["article"]}


def test_the_corpus_is_the_same_on_every_machine() -> None:
    made = msgspec.json.encode(piece(1_000, 1))
    assert hashlib.sha256(made).hexdigest() == SHA256


def test_as_many_articles_as_asked_for_with_numbers_from_one() -> None:
    assert list(bodies(1_100)) == list(range(1, 1_101))


def test_every_quote_stands_where_it_says() -> None:
    rows = piece(500, 0).rows
    texts = {row[0]: row[3] for row in rows["article"]}
    of_claim = {row[0]: texts[row[1]] for row in rows["claim"]}
    assert all(texts[row[1]][row[3] : row[4]] == row[5] for row in rows["mention"])
    assert all(texts[row[1]][row[3] : row[4]] == row[5] for row in rows["claim"])
    assert all(of_claim[row[0]][row[3] : row[4]] == row[5] for row in rows["claim_cue"])


def test_words_are_as_frequent_as_in_real_texts() -> None:
    counted = Counter(word for body in bodies(500).values() for word in re.findall(r"\w+", body.lower()))
    ranked = [count for _, count in counted.most_common()]
    # Zipf's law: over ranks 10 to 1,000 the logarithm falls about as fast as the rank's.
    slope = (math.log(ranked[999]) - math.log(ranked[9])) / (math.log(1_000) - math.log(10))
    assert -1.4 < slope < -0.7


def test_stop_words_and_inflected_forms_are_among_the_words() -> None:
    words = vocabulary("en").words
    assert {"the", "of", "and"} < set(words[:20])
    assert any(word + "s" in set(words) for word in words[100:200])


@pytest.mark.parametrize("share", [0.08, 0.3])
def test_words_chosen_for_a_share_of_the_articles_have_about_that_share(share: float) -> None:
    texts = [set(re.findall(r"\w+", body.lower())) for body in bodies(1_000).values()]
    for word in shared_words_near(share, 6):
        found = sum(word in text for text in texts) / len(texts)
        assert share / 1.7 < found < share * 1.7


def test_the_agency_stands_in_nearly_every_article() -> None:
    texts = bodies(500).values()
    assert sum(SIGN_OFF in text.lower() for text in texts) / len(texts) > 0.97
