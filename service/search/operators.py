"""The operators of a search query, `name:value`, and what their values may be."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import get_args

from schema.enums import Modality
from service.search.tree import OperatorName

OPERATORS: dict[str, OperatorName] = {name: name for name in get_args(OperatorName)}
"""The operators by the name that is typed, in lower case."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_BEGUN_DATE = re.compile(r"[0-9]{0,4}(?:(?<=[0-9]{4})-[0-9]{0,2}(?:(?<=-[0-9]{2})-[0-9]{0,2})?)?")
_PUNCTUATION = ".,;!?"
_MODALITIES = {modality.value.lower(): modality.value for modality in Modality}
_EXAMPLES: dict[OperatorName, str] = {
    "actor": '`actor:"Sam Altman"`',
    "claimant": '`claimant:"Sam Altman"`',
    "modality": f"`modality:` with one of {', '.join(_MODALITIES)}",
    "source": "`source:lemonde.fr`",
    "lang": "`lang:fr`",
    "after": "`after:2023-11-22`, `after:2023-11` or `after:2023`",
    "before": "`before:2023-11-22`, `before:2023-11` or `before:2023`",
}


def read_value(name: OperatorName, typed: str) -> str | datetime | None:
    """What an operator's value means, None where it means nothing: no date, no language tag, no modality, no name."""
    value = typed.strip()
    match name:
        case "modality":
            return _MODALITIES.get(value.rstrip(_PUNCTUATION).lower())
        case "lang":
            tag = value.rstrip(_PUNCTUATION).lower()
            return tag if _LANGUAGE.fullmatch(tag) else None
        case "after" | "before":
            return _moment(value.rstrip(_PUNCTUATION), after=name == "after")
        case _:
            return value if re.search(r"\w", value) else None


def may_become_value(name: OperatorName, typed: str) -> bool:
    """Whether somebody who types on may still arrive at a value: `after:20` may become a year, `after:x` no date."""
    value = typed.strip().strip('"').lower()
    match name:
        case "modality":
            return any(modality.startswith(value) for modality in _MODALITIES)
        case "after" | "before":
            return _BEGUN_DATE.fullmatch(value) is not None
        case _:
            return True


def example(name: OperatorName) -> str:
    """How an operator is written, for messages."""
    return _EXAMPLES[name]


def _moment(value: str, *, after: bool) -> datetime | None:
    """The first moment after (of) a day, month or year, UTC: both bounds leave the period itself out (in)."""
    found = _DATE.fullmatch(value)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        start = datetime(year or 0, month or 1, day or 1, tzinfo=UTC)
        if not after:
            return start
        if day is not None:
            return start + timedelta(days=1)
        if month is not None:
            return (start + timedelta(days=32)).replace(day=1)
        return start.replace(year=start.year + 1)
    except (ValueError, OverflowError):
        return None
