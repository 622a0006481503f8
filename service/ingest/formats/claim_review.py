"""schema.org ClaimReviews, as fact-checkers publish them."""

from __future__ import annotations

from service.ingest.formats.dates import moment
from service.ingest.formats.nodes import Node, line_of, names_of, text_of, thing_of, types_of
from service.ingest.formats.page import Verdict, host_of, web_address, words
from service.normalize.failures import fault_of


def verdicts_of(nodes: list[Node]) -> list[Verdict]:
    """The ClaimReviews among the things, each once; those without words or rating are no verdicts."""
    found: dict[Verdict, None] = {}
    for node in nodes:
        if "ClaimReview" not in types_of(node):
            continue
        try:
            verdict = _verdict(node)
        except Exception as error:  # noqa: BLE001 - logged by fault_of
            fault_of(error, url=words(str(node.get("url") or "")))
            continue
        if verdict is not None:
            found[verdict] = None
    return list(found)


def _verdict(node: Node) -> Verdict | None:
    item = thing_of(node, "itemReviewed") or {}
    claim = line_of(node, "claimReviewed") or line_of(item, "name") or line_of(item, "text")
    rating = _rating(thing_of(node, "reviewRating") or {})
    by = thing_of(item, "author") or thing_of(item, "claimant")
    url = web_address(text_of(node, "url"))
    reviewer = next(names_of(node.get("author") or node.get("publisher")), None) or host_of(url)
    if not (claim and rating and reviewer):
        return None
    return Verdict(
        claim=claim,
        rating=rating,
        reviewer=reviewer,
        url=url,
        reviewed_at=moment(text_of(node, "datePublished")),
        claimed_by=line_of(by, "name") if by else next(names_of(item.get("author")), None),
        claimed_by_kind=_kind(by or {}),
    )


def _rating(node: Node) -> str | None:
    """The verdict in words where there are words, else its number and the best that it could be."""
    said = line_of(node, "alternateName") or line_of(node, "name")
    value, best = line_of(node, "ratingValue"), line_of(node, "bestRating")
    return said or (f"{value} of {best}" if value and best else value)


def _kind(node: Node) -> str:
    kinds = types_of(node)
    if "Person" in kinds:
        return "PERSON"
    return "ORGANIZATION" if any(kind.endswith("Organization") for kind in kinds) else "UNKNOWN"
