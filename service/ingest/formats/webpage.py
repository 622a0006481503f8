"""HTML pages: the article's own text without the page around it, and what the page says of it.

The page's schema.org markup is believed before trafilatura's reading of its tags. Nothing is fetched.
"""

from __future__ import annotations

import lxml.etree  # type: ignore[import-untyped]
import lxml.html  # type: ignore[import-untyped]
import msgspec
import trafilatura

from service.ingest.formats.encoding import decode_markup
from service.ingest.formats.jsonld import Node, addresses_of, is_article, nodes_of, page_of, verdicts_of
from service.ingest.formats.overgrown import overgrown
from service.ingest.formats.page import Page, Unreadable, believed, language_tag, moment, source_of, web_address, words
from service.normalize.failures import fault_of

_DATE = {"extensive_search": False, "original_date": True}
"""Dates are read from the page's metadata, never guessed from its prose."""


def canonical_of(head: bytes) -> tuple[str | None, str | None]:
    """The canonical address and the title in a page's beginning. Raises Unreadable for what is no page."""
    tree = _tree(decode_markup(head).lstrip("\ufeff").replace("\0", "\ufffd"))
    return web_address(_href(tree, "canonical")), words(tree.findtext(".//title"))


def read_page(raw: bytes, language: str | None = None, doubted: str | None = None) -> Page:
    """The article of a page. `doubted` is the normal form of an address that is not believed to be its own.

    Raises Unreadable when there is no text of an article in it.
    """
    text = decode_markup(raw, language).lstrip("\ufeff").replace("\0", "\ufffd")
    tree = _tree(text)
    nodes = _markup(tree)
    article = next(iter(sorted(filter(is_article, nodes), key=lambda node: "articleBody" not in node)), None)
    told = page_of(article) if article is not None else Page(body="")
    seen = _seen(text, tree)
    body, notes = seen.body, [*told.notes, *seen.notes]
    if len(told.body) > 2 * len(seen.body):
        body = told.body
        notes.append("The text is the articleBody of the page's markup; the page itself shows less.")
    if not body.strip():
        raise Unreadable("no article's text was found in the page")
    told_addresses = addresses_of(article) if article is not None else ()
    url, doubts = believed(*_addresses(tree), seen.url, *told_addresses, doubted=doubted)
    return Page(
        body=body,
        title=told.title or seen.title,
        language=told.language or seen.language,
        url=url,
        authors=told.authors or seen.authors,
        published_at=told.published_at or seen.published_at,
        source=told.source if told.source is not None and told.source.name != told.source.domain else seen.source,
        verdicts=tuple(verdicts_of(nodes)),
        notes=(*notes, *doubts),
    )


def _addresses(tree: lxml.html.HtmlElement) -> tuple[str | None, str | None]:
    """What the page's own tags say its address is, best first."""
    return web_address(_href(tree, "canonical")), web_address(_meta(tree).get("og:url"))


def _tree(text: str) -> lxml.html.HtmlElement:
    start = text.lstrip()
    if start.startswith("<?xml"):
        # lxml takes no text that declares an encoding; it is decoded already.
        text = start.partition("?>")[2]
    if (why := overgrown(text)) is not None:
        raise Unreadable(why)
    try:
        return lxml.html.document_fromstring(text)
    except (lxml.etree.LxmlError, ValueError):
        raise Unreadable("no article's text was found in the page") from None


def _markup(tree: lxml.html.HtmlElement) -> list[Node]:
    """The things of every JSON-LD script of the page; one that is broken hides no other."""
    nodes: list[Node] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() == "application/ld+json":
            try:
                nodes += nodes_of(script.text or "")
            except Unreadable:
                continue
            except Exception as error:  # noqa: BLE001 - logged by fault_of
                fault_of(error)
    return nodes


def _seen(text: str, tree: lxml.html.HtmlElement) -> Page:
    """What trafilatura and the page's own tags tell."""
    meta = _meta(tree)
    fault: str | None = None
    try:
        found = trafilatura.bare_extraction(
            text, with_metadata=True, include_comments=False, include_tables=False, date_extraction_params=_DATE
        )
    except Exception as error:  # noqa: BLE001 - logged by fault_of
        # It reads nearly everything; what it trips over has its text in paragraphs or in the markup all the same.
        found, fault = None, fault_of(error)
    canonical = next(filter(None, _addresses(tree)), None)
    language = language_tag(tree.get("lang")) or language_tag(meta.get("og:locale"))
    name = words(meta.get("og:site_name"))
    published = moment(meta.get("article:published_time") or meta.get("date"))
    if found is None or isinstance(found, dict):
        page = Page(body="", language=language, url=canonical, published_at=published)
        return page if fault is None else _in_paragraphs(page, tree, fault)
    title = words(found.title)
    authors = tuple(dict.fromkeys(author for author in map(words, (found.author or "").split(";")) if author))
    url = canonical or web_address(found.url)
    return Page(
        body=_paragraphs(found.text or "", title),
        title=title,
        language=language,
        url=url,
        authors=authors,
        published_at=published or moment(found.date),
        source=source_of(name or words(found.sitename), url),
    )


def _in_paragraphs(page: Page, tree: lxml.html.HtmlElement, fault: str) -> Page:
    """The page with the text of all its paragraphs, whatever they are about."""
    lines = [words(paragraph.text_content()) for paragraph in tree.iter("p")]
    notes = (f"The text is that of all the page's paragraphs: {fault}.",)
    return msgspec.structs.replace(page, body="\n\n".join(filter(None, lines)), notes=notes)


def _paragraphs(text: str, title: str | None) -> str:
    """Paragraphs with an empty line between them; the headline is the title's, not the body's."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and title and words(lines[0]) == title:
        lines = lines[1:]
    return "\n\n".join(lines)


def _meta(tree: lxml.html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name")
        if name and element.get("content"):
            found.setdefault(name.lower(), element.get("content"))
    return found


def _href(tree: lxml.html.HtmlElement, relation: str) -> str | None:
    for link in tree.iter("link"):
        if relation in (link.get("rel") or "").lower().split():
            return str(link.get("href") or "") or None
    return None
