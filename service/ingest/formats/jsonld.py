"""schema.org in JSON-LD: articles and ClaimReviews, in files of their own and inside of pages.

The shapes that publishers write are read: one object, an array, `@graph`, references by `@id`, types and
names with or without their prefix. No context is fetched, and nothing is executed.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

import msgspec

from service.ingest.formats.fragment import plain
from service.ingest.formats.page import (
    Page,
    Unreadable,
    Verdict,
    believed,
    host_of,
    language_tag,
    moment,
    source_of,
    told_apart,
    web_address,
    words,
)
from service.normalize.failures import fault_of

_ARTICLES = frozenset({"BlogPosting", "LiveBlogPosting", "Report", "SocialMediaPosting"})
_DEEP = 12
# Where publishers put one thing into another.
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "subjectOf", "review", "itemListElement", "item")
_VOCABULARIES = ("http://schema.org/", "https://schema.org/", "schema:")

Node = dict[str, Any]


def read_jsonld(text: str) -> list[Page | str]:
    """The pages of a JSON-LD file; a sentence stands for each article or review that can't be taken.

    Raises Unreadable when the text is no JSON, or holds nothing that is an article.
    """
    nodes = nodes_of(text)
    articles = [node for node in nodes if is_article(node)]
    verdicts = verdicts_of(nodes)
    if not articles:
        if verdicts:
            raise Unreadable("it holds ClaimReviews without an article that has an articleBody to find their claims in")
        raise Unreadable("it is JSON, but holds no schema.org article (a NewsArticle, say) and no document of ours")
    read = [_article(node) for node in articles]
    pages = iter(told_apart([page for page in read if isinstance(page, Page)]))
    return _with_verdicts([next(pages) if isinstance(page, Page) else page for page in read], verdicts)


def _article(node: Node) -> Page | str:
    """The article's page; a sentence for one that can't be taken, which costs no other."""
    try:
        page = _alone(node)
    except Exception as error:  # noqa: BLE001 - logged by fault_of
        told = words(str(node.get("headline") or node.get("url") or node.get("@id") or ""))
        return f"the article {told!r} can't be read: {fault_of(error, title=told)}"
    if page.body:
        return page
    return f"the article {page.title or page.url or ''!r} has no articleBody and no description"


def nodes_of(text: str) -> list[Node]:
    """Every thing in a JSON-LD text, references resolved one level deep. Raises Unreadable for what is no JSON."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = text.removeprefix("//<![CDATA[").removesuffix("//]]>").strip().removesuffix(";")
    try:
        # Not strict: publishers leave line breaks inside of strings.
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        why = "it is nested too deep" if isinstance(error, RecursionError) else f"it is no JSON: {error}"
        raise Unreadable(why) from None
    nodes = list(_walk(value, 0))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    return [{key: _resolved(item, by_id) for key, item in node.items()} for node in nodes if "@type" in node]


def is_article(node: Node) -> bool:
    """Whether the thing is an article of any kind (NewsArticle, ReportageNewsArticle, BlogPosting)."""
    return any(kind.endswith("Article") or kind in _ARTICLES for kind in _types(node))


def page_of(node: Node) -> Page:
    """The article that a thing describes; `body` is empty where it has no articleBody."""
    url, _ = believed(*addresses_of(node))
    language = language_tag(_text(node, "inLanguage", "alternateName") or _text(node, "inLanguage"))
    publisher = _thing(node, "publisher") or _thing(node, "sourceOrganization")
    site = url if host_of(url) else _text(publisher, "url")
    published, notes = moment(_text(node, "datePublished")), []
    if published is None:
        published = moment(_text(node, "dateCreated")) or moment(_text(node, "dateModified"))
        if published is not None:
            notes.append("The markup has no datePublished; the date is that of its creation or last change.")
    return Page(
        body=plain(_text(node, "articleBody") or _text(node, "text") or ""),
        title=_line(_text(node, "headline") or _text(node, "name")),
        language=language,
        url=url,
        authors=tuple(_names(node.get("author") or node.get("creator"))),
        published_at=published,
        source=source_of(_line(_text(publisher, "name")), site) if publisher else source_of(None, url),
        notes=tuple(notes),
    )


def _alone(node: Node) -> Page:
    """The article of markup that no page stands around: its description has to do where it has no articleBody."""
    page = page_of(node)
    _, doubts = believed(*addresses_of(node))
    page = msgspec.structs.replace(page, notes=(*page.notes, *doubts))
    if page.body:
        return page
    return msgspec.structs.replace(
        page,
        body=plain(_text(node, "description") or ""),
        completeness="SUMMARY",
        notes=(*page.notes, "The text is the markup's description; it has no articleBody."),
    )


def addresses_of(node: Node) -> tuple[str | None, ...]:
    """The addresses that a thing gives as its own, best first."""
    return (
        web_address(_text(node, "url")),
        web_address(_reference(node, "mainEntityOfPage")),
        # An identifier's fragment tells things of one page apart, not articles.
        web_address((_text(node, "@id") or "").partition("#")[0]),
    )


def verdicts_of(nodes: list[Node]) -> list[Verdict]:
    """The ClaimReviews among the things, each once; those without words or rating are no verdicts."""
    found: dict[Verdict, None] = {}
    for node in nodes:
        if "ClaimReview" not in _types(node):
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
    item = _thing(node, "itemReviewed") or {}
    claim = _line(_text(node, "claimReviewed") or _text(item, "name") or _text(item, "text"))
    rating = _rating(_thing(node, "reviewRating") or {})
    by = _thing(item, "author") or _thing(item, "claimant")
    url = web_address(_text(node, "url"))
    reviewer = next(_names(node.get("author") or node.get("publisher")), None) or host_of(url)
    if not (claim and rating and reviewer):
        return None
    return Verdict(
        claim=claim,
        rating=rating,
        reviewer=reviewer,
        url=url,
        reviewed_at=moment(_text(node, "datePublished")),
        claimed_by=_line(_text(by, "name")) if by else next(_names(item.get("author")), None),
        claimed_by_kind=_kind(by or {}),
    )


def _with_verdicts(found: list[Page | str], verdicts: list[Verdict]) -> list[Page | str]:
    """Each verdict on the page whose address it has, else on the one that holds its words, else on the only one."""
    placed: dict[int, list[Verdict]] = {}
    pages = {place: page for place, page in enumerate(found) if isinstance(page, Page)}
    for verdict in verdicts:
        by_url = [place for place, page in pages.items() if page.url is not None and page.url == verdict.url]
        by_words = [place for place, page in pages.items() if verdict.claim.lower() in page.body.lower()]
        place = next(iter(by_words if len(pages) > 1 and by_words else by_url or pages), None)
        if place is not None and (by_url or by_words or len(pages) == 1):
            placed.setdefault(place, []).append(verdict)
        elif pages:
            found = [*found, f"the ClaimReview of {verdict.claim[:80]!r} is of none of the file's articles"]
    return [
        msgspec.structs.replace(page, verdicts=tuple(placed.get(place, ()))) if isinstance(page, Page) else page
        for place, page in enumerate(found)
    ]


def _walk(value: Any, depth: int) -> Iterator[Node]:
    if depth > _DEEP:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        node = {_short(key): item for key, item in value.items()}
        yield node
        for holder in _HOLDERS:
            if holder in node:
                yield from _walk(node[holder], depth + 1)


def _short(name: str) -> str:
    for vocabulary in _VOCABULARIES:
        name = name.removeprefix(vocabulary)
    return name


def _resolved(value: Any, by_id: dict[str, Node]) -> Any:
    if isinstance(value, list):
        return [_resolved(item, by_id) for item in value]
    if isinstance(value, dict) and len(value) == 1 and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def _types(node: Node) -> list[str]:
    given = node.get("@type")
    return [_short(kind) for kind in (given if isinstance(given, list) else [given]) if isinstance(kind, str)]


def _thing(node: Node | None, name: str) -> Node | None:
    """The first thing that stands under a name; bare text is a thing with that name."""
    value = (node or {}).get(name)
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, dict):
        return {_short(key): item for key, item in value.items()}
    return {"name": value} if isinstance(value, str) else None


def _text(node: Node | None, name: str, inner: str = "name") -> str | None:
    """The text that stands under a name: itself, a value object's, or a thing's `inner`."""
    value = (node or {}).get(name)
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, dict):
        value = value.get("@value", value.get(inner, value.get("@id") if name == "url" else None))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)


def _reference(node: Node, name: str) -> str | None:
    value = node.get(name)
    return (
        (value.get("@id") or value.get("url")) if isinstance(value, dict) else value if isinstance(value, str) else None
    )


def _line(text: str | None) -> str | None:
    return words(html.unescape(text)) if text else None


def _names(value: Any) -> Iterator[str]:
    seen: set[str] = set()
    for item in value if isinstance(value, list) else [value]:
        name = _line(_text({"of": item}, "of"))
        if name and name not in seen and not name.startswith(("http://", "https://")):
            seen.add(name)
            yield name


def _rating(node: Node) -> str | None:
    """The verdict in words where there are words, else its number and the best that it could be."""
    said = _line(_text(node, "alternateName") or _text(node, "name"))
    value, best = _line(_text(node, "ratingValue")), _line(_text(node, "bestRating"))
    return said or (f"{value} of {best}" if value and best else value)


def _kind(node: Node) -> str:
    kinds = _types(node)
    if "Person" in kinds:
        return "PERSON"
    return "ORGANIZATION" if any(kind.endswith("Organization") for kind in kinds) else "UNKNOWN"
