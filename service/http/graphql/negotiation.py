"""Which media type a GraphQL answer has (GraphQL over HTTP, "Media Types"; RFC 9110, section 12.5.1)."""

from __future__ import annotations

from functools import lru_cache

GRAPHQL_RESPONSE = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"
EVENT_STREAM = "text/event-stream"

_HEADERS_KEPT = 128


# Clients send the same few headers all the time.
@lru_cache(maxsize=_HEADERS_KEPT)
def accepted(header: str | None) -> tuple[tuple[str, float], ...]:
    """The media ranges of an Accept header with their weights, best first; `*/*` when there is none."""
    ranges: list[tuple[str, float]] = []
    for part in (header or "*/*").split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, text = parameter.partition("=")
            if key.strip() == "q":
                try:
                    weight = float(text)
                except ValueError:
                    weight = 0.0
        if name and weight > 0:
            ranges.append((name, weight))
    return tuple(sorted(ranges, key=lambda entry: -entry[1]))


def response_type(header: str | None) -> str | None:
    """The media type to answer in, None when the caller accepts neither of the two.

    A caller that says nothing, or takes anything, gets `application/json`: old clients know no other.
    """
    for name, _ in accepted(header):
        if name in (GRAPHQL_RESPONSE, JSON):
            return name
        if name in ("*/*", "application/*"):
            return JSON
    return None


def prefers_html(header: str | None) -> bool:
    """Whether this is a browser that opens the page: it names HTML before any JSON."""
    for name, _ in accepted(header):
        if name in (GRAPHQL_RESPONSE, JSON, "*/*", "application/*"):
            return False
        if name in (HTML, "application/xhtml+xml"):
            return True
    return False
