"""W3C Web Annotation: claims and mentions as annotations of the text in which they stand.

A page of a list is an AnnotationPage within its AnnotationCollection (Web Annotation Data Model, 5). Offsets count
code points of the article's body, so what is annotated is that text, at an address of its own; `scope` names the
publisher's page, where the quotation leads to the same words.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from service.http.rest.forms.form import Describe, Form, Item, Listing
from service.http.rest.forms.jsonld import TYPE
from service.http.rest.forms.uri import uri

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_ITEM = msgspec.json.Decoder(Item)
_LABELS = ("modality", "polarity", "factuality", "attribution")


class AnnotationPage:
    """Writes a list as a page of annotations."""

    def __init__(self, listing: Listing, describe: Describe | None) -> None:
        if describe is None:
            raise TypeError("a page of annotations needs to know what annotates")
        self._listing = listing
        self._describe = describe
        self._begun = False

    def begin(self) -> bytes:
        """The page's own members."""
        listing = self._listing
        collection: Item = {"id": listing.identity, "type": "AnnotationCollection", "label": listing.title}
        if "first" in listing.pages:
            collection["first"] = listing.pages["first"]
        if listing.total is not None:
            collection["total"] = listing.total
        page: Item = {"@context": CONTEXT, "id": listing.address, "type": "AnnotationPage", "partOf": collection}
        page |= {name: listing.pages[name] for name in ("prev", "next") if name in listing.pages}
        return msgspec.json.encode(page)[:-1] + b',"items":['

    def items(self, items: Sequence[msgspec.Raw]) -> bytes:
        """An annotation for each item."""
        annotations = [self._describe(_ITEM.decode(item), self._listing.base) for item in items]
        separator = b"," if self._begun and annotations else b""
        self._begun = self._begun or bool(annotations)
        return separator + b",".join(msgspec.json.encode(annotation) for annotation in annotations)

    def end(self) -> bytes:
        """The end of the page."""
        return b"]}\n"


def one(annotation: Item, _base: str) -> bytes:
    """One annotation."""
    return msgspec.json.encode({"@context": CONTEXT, **annotation})


def claim(item: Item, base: str) -> Item:
    """What the words of a claim put forward, and how."""
    labels = [{"type": "TextualBody", "purpose": "classifying", "value": item[name]} for name in _LABELS]
    said = {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": item["text"]}
    return {
        "id": f"{base}/v1/claims/{item['id']}",
        "type": "Annotation",
        "motivation": "describing",
        "created": item["createdAt"],
        "modified": item["updatedAt"],
        "body": [said, *labels],
        "target": _target(item, base),
    }


def related(item: Item, base: str) -> Item:
    """A claim that bears on another."""
    return claim(item["node"], base)


def mention(item: Item, base: str) -> Item:
    """Whom some words name."""
    actor = item["actor"]
    named = {"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": actor["name"]}
    return {
        "id": f"{base}/v1/articles/{item['article']['id']}/mentions#{item['id']}",
        "type": "Annotation",
        "motivation": "identifying",
        "created": item["createdAt"],
        "modified": item["updatedAt"],
        "body": [
            {"type": "SpecificResource", "purpose": "identifying", "source": f"{base}/v1/actors/{actor['id']}"},
            named,
        ],
        "target": _target(item, base),
    }


def _target(item: Item, base: str) -> Item:
    article = item["article"]
    quotation = {"type": "TextQuoteSelector", "exact": item["quote"]}
    quotation |= {name: item[name] for name in ("prefix", "suffix") if name in item}
    position = {"type": "TextPositionSelector", "start": item["start"], "end": item["end"]}
    target: Item = {
        "type": "SpecificResource",
        "source": f"{base}/v1/articles/{article['id']}?format=text",
        "selector": [position, quotation],
    }
    return target | ({"scope": uri(article["url"])} if article["url"] else {})


ANNOTATIONS = Form(
    name="anno",
    media_type=f'{TYPE};profile="{CONTEXT}"',
    types=(TYPE,),
    profiles=(CONTEXT,),
    write=AnnotationPage,
    write_one=one,
)
