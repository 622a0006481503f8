"""The fields of an article, a source and a review, each by its rule; every problem is told with its field's path."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from schema.limits import APPEARANCES_MAX, AUTHORS_MAX
from service.admission import values
from service.admission.values import WrongValueError
from service.document import SourceDraft
from service.errors import BadInput

Step = str | int
Place = tuple[Step, ...]
"""The way to a field: names of the contract, and places in lists counted from 0."""
Tell = Callable[[Place, str], None]
"""Is told of a problem: where, and the sentence that follows the field's name."""

_ARTICLE: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "title": ("title", values.title),
    "body": ("body", values.body),
    "language": ("language", values.language),
    "url": ("url", values.url),
    "guid": ("guid", values.guid),
    "publishedAt": ("published_at", values.moment),
}
_SOURCE: Mapping[str, Callable[[Any], Any]] = {
    "name": values.name,
    "domain": values.domain,
    "country": values.country,
    "language": values.language,
}


def spelled(place: Place) -> str:
    """The way to a field as people write it: `reviews[0].url`."""
    found = ""
    for step in place:
        found += f"[{step}]" if isinstance(step, int) else f".{step}" if found else step
    return found


def article_fields(given: Mapping[str, Any], tell: Tell, under: Place = ()) -> dict[str, Any]:
    """An article's own fields that `given` holds by the contract's names, as stored, by their names in code.

    Null clears, and stays None; authors are a list, each once, and none where they are null.
    """
    fields = {
        stored: admitted(rule, given[name], (*under, name), tell)
        for name, (stored, rule) in _ARTICLE.items()
        if name in given
    }
    if "authors" in given:
        fields["authors"] = _authors(given["authors"] or (), (*under, "authors"), tell)
    return fields


def source_draft(given: Mapping[str, Any] | None, tell: Tell, under: Place = ("source",)) -> SourceDraft | None:
    """A publisher as stored; None for none, and where a problem was told."""
    if given is None:
        return None
    fields = {name: admitted(rule, given.get(name), (*under, name), tell) for name, rule in _SOURCE.items()}
    if fields["name"] is None:
        if given.get("name") is None:
            tell((*under, "name"), "is missing; give the publisher's name.")
        return None
    return SourceDraft(**fields)


def review_fields(given: Mapping[str, Any], tell: Tell, under: Place = ()) -> dict[str, Any]:
    """A review's `reviewer`, `rating`, `url` and `reviewed_at` as stored, None where they are absent."""
    rules = {"reviewer": values.saying, "rating": values.saying, "url": values.url, "reviewedAt": values.moment}
    found = {name: admitted(rule, given.get(name), (*under, name), tell) for name, rule in rules.items()}
    found["reviewed_at"] = found.pop("reviewedAt")
    return found


def published_review_fields(given: Mapping[str, Any], tell: Tell, under: Place = ()) -> dict[str, Any]:
    """What a review says of the claim in the reviewer's words, and of its rating, as stored, by the names in code."""
    rules: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "claimReviewed": ("claim_reviewed", values.statement),
        "claimedBy": ("claimed_by", values.saying),
        "claimedAt": ("claimed_at", values.moment),
        "ratingValue": ("rating_value", values.number),
        "bestRating": ("best_rating", values.number),
        "worstRating": ("worst_rating", values.number),
    }
    found = {stored: admitted(rule, given.get(name), (*under, name), tell) for name, (stored, rule) in rules.items()}
    for name, rule in (("appearances", values.url), ("notes", values.saying)):
        listed = given.get(name) or ()
        if len(listed) > APPEARANCES_MAX:
            tell((*under, name), f"holds {len(listed):,} values; at most {APPEARANCES_MAX:,} are taken.")
        found[name] = tuple(
            held for at, value in enumerate(listed) if (held := admitted(rule, value, (*under, name, at), tell))
        )
    return found


def admitted(rule: Callable[[Any], Any], given: Any, place: Place, tell: Tell) -> Any:
    """The value by its rule; None for none, and where a problem was told."""
    if given is None:
        return None
    try:
        return rule(given)
    except WrongValueError as problem:
        tell(place, str(problem))
        return None


def raising(place: Place, problem: str) -> None:
    """Raise BadInput with the sentence, for ways in that end at the first problem."""
    raise BadInput(f"`{spelled(place)}` {problem}")


def told(struct: msgspec.Struct) -> dict[str, Any]:
    """What a struct holds, by its names on the wire."""
    names = zip(struct.__struct_encode_fields__, struct.__struct_fields__, strict=True)
    return {wire: getattr(struct, name) for wire, name in names}


def _authors(given: Sequence[Any], place: Place, tell: Tell) -> list[str]:
    if len(given) > AUTHORS_MAX:
        tell(place, f"holds {len(given):,} values; at most {AUTHORS_MAX:,} are taken.")
    names = [_author(author, (*place, at), tell) for at, author in enumerate(given[:AUTHORS_MAX])]
    return list(dict.fromkeys(found for found in names if found is not None))


def _author(given: Any, place: Place, tell: Tell) -> str | None:
    found: str | None = admitted(values.name, given, place, tell)
    if given is None:
        tell(place, "is null; leave it out, or give it words.")
    return found
