"""HTML fragments to text: what feeds and schema.org carry as an article's body."""

from __future__ import annotations

import html
import re

import lxml.etree
import lxml.html

from service.ingest.formats.overgrown import overgrown

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
# What a picture shows is no sentence of the article.
_UNSEEN = frozenset(["script", "style", "template", "noscript", "iframe", "svg", "head", "title", "figcaption"])
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_ESCAPED_AT_MOST = 3


def plain(text: str) -> str:
    """The text of what may be an HTML fragment: paragraphs with an empty line between them, entities resolved.

    Text without a tag keeps its line breaks.
    """
    if _TAG.search(text) is None and ("&lt;" in text or "&amp;lt;" in text):
        text = unescaped(text)  # Escaped twice, as feeds do.
    if _TAG.search(text) is None:
        return unescaped(text).strip()
    if overgrown(text) is not None:
        return unescaped(_TAG.sub(" ", text)).strip()
    try:
        tree = lxml.html.fragment_fromstring(_storable(text), create_parent="div")
    except (lxml.etree.LxmlError, ValueError):
        return unescaped(_TAG.sub(" ", text)).strip()
    paragraphs: list[list[str]] = [[]]
    _gather(tree, paragraphs)
    lines = (unescaped(re.sub(r"[ \t\r\f\v]+", " ", "".join(pieces))).strip() for pieces in paragraphs)
    return "\n\n".join(line for line in lines if line)


def unescaped(text: str) -> str:
    """A text without HTML entities, however often they were escaped."""
    for _ in range(_ESCAPED_AT_MOST):
        if _ENTITY.search(text) is None:
            break
        text = html.unescape(text)
    return text


def _gather(tree: lxml.html.HtmlElement, paragraphs: list[list[str]]) -> None:
    # Walked by events, not by recursion: a fragment may be nested as deep as its author likes.
    unseen = 0
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else None
        if event == "start":
            if tag in _BLOCKS:
                paragraphs.append([])
            elif tag == "br":
                paragraphs[-1].append("\n")
            unseen += tag in _UNSEEN
            if tag is not None and not unseen:
                paragraphs[-1].append(_flat(element.text))
            continue
        unseen -= tag in _UNSEEN
        if tag in _BLOCKS:
            paragraphs.append([])
        if element is not tree and not unseen:
            paragraphs[-1].append(_flat(element.tail))


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def _storable(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", "\ufffd", text)
