"""Dates that a clause names, resolved against the day the article was published."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date, datetime, timedelta

from service.document import DateRef
from service.normalize.phrases.discourse import Scene
from service.normalize.words import tags as t
from service.normalize.words.wordset import wordset

_YEARS = range(1800, 2101)
_ORDINAL = re.compile(r"(?:er|st|nd|rd|th)$")
_FUTURE_WORDS = wordset("claims.dates.future_words")
_PAST_WORDS = wordset("claims.dates.past_words")
_IN_TIME = wordset("claims.dates.in_time")


def find_dates(body: str, scene: Scene, first: int, last: int, published: datetime | None) -> tuple[DateRef, ...]:
    """The dates in tokens `first` to `last`; relative ones only where `published` is known."""
    tokens = scene.tokens
    today = published.date() if published is not None else None
    found: list[DateRef] = []
    interesting = t.MONTH | t.WEEKDAY
    skip_to = first
    dated = scene.dated
    for n in range(bisect_left(dated, first), len(dated)):
        i = dated[n]
        if i >= last:
            break
        if i < skip_to:
            continue
        resolved: tuple[int, int, str] | None = None
        if tokens.tag[i] & interesting:
            resolved = _by_month(scene, i, first, last, today) or _by_weekday(scene, i, last, today)
        elif tokens.low[i] in scene.lexicon.relative_days and today is not None:
            resolved = (i, i + 1, _iso(today, scene.lexicon.relative_days[tokens.low[i]]))
        elif _is_year(tokens.word[i]) and i and tokens.low[i - 1] in _IN_TIME:
            resolved = (i, i + 1, tokens.word[i])
        if resolved is not None:
            a, b, value = resolved
            start, end = tokens.start[a], tokens.end[b - 1]
            found.append(DateRef(start=start, end=end, quote=body[start:end], date=value))
            skip_to = b
    return tuple(found)


def _iso(today: date, days: int) -> str:
    try:
        return (today + timedelta(days=days)).isoformat()
    except OverflowError:
        return today.isoformat()


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isascii() and word.isdigit() and int(word) in _YEARS


def _day(word: str) -> int | None:
    digits = _ORDINAL.sub("", word)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 3 and 1 <= int(digits) <= 31 else None


def _by_month(scene: Scene, i: int, first: int, last: int, today: date | None) -> tuple[int, int, str] | None:
    tokens = scene.tokens
    month = scene.lexicon.months.get(tokens.low[i])
    if month is None or (scene.language.months_capitalized and not scene.capital[i]):
        return None
    a, b = i, i + 1
    day = _day(tokens.word[i - 1]) if i > first else None
    if day is not None:
        a = i - 1
    elif b < last and (day := _day(tokens.word[b])) is not None:
        b += 1
        if b < last and tokens.word[b] == "," and b + 1 < last and _is_year(tokens.word[b + 1]):
            b += 1
    year = None
    if b < last and _is_year(tokens.word[b]):
        year = int(tokens.word[b])
        b += 1
    if year is None:
        if today is None:
            return None
        year = today.year
    return a, b, f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day is not None else "")


def _by_weekday(scene: Scene, i: int, last: int, today: date | None) -> tuple[int, int, str] | None:
    """The day itself or the one nearest before it; with "next" the one after it."""
    tokens = scene.tokens
    weekday = scene.lexicon.weekdays.get(tokens.low[i])
    if weekday is None or today is None:
        return None
    around = set(tokens.low[max(0, i - 1) : i] + tokens.low[i + 1 : min(last, i + 2)])
    if around & _FUTURE_WORDS:
        return i, i + 1, _iso(today, (weekday - today.weekday() - 1) % 7 + 1)
    back = (today.weekday() - weekday) % 7
    if around & _PAST_WORDS and back == 0:
        back = 7
    return i, i + 1, _iso(today, -back)
