"""JSON-LD 1.1 with the words of schema.org; the context stands in the document, so that nobody has to fetch one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from service.http.rest.forms.form import Describe, Form, Item, Listing
from service.http.rest.forms.uri import uri

TYPE = "application/ld+json"
_ADDRESSES = ("url", "sameAs")
_MOMENTS = ("datePublished", "dateCreated", "dateModified", "sdDatePublished")
_OURS = ("modality", "polarity", "factuality", "attribution", "unnamedSource", "quote", "start", "end")
"""What schema.org has no word for: our own, where the OpenAPI document explains them."""
_ITEM = msgspec.json.Decoder(Item)
_ACTOR_TYPES = {
    "PERSON": "Person",
    "ORGANIZATION": "Organization",
    "GROUP": "Organization",
    "PRODUCT": "Product",
    "PLACE": "Place",
}


class Graph:
    """Writes a list as a graph of things."""

    def __init__(self, listing: Listing, describe: Describe | None) -> None:
        if describe is None:
            raise TypeError("a graph needs to know what its things are")
        self._listing = listing
        self._describe = describe
        self._begun = False

    def begin(self) -> bytes:
        """The context."""
        return b'{"@context":' + msgspec.json.encode(context(self._listing.base)) + b',"@graph":['

    def items(self, items: Sequence[msgspec.Raw]) -> bytes:
        """A thing for each item."""
        things = [self._describe(_ITEM.decode(item), self._listing.base) for item in items]
        separator = b"," if self._begun and things else b""
        self._begun = self._begun or bool(things)
        return separator + b",".join(msgspec.json.encode(thing) for thing in things)

    def end(self) -> bytes:
        """The end of the graph."""
        return b"]}\n"


def one(thing: Item, base: str) -> bytes:
    """One thing, with its context."""
    return msgspec.json.encode({"@context": context(base), **thing})


def context(base: str) -> dict[str, Any]:
    """What the words of a document mean."""
    return {
        # As schema.org's own context has it: with http.
        "@vocab": "http://schema.org/",
        "cg": f"{base}/openapi.yaml#/components/schemas/Claim/properties/",
        **{name: {"@type": "@id"} for name in _ADDRESSES},
        **{name: {"@type": "http://schema.org/DateTime"} for name in _MOMENTS},
    }


def article(item: Item, base: str) -> Item:
    """A NewsArticle."""
    source = item["source"]
    return _known(
        {
            "@type": "NewsArticle",
            "@id": f"{base}/v1/articles/{item['id']}",
            "url": uri(item["url"]) if item["url"] else None,
            "headline": item["title"],
            "articleBody": item.get("body"),
            "inLanguage": item["language"] if item["language"] != "und" else None,
            "datePublished": item["publishedAt"],
            "sdDatePublished": item["updatedAt"],
            "author": [{"@type": "Person", "name": name} for name in item["authors"]],
            "publisher": publisher(source, base) if source else None,
            "identifier": item["guid"],
        }
    )


def publisher(item: Item, base: str) -> Item:
    """A source."""
    return _known(
        {
            "@type": "NewsMediaOrganization",
            "@id": f"{base}/v1/sources/{item['id']}",
            "name": item["name"],
            "url": f"https://{item['domain']}" if item["domain"] else None,
        }
    )


def actor(item: Item, base: str) -> Item:
    """A Person, Organization, Product or Place, or else a Thing."""
    wikidata = item.get("wikidataId")
    return _known(
        {
            "@type": _ACTOR_TYPES.get(item["kind"], "Thing"),
            "@id": f"{base}/v1/actors/{item['id']}",
            "name": item["name"],
            "alternateName": [alias["name"] for alias in item.get("aliases", ()) if alias["name"] != item["name"]],
            "description": item.get("description"),
            "sameAs": f"http://www.wikidata.org/entity/{wikidata}" if wikidata else None,
        }
    )


def claim(item: Item, base: str) -> Item:
    """A Claim: `author` is whose word it is, `about` whom it is about, `appearance` the article that carries it."""
    return _known(
        {
            "@type": "Claim",
            "@id": f"{base}/v1/claims/{item['id']}",
            "text": item["text"],
            "author": actor(item["claimant"], base) if item["claimant"] else None,
            "about": actor(item["subject"], base) if item["subject"] else None,
            "appearance": _appearance(item["article"], base),
            "dateCreated": item["createdAt"],
            "dateModified": item["updatedAt"],
            **{f"cg:{name}": item[name] for name in _OURS},
        }
    )


def related(item: Item, base: str) -> Item:
    """A Claim that bears on another."""
    return claim(item["node"], base)


def review(item: Item, base: str) -> Item:
    """A ClaimReview."""
    return _known(
        {
            "@type": "ClaimReview",
            "@id": f"{base}/v1/reviews/{item['id']}",
            "url": uri(item["url"]) if item["url"] else None,
            "claimReviewed": item["claimReviewed"] or item["claim"]["text"],
            "itemReviewed": _reviewed(item, base),
            "author": {"@type": "Organization", "name": item["reviewer"]},
            "reviewRating": _known(
                {
                    "@type": "Rating",
                    "alternateName": item["rating"],
                    "ratingValue": item["ratingValue"],
                    "bestRating": item["bestRating"],
                    "worstRating": item["worstRating"],
                }
            ),
            "datePublished": item["reviewedAt"],
            "sdDatePublished": item["updatedAt"],
        }
    )


def _reviewed(item: Item, base: str) -> Item:
    """The claim that a review is of, as it stands here and as its checker has it."""
    claim = item["claim"]
    return _known(
        {
            "@type": "Claim",
            "@id": None if claim is None else f"{base}/v1/claims/{claim['id']}",
            "text": item["claimReviewed"] if claim is None else claim["text"],
            "author": {"@type": "Thing", "name": item["claimedBy"]} if item["claimedBy"] else None,
            "datePublished": item["claimedAt"],
            "appearance": [{"@type": "CreativeWork", "url": uri(url)} for url in item["appearances"]],
        }
    )


def _appearance(item: Item, base: str) -> Item:
    return _known(
        {
            "@type": "NewsArticle",
            "@id": f"{base}/v1/articles/{item['id']}",
            "url": uri(item["url"]) if item["url"] else None,
            "headline": item["title"],
            "datePublished": item["publishedAt"],
        }
    )


def _known(thing: Item) -> Item:
    """A thing without what is not known of it."""
    return {name: value for name, value in thing.items() if value is not None and value != []}


JSONLD = Form(
    name="jsonld",
    media_type=TYPE,
    types=(TYPE,),
    profiles=("http://www.w3.org/ns/json-ld#compacted",),
    write=Graph,
    write_one=one,
)
