"""Quantities with their units: money, shares and counted things."""

from __future__ import annotations

from bisect import bisect_left

from service.document import Amount
from service.normalize.phrases.discourse import Scene
from service.normalize.words import tags as t
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import wordset

_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_PERCENT = wordset("claims.amounts.percent")
_LINKS = wordset("claims.amounts.links")


def parse_number(word: str, decimal_comma: bool) -> float | None:
    """A number as written in French ("1 234,5") or English ("1,234.5"), None if it is none."""
    plain = word.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    plain = plain.replace(".", "").replace(",", ".") if decimal_comma and "," in plain else plain.replace(",", "")
    if not plain[:1].isdigit() or len(plain) > 30:
        return None
    try:
        return float(plain)
    except ValueError:
        return None


def find_amounts(body: str, scene: Scene, first: int, last: int) -> tuple[Amount, ...]:
    """The amounts in tokens `first` to `last`, in text order; bare numbers and years are none."""
    tokens = scene.tokens
    found: list[Amount] = []
    skip_to = first
    numbers = scene.numbers
    for n in range(bisect_left(numbers, first), len(numbers)):
        i = numbers[n]
        if i >= last:
            break
        if i < skip_to:
            continue
        value = (
            parse_number(tokens.word[i], scene.language.decimal_comma)
            if tokens.word[i][0].isdigit()
            else scene.lexicon.numbers.get(tokens.low[i])
        )
        amount = _amount(body, scene, i, last, value) if value is not None else None
        if amount is not None:
            found.append(amount[0])
            skip_to = amount[1]
    return tuple(found)


def _amount(body: str, scene: Scene, i: int, last: int, value: float) -> tuple[Amount, int] | None:
    tokens, lexicon = scene.tokens, scene.lexicon
    start, k = tokens.start[i], i + 1
    unit: str | None = None
    if i and tokens.word[i - 1] in _SYMBOLS and tokens.end[i - 1] == tokens.start[i]:
        unit, start = _SYMBOLS[tokens.word[i - 1]], tokens.start[i - 1]
    while k < last and tokens.low[k] in lexicon.scales and tokens.low[k] not in {"k"}:
        value *= lexicon.scales[tokens.low[k]]
        k += 1
    if unit is None:
        j = k + 1 if k < last and tokens.low[k] in _LINKS and k > i + 1 else k
        named = _unit(tokens, lexicon.currencies, j, last)
        if named is not None:
            unit, k = named
    if unit is None:
        return None
    end = tokens.end[k - 1]
    return Amount(start=start, end=end, quote=body[start:end], value=value, unit=unit), k


def _unit(tokens: Tokens, currencies: dict[str, str], k: int, last: int) -> tuple[str, int] | None:
    """The unit at token `k` and the token after it."""
    if k >= last:
        return None
    low = tokens.low[k]
    if low in currencies:
        return currencies[low], k + 1
    if tokens.word[k] in _SYMBOLS:
        return _SYMBOLS[tokens.word[k]], k + 1
    if low in _PERCENT or (low == "per" and k + 1 < last and tokens.low[k + 1] == "cent"):
        return "%", k + (2 if low == "per" else 1)
    if low == "pour" and k + 1 < last and tokens.low[k + 1] == "cent":
        return "%", k + 2
    if tokens.tag[k] & t.NOUN and not tokens.tag[k] & (t.MONTH | t.SCALE):
        return low, k + 1
    return None
