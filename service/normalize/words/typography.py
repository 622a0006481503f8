"""Characters that come between a text and its reading, cleaned away with a map back to where they stood.

The rules read decomposed accents, soft hyphens, emoji and marks of other typewriters as if they were plain text;
every span that they find is then told in the stored body, which is never changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import msgspec

from service.document import ActorDraft, Amount, ClaimDraft, Cue, DateRef, SentenceSpan, Span
from service.normalize.words.dictionary import known
from service.normalize.words.wordset import wordset

_LABELS = "|".join(sorted(map(re.escape, wordset("words.typography.labels")), key=len, reverse=True))
_CREDITS = "|".join(sorted(map(re.escape, wordset("words.typography.credits")), key=len, reverse=True))
_BLANK = " "

_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0e\ufe0f\ufeff"
_PICTURES = "\u2190-\u21ff\u2300-\u23ff\u2460-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001faff"
_ACCENTS = "\u0300-\u036f"
_PICTURE = re.compile(rf"[{_PICTURES}]")
_SPACED = rf"{_BLANK}+(?=[,.](?!\w)|'(?:s|re|ve|ll|d|m)\b|n't\b)"
"""A blank in front of a mark, as texts have that a program took apart."""
_ODD = re.compile("[^\x00-\u02ff\u2010-\u201f\u2026\u20ac]")
"""Characters beyond those that nearly every text has; where there is none, no look at each is needed."""
_SUSPECT = re.compile(rf"[{_ACCENTS}{_INVISIBLE}]")
_APART = (" ,", " .", " '", " n't", "''", "``")
"""What may have to be put together."""
_FIXES = re.compile(
    rf"(?P<composed>[^\W\d_][{_ACCENTS}]+)"
    rf"|(?P<gone>[{_INVISIBLE}]+)"
    r"|(?P<quote>''|``)"
    rf"|(?P<spaced>(?<=[^\W_]){_SPACED})"
)
_FUSED = re.compile(r"(?<=[a-zà-ÿ]{3}[.!?])(?=[A-ZÀ-Ý][a-zà-ÿ’']*[ ,])|(?<=[.!?][”»])(?=[A-ZÀ-Ý])")
"""Where a sentence begins without a blank: "it ended.The firm"."""
_GLUED = re.compile(r"(?<![^\W_])([a-zà-ÿ]{5,})(?=[A-ZÀ-Ý][a-zà-ÿ]{2,})")
"""The last word of a headline that the text follows without a blank: "wins electionThe party"."""
_SEAM = re.compile("[.!?][”»]?[A-ZÀ-Ý]")
_HUMP = re.compile("[A-ZÀ-Ý](?<=[a-zà-ÿ].)")
"""What a fused sentence or headline has at least."""
_LABEL = re.compile(rf"(?:[ {_INVISIBLE}]*(?:{_LABELS})(?:{_BLANK}*[:|–—]|{_BLANK}+-(?=\s))){{1,2}}")
_CREDIT = re.compile(rf"(?:{_CREDITS})(?:{_BLANK}*:|(?<=\bby\b)|(?<=\bpar\b))")
_LINE = re.compile("\n+")
_ASIDE = re.compile(r"\(")


class Cleaned(msgspec.Struct, frozen=True):
    """A text as it is read. Character `i` of it stands for `body[starts[i]:ends[i]]`; none are given where each
    stands where it does in the body."""

    body: str
    text: str
    starts: list[int] = []
    ends: list[int] = []

    def actors(self, actors: tuple[ActorDraft, ...]) -> tuple[ActorDraft, ...]:
        """Actors found in the text, with their mentions told in the body."""
        if self.text == self.body:
            return actors
        return tuple([msgspec.structs.replace(a, mentions=tuple([self._span(m) for m in a.mentions])) for a in actors])

    def claims(self, claims: tuple[ClaimDraft, ...]) -> tuple[ClaimDraft, ...]:
        """Claims found in the text, with every span told in the body."""
        return claims if self.text == self.body else tuple([self._claim(claim) for claim in claims])

    def _claim(self, claim: ClaimDraft) -> ClaimDraft:
        start, end = self._place(claim.start, claim.end)
        cues = tuple([self._cue(cue) for cue in claim.cues])
        return msgspec.structs.replace(
            claim,
            start=start,
            end=end,
            quote=self.body[start:end],
            cues=cues,
            cue=cues[0].quote if cues else None,
            amounts=tuple([self._amount(amount) for amount in claim.amounts]),
            dates=tuple([self._date(date) for date in claim.dates]),
            sentence=None if claim.sentence is None else self._sentence(claim.sentence),
        )

    def _place(self, start: int, end: int) -> tuple[int, int]:
        return (self.starts[start], self.ends[end - 1]) if self.starts else (start, end)

    def _span(self, span: Span) -> Span:
        start, end = self._place(span.start, span.end)
        return Span(start=start, end=end, quote=self.body[start:end])

    def _cue(self, cue: Cue) -> Cue:
        start, end = self._place(cue.start, cue.end)
        return Cue(start=start, end=end, quote=self.body[start:end], kind=cue.kind)

    def _amount(self, amount: Amount) -> Amount:
        start, end = self._place(amount.start, amount.end)
        return msgspec.structs.replace(amount, start=start, end=end, quote=self.body[start:end])

    def _date(self, date: DateRef) -> DateRef:
        start, end = self._place(date.start, date.end)
        return msgspec.structs.replace(date, start=start, end=end, quote=self.body[start:end])

    def _sentence(self, sentence: SentenceSpan) -> SentenceSpan:
        start, end = self._place(sentence.start, sentence.end)
        return SentenceSpan(start=start, end=end, text=self.body[start:end])


def clean(body: str, language: str) -> Cleaned:
    """The body without what hinders its reading in `language`: accents composed, invisible characters gone, pictures,
    labels ("LIVE:") and the words of photo credits blank, blanks put where headlines and sentences are fused."""
    text = _blanked(body)
    edits = sorted(_edits(text, language))
    if not edits:
        return Cleaned(body, text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    behind = 0
    for first, last, instead in edits:
        if first < behind:
            continue
        pieces += (text[behind:first], instead)
        starts.extend(range(behind, first))
        ends.extend(range(behind + 1, first + 1))
        starts.extend([first] * len(instead))
        ends.extend([last] * len(instead))
        behind = last
    pieces.append(text[behind:])
    starts.extend(range(behind, len(text)))
    ends.extend(range(behind + 1, len(text) + 1))
    return Cleaned(body, "".join(pieces), starts, ends)


def _blanked(body: str) -> str:
    """The body with blanks for the labels and words of credits that no sentence has, as long as it was."""
    odd = not body.isascii()
    if odd:
        body = body.replace("\u00a0", " ").replace("\u202f", " ")
        if _ODD.search(body):
            body = _PICTURE.sub(" ", body)
    lines = [0, *[found.end() for found in _LINE.finditer(body)]]
    asides = [*lines, *[found.end() for found in _ASIDE.finditer(body)]]
    found = [m.span() for place in lines if (m := _LABEL.match(body, place))]
    found += [m.span() for place in asides if (m := _CREDIT.match(body, place))]
    if not found:
        return body
    pieces: list[str] = []
    behind = 0
    for start, end in sorted(found):
        if start >= behind:
            pieces += (body[behind:start], " " * (end - start))
            behind = end
    return "".join([*pieces, body[behind:]])


def _edits(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """The stretches of a text that are read as something else."""
    odd = not text.isascii() and ("\u00ad" in text or bool(_ODD.search(text)))
    if (odd and _SUSPECT.search(text)) or any(apart in text for apart in _APART):
        for found in _FIXES.finditer(text):
            yield found.start(), found.end(), _instead(found)
    if _SEAM.search(text):
        for found in _FUSED.finditer(text):
            yield found.start(), found.start(), " "
    if not _HUMP.search(text):
        return
    for found in _GLUED.finditer(text):
        if known(found.group(1), language) is not None:
            yield found.end(), found.end(), ". "


def _instead(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "composed":
            return unicodedata.normalize("NFC", found.group())
        case "quote":
            return '"'
        case _:
            return ""
