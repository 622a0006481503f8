"""HTML pages: the article's own text without the page around it, and what the page says of it.

The page's schema.org markup is believed before trafilatura's reading of its tags. Nothing is fetched.
"""

from __future__ import annotations

import lxml.etree
import lxml.html
import msgspec
import trafilatura

from service.admission.values import has_words
from service.ingest.formats.bylines import names_in
from service.ingest.formats.claim_review import verdicts_of
from service.ingest.formats.encoding import decode_markup
from service.ingest.formats.fragment import unescaped
from service.ingest.formats.jsonld import addresses_of, page_of
from service.ingest.formats.listings import is_listing
from service.ingest.formats.microdata import microdata_nodes
from service.ingest.formats.nodes import Node, line, line_of, nodes_of, types_of
from service.ingest.formats.overgrown import overgrown
from service.ingest.formats.own_node import own_article
from service.ingest.formats.page import Page, Unreadable, Verdict, believed, language_tag, source_of, web_address, words
from service.ingest.formats.page_dates import published
from service.ingest.formats.tables import cells, without_layout
from service.ingest.formats.walls import Uncovered, as_locked, without_consent, without_walls, words_behind
from service.normalize.failures import fault_of

_DATE = {"extensive_search": False, "original_date": True, "max_date": "1000-01-01"}
"""Its dates are not used, since it makes one of what could be two; so it need not look far."""
_PARSER = lxml.html.HTMLParser(remove_comments=True, remove_pis=True)
_JSON_LD = "application/ld+json"
_MORE = 2
"""How many times as long as what a page shows its markup's text must be to be taken instead."""


def canonical_of(head: bytes) -> tuple[str | None, str | None]:
    """The canonical address and the title in a page's beginning. Raises Unreadable for what is no page."""
    tree = _tree(decode_markup(head).lstrip("\ufeff").replace("\0", "\ufffd"))
    return _addresses(tree)[0], words(tree.findtext(".//title"))


def read_page(raw: bytes, language: str | None = None, doubted: str | None = None) -> Page:
    """The article of a page. `doubted` is the normal form of an address that is not believed to be its own.

    Its body is empty where it has fact-checkers' reviews and no text. Raises Unreadable where it has neither.
    """
    tree = _tree(decode_markup(raw, language).lstrip("\ufeff").replace("\0", "\ufffd"))
    nodes, addresses = _markup(tree), _addresses(tree)
    base = _base(tree) or next(filter(None, addresses), None)
    article, others = own_article(nodes, addresses, _titles(tree), base)
    verdicts = verdicts_of([*nodes, *microdata_nodes(tree, "ClaimReview")], base)
    told = page_of(article, base) if article is not None else Page(body="")
    behind = words_behind(article, tree) if article is not None else 0
    listing = article is None and is_listing(nodes, tree, _meta(tree).get("og:type"))
    described = _described(tree, article)
    seen = _seen(tree, addresses)
    reviews = tuple(verdict for verdict in verdicts if isinstance(verdict, Verdict))
    try:
        text = _text(told, seen, article, behind, described)
    except Unreadable:
        if not reviews:
            raise
        # A checker's page may show its verdict alone.
        return Page(body="", verdicts=reviews)
    notes = [*others, *seen.notes, *text.notes]
    notes += [f"A review was left out: {why}." for why in verdicts if isinstance(why, str)]
    if listing:
        notes.append("The page is a list of articles, as a section's first page; the text is what it shows of them.")
    told_addresses = addresses_of(article, base) if article is not None else ()
    url, doubts = believed(*addresses, seen.url, *told_addresses, doubted=doubted)
    if told.published_at is not None:
        notes += told.notes
    return Page(
        body=text.body,
        title=told.title or seen.title,
        language=told.language or seen.language,
        url=url,
        authors=told.authors or seen.authors,
        published_at=told.published_at or seen.published_at,
        source=told.source if told.source is not None and told.source.name != told.source.domain else seen.source,
        completeness="SUMMARY" if listing else text.completeness,
        verdicts=reviews,
        notes=(*notes, *doubts),
    )


def _text(told: Page, seen: Page, article: Node | None, behind: int, described: str | None) -> Uncovered:
    """The article's text: what the page shows, or its markup where that is more, without what stands before it.

    Raises Unreadable where there is none.
    """
    shown = without_consent(seen.body)
    body, notes = shown.body, list(shown.notes)
    times = 1 if article is not None and "LiveBlogPosting" in types_of(article) else _MORE
    if len(told.body) > times * len(body):
        body = told.body
        notes.append("The text is the articleBody of the page's markup; the page itself shows less.")
    if not has_words(body) and shown.notes and described:
        notes.append("The page shows nothing but a request for consent; the text is its own description.")
        return Uncovered(body=described, completeness="SUMMARY", notes=tuple(notes))
    if not has_words(body):
        raise Unreadable(
            "no article's text was found in the page" + (", but a request for consent" if shown.notes else "")
        )
    cut = without_walls(body)
    if cut.completeness == "FULL" and article is not None:
        cut = as_locked(article, body, behind)
    if not has_words(cut.body):
        raise Unreadable("the page says that its article is for subscribers, and shows nothing of it")
    return msgspec.structs.replace(cut, notes=(*notes, *cut.notes))


def _described(tree: lxml.html.HtmlElement, article: Node | None) -> str | None:
    """What the page says of its article in a sentence or two."""
    meta = _meta(tree)
    return (line_of(article, "description") if article else None) or line(
        meta.get("og:description") or meta.get("description")
    )


def _addresses(tree: lxml.html.HtmlElement) -> tuple[str | None, str | None]:
    """What the page's own tags say its address is, best first; a relative one is on the page's base."""
    base = _base(tree)
    shared = web_address(_meta(tree).get("og:url"), base)
    return web_address(_href(tree, "canonical"), base or shared), shared


def _base(tree: lxml.html.HtmlElement) -> str | None:
    """What the page's relative addresses are relative to, where the page says it (`<base>`)."""
    return next((web_address(element.get("href")) for element in tree.iter("base") if element.get("href")), None)


def _titles(tree: lxml.html.HtmlElement) -> list[str | None]:
    """Every title that the page shows or says."""
    shown = [line(element.text_content()) for element in tree.iter("h1")]
    return [*shown, line(_meta(tree).get("og:title")), line(tree.findtext(".//title"))]


def _tree(text: str) -> lxml.html.HtmlElement:
    start = text.lstrip()
    if start.startswith("<?xml"):
        # lxml takes no text that declares an encoding; it is decoded already.
        text = start.partition("?>")[2]
    if (why := overgrown(text)) is not None:
        raise Unreadable(why)
    try:
        return lxml.html.document_fromstring(text, parser=_PARSER)
    except (lxml.etree.LxmlError, ValueError):
        raise Unreadable("no article's text was found in the page") from None


def _markup(tree: lxml.html.HtmlElement) -> list[Node]:
    """The things of every JSON-LD script of the page; one that is broken hides no other.

    The scripts are taken out: what reads the tree after us would believe a teaser's.
    """
    nodes: list[Node] = []
    for script in list(tree.iter("script")):
        if (script.get("type") or "").partition(";")[0].strip().lower() != _JSON_LD:
            continue
        try:
            nodes += nodes_of(script.text or "")
        except Unreadable:
            pass
        except Exception as error:  # noqa: BLE001 - logged by fault_of
            fault_of(error)
        script.drop_tree()
    return nodes


def _seen(tree: lxml.html.HtmlElement, addresses: tuple[str | None, str | None]) -> Page:
    """What trafilatura and the page's own tags tell."""
    meta, canonical = _meta(tree), next(filter(None, addresses), None)
    language = language_tag(tree.get("lang")) or language_tag(meta.get("og:locale"))
    name = words(meta.get("og:site_name"))
    when, unread = published(tree, meta, canonical)
    page = Page(body="", language=language, url=canonical, published_at=when, notes=unread)
    paragraphs = tuple(filter(None, (words(paragraph.text_content()) for paragraph in tree.iter("p"))))
    try:
        without_layout(tree)
        found = trafilatura.bare_extraction(
            tree, with_metadata=True, include_comments=False, include_tables=True, date_extraction_params=_DATE
        )
    except Exception as error:  # noqa: BLE001 - logged by fault_of
        # It reads nearly everything; what it trips over has its text in paragraphs or in the markup all the same.
        note = f"The text is that of all the page's paragraphs: {fault_of(error)}."
        return msgspec.structs.replace(page, body="\n\n".join(paragraphs), notes=(*unread, note))
    if found is None or isinstance(found, dict):
        return page
    title = line(found.title)
    url = canonical or web_address(found.url)
    return msgspec.structs.replace(
        page,
        body=_paragraphs(found.text or "", title),
        title=title,
        url=url,
        authors=tuple(names_in(line(found.author) or "")),
        source=source_of(name or words(found.sitename), url),
    )


def _paragraphs(text: str, title: str | None) -> str:
    """Paragraphs with an empty line between them; the headline is the title's, not the body's."""
    lines = [unescaped(line).strip() for line in text.splitlines() if line.strip()]
    if lines and title and words(lines[0]) == title:
        lines = lines[1:]
    rows = ((line, cells(line)) for line in lines)
    return "\n\n".join(line if row is None else row for line, row in rows if row != "")


def _meta(tree: lxml.html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if name and element.get("content"):
            found.setdefault(name.lower(), element.get("content"))
    return found


def _href(tree: lxml.html.HtmlElement, relation: str) -> str | None:
    for link in tree.iter("link"):
        if relation in (link.get("rel") or "").lower().split():
            return str(link.get("href") or "") or None
    return None
