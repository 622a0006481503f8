"""Known actors in a text that no rules read: a German article names OpenAI, too.

Every run of words that can be a name is looked up among the names of the actors. A name of several words tells enough;
a single one must be the actor's own name or an acronym, or the text must name the actor in full as well, so that a
common word is taken for nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from service.document import UNREAD_LANGUAGE, ActorDraft, ActorKind, Document, Span
from service.store.connect import Connection

_READ_MAX = 100_000
"""Characters from the top in which names are looked for."""
_CANDIDATES_MAX = 5_000
_WORDS_MAX = 5
_SHORTEST = 3
"""Characters of a name that is looked for."""
_WORD = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ0-9][A-Za-zÀ-ɏͰ-ϿЀ-ӿ0-9&.'’+-]*[A-Za-zÀ-ɏͰ-ϿЀ-ӿ0-9+]|[A-ZÀ-ÖØ-Þ]")
"""A word in Latin, Greek or Cyrillic letters; in other scripts such words stand without blanks around them."""
_BETWEEN = re.compile(r"[ \u00a0\u202f-]{1,2}")

_FIND = """
    with wanted as (
      select w.name, claimgraph.fold_name(w.name) as folded
      from unnest($1::text[]) as w (name)
    )
    select
      w.name, min(a.id) as actor_id, min(a.name) as actor, min(a.kind) as kind,
      bool_or(a.sort_name = w.folded) as own
    from wanted w
    join actor_alias l on l.folded = w.folded
    join actor a on a.id = l.actor_id
    where w.folded <> '' and not l.shared and a.merged_into_id is null
    group by w.name
    having count(distinct a.id) = 1
"""


class _Place(msgspec.Struct, frozen=True):
    """A run of words that may be a name."""

    start: int
    end: int
    name: str
    words: int


async def with_known_actors(connection: Connection, document: Document) -> Document:
    """The document with the known actors that it names, where no rules read its language; else as it is."""
    unread = any(note.startswith(UNREAD_LANGUAGE) for note in document.provenance.notes)
    if not unread or document.actors or document.claims:
        return document
    places = list(_places(document.article.body[:_READ_MAX]))
    names = list(dict.fromkeys(place.name for place in places))[:_CANDIDATES_MAX]
    rows = {row["name"]: row for row in await connection.fetch(_FIND, names)} if names else {}
    found = [place for place in places if place.name in rows]
    full = {rows[place.name]["actor_id"] for place in found if _tells(place, own=rows[place.name]["own"])}
    spans: dict[int, list[Span]] = {}
    actors: dict[int, tuple[str, ActorKind]] = {}
    behind = 0
    for place in sorted(found, key=lambda place: (place.start, -place.end)):
        row = rows[place.name]
        if place.start < behind or row["actor_id"] not in full:
            continue
        behind = place.end
        actors[row["actor_id"]] = (row["actor"], row["kind"])
        quote = document.article.body[place.start : place.end]
        spans.setdefault(row["actor_id"], []).append(Span(start=place.start, end=place.end, quote=quote))
    drafts = tuple(
        ActorDraft(name=name, kind=kind, mentions=tuple(spans[actor_id])) for actor_id, (name, kind) in actors.items()
    )
    # Two actors of one name are told apart by nothing in the text.
    alone = tuple(draft for draft in drafts if sum(other.name == draft.name for other in drafts) == 1)
    return msgspec.structs.replace(document, actors=alone)


def _tells(place: _Place, *, own: bool) -> bool:
    """Whether the name alone makes it sure who is meant."""
    letters = [char for char in place.name if char.isalpha()]
    inner = any(char.isupper() for char in place.name[1:])
    return place.words > 1 or (own and bool(letters)) or (inner and len(letters) > 1)


def _places(body: str) -> Iterator[_Place]:
    """The runs of up to `_WORDS_MAX` words that begin and end like names."""
    words = [(m.start(), m.end()) for m in _WORD.finditer(body)]
    capital = [body[a].isupper() or body[a].isdigit() or any(char.isupper() for char in body[a:b]) for a, b in words]
    for i, (start, _) in enumerate(words):
        if not capital[i]:
            continue
        for k in range(i, min(i + _WORDS_MAX, len(words))):
            if k > i and not _BETWEEN.fullmatch(body, words[k - 1][1], words[k][0]):
                break
            if not capital[k]:
                continue
            end = words[k][1]
            name = body[start:end].rstrip(".'’")
            if len(name) >= _SHORTEST:
                yield _Place(start, start + len(name), name, k - i + 1)
            if name.endswith("s") and len(name) > _SHORTEST + 1:
                # "OpenAIs": a genitive without a mark.
                yield _Place(start, start + len(name) - 1, name[:-1], k - i + 1)
