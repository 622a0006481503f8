"""Whether an entry of a history that comes with an import can be read as one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from service.exchange.lines import ChangeLine

_PARTIAL = ("aliases", "mergedFrom")
"""Lists of which only what went and what came is told."""
_LISTS = ("aliases", "mergedFrom", "authors", "notes", "objects", "cues", "amounts", "dates")
_OBJECTS = {
    "source": re.compile("src_[1-9][0-9]{0,17}"),
    "translationOf": re.compile("art_[1-9][0-9]{0,17}"),
    "claimant": re.compile("act_[1-9][0-9]{0,17}"),
    "subject": re.compile("act_[1-9][0-9]{0,17}"),
    "mergedInto": re.compile("act_[1-9][0-9]{0,17}"),
    "claim": re.compile("clm_[1-9][0-9]{0,17}"),
}


def unreadable(line: ChangeLine) -> str | None:
    """What is wrong with the entry, naming the field; None when nothing is."""
    for name, change in line.changes.items():
        if name == "body":
            wrong = not isinstance(change.from_, str) or change.prefix is None or change.suffix is None
        else:
            wrong = _wrong_value(name, change.from_) or (name in _PARTIAL and not isinstance(change.to, list))
        if wrong:
            return f"changes.{name} does not hold what an export writes there; take the line as it was exported."
    if line.was is not None:
        wrong_names = [name for name in _needed(line.was) if _wrong_in_whole(line.was, name)]
        if wrong_names:
            return f"was.{wrong_names[0]} does not hold what an export writes there; take the line as it was exported."
    return None


def _needed(was: Mapping[str, Any]) -> list[str]:
    return ["version", *(name for name in was if name != "version")]


def _wrong_in_whole(was: Mapping[str, Any], name: str) -> bool:
    value = was.get(name)
    if name == "version":
        return not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**31
    return (not isinstance(value, str)) if name == "body" else _wrong_value(name, value)


def _wrong_value(name: str, value: Any) -> bool:
    if name in _LISTS:
        return not isinstance(value, list)
    pattern = _OBJECTS.get(name)
    return pattern is not None and value is not None and not (isinstance(value, str) and pattern.fullmatch(value))
