"""What a feed says of an item's pictures and videos (Media RSS), taken out before it is read as the item's own text."""

from __future__ import annotations

import re

_NAMESPACE = re.compile(r"xmlns:([\w.-]{1,40})\s*=\s*[\"']https?://search\.yahoo\.com/mrss/?[\"']", re.I)
_OF_MEDIA = r"(?:title|description|text|credit|copyright|keywords|comments?)"


def without_captions(text: str) -> str:
    """A feed's text without the titles, descriptions and credits of its media."""
    prefixes = "|".join(sorted({"media", *map(re.escape, _NAMESPACE.findall(text))}))
    tags = re.compile(rf"<(?P<closes>/?)(?P<name>(?:{prefixes}):{_OF_MEDIA})(?=[\s/>])[^<>]*>", re.I)
    kept: list[str] = []
    done, name, opened = 0, None, 0
    for tag in tags.finditer(text):
        closes, said = bool(tag["closes"]), tag["name"].lower()
        if name is None and not closes and not tag[0].endswith("/>"):
            name, opened = said, tag.start()
        elif closes and said == name:
            kept.append(text[done:opened])
            done, name = tag.end(), None
    return "".join(kept) + text[done:]
