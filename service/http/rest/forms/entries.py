"""What becomes an entry of a feed: articles, claims and what a search finds."""

from __future__ import annotations

from service.http.rest.forms.atom import Entry
from service.http.rest.forms.form import Item

_PLACES = {"Article": "articles", "Actor": "actors", "Claim": "claims"}


def article(item: Item, base: str) -> Entry:
    """An article, linked to its publisher's page."""
    source = item["source"]
    return Entry(
        address=f"{base}/v1/articles/{item['id']}",
        title=item["title"],
        updated=item["updatedAt"],
        published=item["publishedAt"],
        page=item["url"],
        language=item["language"] if item["language"] != "und" else None,
        authors=item["authors"] or ([source["name"]] if source else []),
        summary=item.get("body"),
    )


def claim(item: Item, base: str) -> Entry:
    """A claim: its proposition, by whom it is said, with the words of the article."""
    said_by = item["claimant"]["name"] if item["claimant"] else item["unnamedSource"]
    of = ("modality", "polarity", "factuality", "attribution")
    return Entry(
        address=f"{base}/v1/claims/{item['id']}",
        title=item["text"],
        updated=item["updatedAt"],
        published=item["article"]["publishedAt"],
        page=item["article"]["url"],
        authors=[said_by] if said_by else [],
        summary=f"{item['quote']}\n\n{item['article']['title']}",
        categories=[(name, item[name]) for name in of],
    )


def related(item: Item, base: str) -> Entry:
    """A claim that bears on another."""
    return claim(item["node"], base)


def hit(item: Item, base: str) -> Entry:
    """What was found, with the pieces of text that match."""
    found = item["node"]
    return Entry(
        address=f"{base}/v1/{_PLACES[found['type']]}/{found['id']}",
        title=found["label"],
        updated=found["updatedAt"],
        summary="\n\n".join(piece["text"] for piece in item["highlights"]),
        categories=[("type", found["type"]), ("matchedBy", item["matchedBy"])],
    )
