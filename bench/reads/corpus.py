"""The synthetic corpus: articles with sources, actors, mentions and claims whose spans are true.

Made piece by piece from a seed and the piece's number, so that pieces can be made side by side and the
same number of articles is the same corpus on every machine.
"""

from __future__ import annotations

import hashlib
import math
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import msgspec

from bench.reads import cast
from bench.reads.dice import dice
from bench.reads.templates import SIGN_OFF, TEMPLATES, Template, factuality
from bench.reads.vocabulary import (
    LENGTH_MAX,
    LENGTH_MEDIAN,
    LENGTH_MIN,
    LENGTH_SIGMA,
    Vocabulary,
    vocabulary,
)

VERSION = 1
"""Grows when another corpus is made from the same numbers."""
PIECE = 500
CLAIMS_MAX = 64
MENTIONS_MAX = 512
"""An article's claims and mentions number from its own number times these."""
EXTRACTOR = ("bench", "1")
_FIRST_DAY = datetime(2019, 1, 1, tzinfo=UTC)
_DAYS = 6 * 365

Row = tuple[Any, ...]

COLUMNS: dict[str, tuple[str, ...]] = {
    "article": (
        "id", "url", "title", "body", "language", "authors", "published_at", "ingested_at", "updated_at", "sort_at",
        "content_hash", "source_id", "extractor", "extractor_version",
    ),
    "mention": ("id", "article_id", "actor_id", "start_at", "end_at", "quote"),
    "article_actor": ("article_id", "actor_id", "mention_count", "sort_at"),
    "claim": (
        "id", "article_id", "sort_at", "start_at", "end_at", "quote", "text", "modality", "polarity", "factuality",
        "attribution", "claimant_id", "subject_id", "unnamed_source", "extractor", "extractor_version", "created_at",
        "updated_at",
    ),
    "claim_actor": ("claim_id", "actor_id", "is_subject", "is_object", "is_claimant", "sort_at"),
    "claim_cue": ("claim_id", "ordinal", "kind", "start_at", "end_at", "quote"),
}  # fmt: skip


class Piece(msgspec.Struct, frozen=True):
    """The rows of some articles, by table, each in the order of `COLUMNS`."""

    rows: dict[str, list[Row]]


class Draft:
    """An article in the making: its text so far, and what stands where in it."""

    def __init__(self, article_id: int, published_at: datetime) -> None:
        self.article_id = article_id
        self.published_at = published_at
        self.parts: list[str] = []
        self.length = 0
        self.mentions: list[tuple[int, int, int, str]] = []
        self.claims: list[tuple[Template, int, int, str, dict[str, int], list[tuple[str, int, int, str]]]] = []

    def write(self, text: str) -> tuple[int, int]:
        """Append text; where it begins and ends."""
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start, self.length


def pieces(articles: int) -> range:
    """The numbers of the corpus' pieces."""
    return range(math.ceil(articles / PIECE))


def piece(articles: int, number: int) -> Piece:
    """One piece of the corpus of `articles` articles."""
    chance = dice(f"claimgraph bench {VERSION} {articles} {number}")
    rows: dict[str, list[Row]] = {table: [] for table in COLUMNS}
    for article_id in range(number * PIECE + 1, min((number + 1) * PIECE, articles) + 1):
        _add_article(chance, article_id, articles, rows)
    return Piece(rows)


@cache
def _cast(articles: int) -> tuple[list[cast.Actor], list[float], list[cast.Source]]:
    found = cast.actors(cast.actor_count(articles))
    return found, cast.popularity(len(found)), cast.sources()


_vocabulary = cache(vocabulary)


def _add_article(chance: random.Random, article_id: int, articles: int, rows: dict[str, list[Row]]) -> None:
    everyone, popularity, publishers = _cast(articles)
    source = publishers[int(chance.paretovariate(1.2)) * 7 % len(publishers)]
    words = _vocabulary(source.language)
    # Ids follow the calendar, with a day's disorder, as where articles come in from many feeds.
    moment = _FIRST_DAY + timedelta(days=_DAYS * article_id / articles, seconds=chance.randrange(86_400))
    draft = Draft(article_id, moment)
    size = min(1 + int(chance.expovariate(1 / 6)), 40)
    present = [
        everyone[at] for at in dict.fromkeys(chance.choices(range(len(everyone)), cum_weights=popularity, k=size))
    ]
    stream = _words(chance, words)
    title = _title(chance, stream, present, words)
    _write_body(chance, draft, stream, present, source.language)
    body = "".join(draft.parts)
    _article_row(draft, rows, source, title, body)
    _mention_rows(draft, rows)
    _claim_rows(draft, rows)


def _words(chance: random.Random, words: Vocabulary) -> Iterator[str]:
    """The article's words: drawn by frequency, and a few of its topic that come again and again."""
    count = int(LENGTH_MEDIAN * math.exp(chance.gauss(0, LENGTH_SIGMA)))
    drawn = chance.choices(words.words, cum_weights=words.cumulative, k=max(LENGTH_MIN, min(count, LENGTH_MAX)))
    topic = [words.words[chance.randrange(words.function_words + 300, len(words.words))] for _ in range(4)]
    for at in range(5, len(drawn), 23):
        drawn[at] = topic[at % 4]
    return iter([*topic[:3], *drawn])


def _take(stream: Iterator[str], count: int) -> str:
    # Elided words lean on the next one.
    return " ".join(word for _, word in zip(range(count), stream, strict=False)).replace("’ ", "’").rstrip("’")


def _title(chance: random.Random, stream: Iterator[str], present: list[cast.Actor], words: Vocabulary) -> str:
    drawn = " ".join(chance.choices(words.words, cum_weights=words.cumulative, k=chance.randint(2, 6))).replace(
        "’ ", "’"
    )
    head = present[0].name if chance.random() < 0.6 else ""
    text = f"{_take(stream, 3)} {drawn}".rstrip("’")
    return f"{head} : {text}" if head else text[0].upper() + text[1:]


def _write_body(
    chance: random.Random, draft: Draft, stream: Iterator[str], present: list[cast.Actor], language: str
) -> None:
    known: set[int] = set()
    waiting = list(present)
    sentences = 0
    while True:
        text = _take(stream, max(5, min(35, int(chance.gauss(17, 6)))))
        if not text:
            break
        if sentences:
            draft.write("\n\n" if sentences % 4 == 0 else " ")
        sentences += 1
        turn = chance.random()
        if turn < 0.28 and len(draft.claims) < CLAIMS_MAX - 1:
            _claim_sentence(chance, draft, text, waiting or present, present, language, known)
            del waiting[:1]
        elif turn < 0.5 or waiting:
            actor = waiting.pop(0) if waiting else chance.choice(present)
            draft.write(text[0].upper() + text[1:] + ", ")
            _mention(draft, actor, known)
            draft.write(".")
        else:
            draft.write(text[0].upper() + text[1:] + ".")
    if chance.random() < 0.99:
        draft.write("\n\n" + SIGN_OFF[language])


def _mention(draft: Draft, actor: cast.Actor, known: set[int]) -> None:
    text = actor.short if actor.id in known else actor.name
    known.add(actor.id)
    start, end = draft.write(text)
    if len(draft.mentions) < MENTIONS_MAX:
        draft.mentions.append((actor.id, start, end, text))


def _claim_sentence(
    chance: random.Random,
    draft: Draft,
    words: str,
    first: list[cast.Actor],
    present: list[cast.Actor],
    language: str,
    known: set[int],
) -> None:
    template = chance.choice(TEMPLATES[language])
    chosen = {"S": first[0], "C": chance.choice(present), "O": chance.choice(present)}
    begin, quoted_from = draft.length, draft.length
    roles: dict[str, int] = {}
    written = len(draft.parts)
    for part in _parts(template.pattern):
        if part == "|":
            quoted_from = draft.length
        elif part in chosen:
            roles[part] = chosen[part].id
            _mention(draft, chosen[part], known)
        else:
            draft.write(words if part == "w" else part)
    end = draft.length
    sentence = "".join(draft.parts[written:])
    cues = []
    for kind, cue in template.cues:
        at = begin + sentence.index(cue)
        cues.append((kind, at, at + len(cue), cue))
    draft.claims.append((template, quoted_from, end, sentence[quoted_from - begin :], roles, cues))
    draft.write(".")


@cache
def _parts(pattern: str) -> tuple[str, ...]:
    """A pattern's texts and the names of its gaps, in order."""
    return tuple(part for part in re.split(r"[{}]|(\|)", pattern) if part)


def _article_row(draft: Draft, rows: dict[str, list[Row]], source: cast.Source, title: str, body: str) -> None:
    moment = draft.published_at
    rows["article"].append(
        (
            draft.article_id,
            f"https://{source.domain}/{moment:%Y/%m}/{draft.article_id}",
            title,
            body,
            source.language,
            ["A. Writer"],
            moment,
            moment + timedelta(minutes=7),
            moment + timedelta(minutes=7),
            moment,
            hashlib.sha256(f"{title}\0{body}".encode()).hexdigest(),
            source.id,
            *EXTRACTOR,
        )
    )


def _mention_rows(draft: Draft, rows: dict[str, list[Row]]) -> None:
    key = draft.article_id * MENTIONS_MAX
    for at, (actor_id, start, end, quote) in enumerate(draft.mentions):
        rows["mention"].append((key + at, draft.article_id, actor_id, start, end, quote))
    for actor_id, count in Counter(mention[0] for mention in draft.mentions).items():
        rows["article_actor"].append((draft.article_id, actor_id, count, draft.published_at))


def _claim_rows(draft: Draft, rows: dict[str, list[Row]]) -> None:
    moment = draft.published_at
    for at, (template, start, end, quote, roles, cues) in enumerate(draft.claims):
        claim_id = draft.article_id * CLAIMS_MAX + at
        text = quote[0].upper() + quote[1:] + "."
        rows["claim"].append(
            (
                claim_id, draft.article_id, moment, start, end, quote, text,
                template.modality, template.polarity, factuality(template.modality, template.polarity),
                template.attribution, roles.get("C"), roles.get("S"), template.unnamed_source,
                *EXTRACTOR, moment, moment,
            )
        )  # fmt: skip
        for actor_id in dict.fromkeys(roles.values()):
            is_ = [roles.get(role) == actor_id for role in "SOC"]
            rows["claim_actor"].append((claim_id, actor_id, *is_, moment))
        for ordinal, (kind, cue_start, cue_end, cue) in enumerate(cues):
            rows["claim_cue"].append((claim_id, ordinal, kind, cue_start, cue_end, cue))
