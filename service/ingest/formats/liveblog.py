"""Live blogs: one article whose text grows by its updates (schema.org LiveBlogPosting, `liveBlogUpdate`)."""

from __future__ import annotations

from datetime import datetime

from service.ingest.formats.dates import moment
from service.ingest.formats.fragment import plain
from service.ingest.formats.nodes import Node, line_of, text_of, things_of

_CLOCK = "%Y-%m-%d %H:%M"


def live_text(node: Node) -> str:
    """The text of a live blog's updates, each under a line with its time and headline; empty where it has none.

    The earliest comes first, so that what is added later leaves the places of what was said before; as they were
    written where one has no time that can be read.
    """
    updates = [(moment(text_of(update, "datePublished")), text) for update in things_of(node, "liveBlogUpdate")
               if (text := _update(update))]  # fmt: skip
    if all(when is not None for when, _ in updates):
        updates.sort(key=lambda update: update[0].timestamp() if update[0] else 0.0)
    return "\n\n".join(text for _, text in updates)


def _update(node: Node) -> str:
    """An update's time, headline and text. One whose headline says it all has no other text."""
    headline = line_of(node, "headline") or line_of(node, "name")
    text = plain(text_of(node, "articleBody") or text_of(node, "text") or text_of(node, "description") or "")
    if headline and text.startswith(headline):
        headline = None
    if not headline and not text:
        return ""
    when = moment(text_of(node, "datePublished"))
    head = " · ".join(filter(None, (_written(when), headline)))
    return "\n\n".join(filter(None, (head, text)))


def _written(when: datetime | None) -> str | None:
    """The time as it was on the clocks where the update was written."""
    return when.strftime(_CLOCK) if when is not None else None
