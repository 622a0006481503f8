"""Cuts a text of any language into numbered pieces that a model can point at, and those into requests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

_END = re.compile(
    r"""
      \n\s*                                    # a line's end, with the blank lines after it
    | (?<=[.!?…])["'»”’)\]]*[ \t\u00a0\u202f]*[»”]?\s+(?=[^\s.!?…a-zà-ÿ])   # a sentence's end; no small letter follows
    | (?<=[。！？])[」』”]?\s*                 # a sentence's end in scripts without blanks
    """,
    re.VERBOSE,
)
_LONGEST = 1_200
"""Characters; more without a full stop are a list or a table, cut at a blank."""
_BYTES_PER_TOKEN = 3
"""Fewer than any tokenizer's average for European text, and one character's worth of Chinese or Japanese."""


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence, more or less: `number` counts from 1, `start` and `end` are offsets in the body."""

    number: int
    start: int
    end: int
    ends_paragraph: bool


def tokens_in(text: str) -> int:
    """About how many tokens a model makes of `text`; rather too many than too few."""
    return len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN + 1


def split_segments(body: str) -> list[Segment]:
    """The pieces of `body` in order; blank ones are left out, nothing else is."""
    segments: list[Segment] = []
    for start, end, ends_paragraph in _pieces(body):
        trimmed = body[start:end]
        if not trimmed.strip():
            continue
        first = start + len(trimmed) - len(trimmed.lstrip())
        last = first + len(trimmed.strip())
        segments.append(Segment(number=len(segments) + 1, start=first, end=last, ends_paragraph=ends_paragraph))
    return segments


def group_segments(body: str, segments: Sequence[Segment], tokens_max: int, overlap: int = 0) -> list[list[Segment]]:
    """Neighbours together, each group within `tokens_max`, ended with a paragraph where one ends past half of it.

    Each group but the first begins with the last `overlap` segments of the one before, as far as a
    quarter of `tokens_max` holds them, so that names and pronouns at its start have something behind them.
    """
    groups: list[list[Segment]] = []
    group: list[Segment] = []
    size = 0
    for segment in segments:
        cost = tokens_in(body[segment.start : segment.end])
        if group and size + cost > tokens_max:
            cut = _paragraph_cut(group)
            groups.append(group[:cut])
            group = [*_tail(body, group[:cut], tokens_max // 4, overlap), *group[cut:]]
            size = sum(tokens_in(body[kept.start : kept.end]) for kept in group)
        group.append(segment)
        size += cost
    if group:
        groups.append(group)
    return groups


def _tail(body: str, group: Sequence[Segment], tokens_max: int, count: int) -> list[Segment]:
    """The last segments of a group, never all of it."""
    tail: list[Segment] = []
    for segment in reversed(group[max(1, len(group) - count) :] if count else ()):
        tokens_max -= tokens_in(body[segment.start : segment.end])
        if tokens_max < 0:
            break
        tail.insert(0, segment)
    return tail


def _pieces(body: str) -> Iterator[tuple[int, int, bool]]:
    start = 0
    for found in _END.finditer(body):
        if found.end() > start:
            yield from _short(body, start, found.end(), "\n" in found.group())
            start = found.end()
    if start < len(body):
        yield from _short(body, start, len(body), True)


def _short(body: str, start: int, end: int, ends_paragraph: bool) -> Iterator[tuple[int, int, bool]]:
    while end - start > _LONGEST:
        blank = body.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = blank + 1 if blank > 0 else start + _LONGEST
        yield start, cut, False
        start = cut
    yield start, end, ends_paragraph


def _paragraph_cut(group: Sequence[Segment]) -> int:
    """Where to end a full group: after its last paragraph if that leaves at least half of it."""
    for place in range(len(group), len(group) // 2, -1):
        if group[place - 1].ends_paragraph:
            return place
    return len(group)
