"""Fact-checkers' reviews as they are published: schema.org ClaimReview, and answers of Google's Fact Check Tools API.

https://schema.org/ClaimReview, https://developers.google.com/fact-check/tools/api/reference/rest/v1alpha1/claims
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from service.ingest.formats.dates import moment, unread_date
from service.ingest.formats.nodes import Node, line, line_of, names_of, nodes_in, text_of, thing_of, things_of, types_of
from service.ingest.formats.page import Verdict, host_of, web_address, words
from service.normalize.failures import fault_of

_NUMBER = re.compile(r"[-+]?\d{1,9}(?:[.,]\d{1,9})?")
_SITES = ("url", "@id", "name")
"""Where an appearance has its address, best first."""


def verdicts_of(nodes: Iterable[Node], base: str | None = None) -> list[Verdict | str]:
    """The ClaimReviews among the things, each once; a sentence stands for each that says too little.

    Relative addresses are on `base`.
    """
    reviews = (node for node in nodes if "ClaimReview" in types_of(node))
    return _each((node, partial(_of_schema, node, base)) for node in reviews)


def verdicts_in(value: Any) -> list[Verdict | str]:
    """The reviews of a JSON value: JSON-LD, a Data Commons feed, or an answer of the Fact Check Tools API."""
    told = list(_google_claims(value))
    if told:
        return _each((review, partial(_of_google, claim, review)) for claim, review in told)
    return verdicts_of(nodes_in(value))


def _each(found: Iterable[tuple[Node, Callable[[], Verdict | str]]]) -> list[Verdict | str]:
    verdicts: dict[Verdict | str, None] = {}
    for node, read in found:
        try:
            verdicts[read()] = None
        except Exception as error:  # noqa: BLE001 - logged by fault_of
            told = words(str(node.get("url") or ""))
            verdicts[f"the ClaimReview {told or ''!r} can't be read: {fault_of(error, url=told)}"] = None
    return list(verdicts)


def _of_schema(node: Node, base: str | None) -> Verdict | str:
    item = thing_of(node, "itemReviewed") or {}
    claim = _said(node, "claimReviewed") or line_of(item, "text") or line_of(item, "name")
    by = thing_of(item, "author") or thing_of(item, "claimant") or thing_of(item, "creator")
    url = web_address(text_of(node, "url"), base) or web_address(text_of(node, "@id"), base)
    rating = thing_of(node, "reviewRating") or {}
    said_at = text_of(item, "datePublished")
    return _verdict(
        claim=claim,
        reviewer=_reviewer(node, url),
        url=url,
        dates=(text_of(node, "datePublished"), said_at),
        # A bare number is no word for what it means.
        label=line_of(rating, "alternateName") or _word(line_of(rating, "name")),
        numbers=(text_of(rating, "ratingValue"), text_of(rating, "bestRating"), text_of(rating, "worstRating")),
        claimed_by=line_of(by, "name"),
        claimed_by_kind=_kind(by or {}),
        appearances=_appearances(item, base),
    )


def _of_google(claim: Node, review: Node) -> Verdict | str:
    url = web_address(text_of(review, "url"))
    publisher = thing_of(review, "publisher")
    return _verdict(
        claim=line_of(claim, "text"),
        reviewer=line_of(publisher, "name") or line_of(publisher, "site") or host_of(url),
        url=url,
        dates=(text_of(review, "reviewDate"), text_of(claim, "claimDate")),
        label=line_of(review, "textualRating"),
        numbers=(None, None, None),
        claimed_by=line_of(claim, "claimant"),
        claimed_by_kind="UNKNOWN",
        appearances=(),
    )


def _verdict(
    *,
    claim: str | None,
    reviewer: str | None,
    url: str | None,
    dates: tuple[str | None, str | None],
    label: str | None,
    numbers: tuple[str | None, str | None, str | None],
    claimed_by: str | None,
    claimed_by_kind: str,
    appearances: tuple[str, ...],
) -> Verdict | str:
    """The review, with notes on what of it can't be read; a sentence where it says too little to be one."""
    value, best, worst = map(_number, numbers)
    written = words(numbers[0])
    rating = label or (f"{written} of {words(numbers[1])}" if written and words(numbers[1]) else written)
    missing = [name for name, held in (("claim", claim), ("reviewer", reviewer), ("rating", rating)) if not held]
    if not (claim and reviewer and rating):
        return f"the ClaimReview of {(claim or url or '')[:80]!r} has no {' and no '.join(missing)}"
    notes = [note for date in dates for note in unread_date(date)]
    notes += [f"The rating's number {text!r} can't be read." for text in numbers if text and _number(text) is None]
    if value is not None and best is not None and worst is not None and value != sorted((worst, value, best))[1]:
        notes.append(f"The rating {value:g} is not between {worst:g}, the worst, and {best:g}, the best.")
    return Verdict(
        claim=claim,
        rating=rating,
        reviewer=reviewer,
        url=url,
        reviewed_at=moment(dates[0]),
        claimed_by=claimed_by,
        claimed_by_kind=claimed_by_kind,
        claimed_at=moment(dates[1]),
        appearances=appearances,
        value=value,
        best=best,
        worst=worst,
        notes=tuple(notes),
    )


def _google_claims(value: Any) -> Iterator[tuple[Node, Node]]:
    """Each claim of an answer with each of its reviews: of a page of them (`claims`), a list, or one by itself."""
    claims = value.get("claims", [value]) if isinstance(value, dict) else value
    for claim in claims if isinstance(claims, list) else ():
        if isinstance(claim, dict) and "@type" not in claim and isinstance(claim.get("claimReview"), list):
            yield from ((claim, review) for review in claim["claimReview"] if isinstance(review, dict))


def _said(node: Node, name: str) -> str | None:
    """A text, or that of a thing: its text before its name."""
    thing = thing_of(node, name)
    return line_of(thing, "text") or line_of(thing, "name") or line(text_of(node, name))


def _reviewer(node: Node, url: str | None) -> str | None:
    """Who reviewed: the author, else the publisher, else the site."""
    for role in ("author", "publisher", "creator", "sdPublisher"):
        found = next(names_of(node.get(role)), None)
        if found is not None:
            return found
    sites = [text_of(thing_of(node, role), "url") for role in ("author", "publisher")]
    return next(filter(None, map(host_of, [*sites, url])), None)


def _appearances(item: Node, base: str | None) -> tuple[str, ...]:
    """Where the claim was made: the first appearance, the others, and the address of the thing itself."""
    things = [thing for name in ("firstAppearance", "appearance") for thing in things_of(item, name)]
    given = [web_address(next(filter(None, (text_of(thing, name) for name in _SITES)), None)) for thing in things]
    if "Claim" not in types_of(item):
        given.append(web_address(text_of(item, "url"), base))
    return tuple(dict.fromkeys(filter(None, given)))


def _number(text: str | None) -> float | None:
    """A number as people write it, with a point or a comma."""
    text = (text or "").strip()
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _word(text: str | None) -> str | None:
    return None if text is None or _number(text) is not None else text


def _kind(node: Node) -> str:
    kinds = types_of(node)
    if "Person" in kinds:
        return "PERSON"
    return "ORGANIZATION" if any(kind.endswith("Organization") for kind in kinds) else "UNKNOWN"
