"""schema.org articles in JSON-LD, in files of their own and inside of pages, with the ClaimReviews beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from service.ingest.formats.bylines import names_of_all
from service.ingest.formats.claim_review import verdicts_in
from service.ingest.formats.dates import moment, unread_date
from service.ingest.formats.fragment import plain
from service.ingest.formats.liveblog import live_text
from service.ingest.formats.nodes import Node, line_of, names_of, nodes_in, reference_of, text_of, thing_of, types_of
from service.ingest.formats.page import (
    Page,
    Unreadable,
    Verdict,
    believed,
    host_of,
    language_tag,
    source_of,
    told_apart,
    web_address,
    words,
)
from service.ingest.formats.walls import without_walls
from service.normalize.failures import fault_of

_ARTICLES = frozenset({"BlogPosting", "LiveBlogPosting", "Report", "SocialMediaPosting"})


def read_jsonld(value: Any) -> Sequence[Page | Verdict | str]:
    """The pages of what a JSON-LD file holds, and the reviews that are of none of them.

    A sentence stands for each that can't be taken. Raises Unreadable when it holds nothing that is an article or a
    review.
    """
    nodes = nodes_in(value)
    articles = [node for node in nodes if is_article(node)]
    verdicts = verdicts_in(value)
    if not articles and verdicts:
        return verdicts
    if not articles:
        raise Unreadable("it is JSON, but holds no schema.org article (a NewsArticle, say) and no normalized document")
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


def is_article(node: Node) -> bool:
    """Whether the thing is an article of any kind (NewsArticle, ReportageNewsArticle, BlogPosting)."""
    return any(kind.endswith("Article") or kind in _ARTICLES for kind in types_of(node))


def page_of(node: Node, base: str | None = None) -> Page:
    """The article that a thing describes, on a page whose addresses are relative to `base`.

    `body` is empty where it has no articleBody and, as a live blog, no updates.
    """
    url, _ = believed(*addresses_of(node, base))
    language = language_tag(text_of(node, "inLanguage", "alternateName") or text_of(node, "inLanguage"))
    publisher = thing_of(node, "publisher") or thing_of(node, "sourceOrganization")
    site = url if host_of(url) else text_of(publisher, "url")
    said = text_of(node, "datePublished") or text_of(node, "coverageStartTime")
    published, notes = moment(said), unread_date(said)
    if not said:
        published = moment(text_of(node, "dateCreated")) or moment(text_of(node, "dateModified"))
        if published is not None:
            notes = ("The markup has no datePublished; the date is that of its creation or last change.",)
    body = plain(text_of(node, "articleBody") or text_of(node, "text") or "")
    updates = live_text(node)
    return Page(
        body="\n\n".join(filter(None, (body, updates))) if updates not in body else body,
        title=line_of(node, "headline") or line_of(node, "name"),
        language=language,
        url=url,
        authors=names_of_all(names_of(node.get("author") or node.get("creator"))),
        published_at=published,
        source=source_of(line_of(publisher, "name"), site) if publisher else source_of(None, url),
        notes=notes,
    )


def _alone(node: Node) -> Page:
    """The article of markup that no page stands around: its description has to do where it has no articleBody."""
    page = page_of(node)
    _, doubts = believed(*addresses_of(node))
    page = msgspec.structs.replace(page, notes=(*page.notes, *doubts))
    if page.body:
        cut = without_walls(page.body)
        return msgspec.structs.replace(
            page, body=cut.body, completeness=cut.completeness, notes=(*page.notes, *cut.notes)
        )
    return msgspec.structs.replace(
        page,
        body=plain(text_of(node, "description") or ""),
        completeness="SUMMARY",
        notes=(*page.notes, "The text is the markup's description; it has no articleBody."),
    )


def addresses_of(node: Node, base: str | None = None) -> tuple[str | None, ...]:
    """The addresses that a thing gives as its own, best first; relative ones are on `base`."""
    given = (
        text_of(node, "url"),
        reference_of(node, "mainEntityOfPage"),
        # An identifier's fragment tells things of one page apart, not articles.
        (text_of(node, "@id") or "").partition("#")[0],
    )
    return tuple(web_address(address, base) for address in given)


def _with_verdicts(found: list[Page | str], verdicts: list[Verdict | str]) -> list[Page | Verdict | str]:
    """Each verdict on the page whose address it has, else on the one that holds its words, else on the only one.

    What is left stands by itself.
    """
    placed: dict[int, list[Verdict]] = {}
    alone: list[Verdict | str] = []
    pages = {place: page for place, page in enumerate(found) if isinstance(page, Page)}
    for verdict in verdicts:
        if isinstance(verdict, str):
            alone.append(verdict)
            continue
        by_url = [place for place, page in pages.items() if page.url is not None and page.url == verdict.url]
        by_words = [place for place, page in pages.items() if verdict.claim.lower() in page.body.lower()]
        place = next(iter(by_words if len(pages) > 1 and by_words else by_url or pages), None)
        if place is not None and (by_url or by_words or len(pages) == 1):
            placed.setdefault(place, []).append(verdict)
        else:
            alone.append(verdict)
    reviewed = [
        msgspec.structs.replace(page, verdicts=tuple(placed.get(place, ()))) if isinstance(page, Page) else page
        for place, page in enumerate(found)
    ]
    return [*reviewed, *alone]
