"""What a claim needs to become what it was, as an input of the effect that changes it.

Its words are looked for in the text as it is now: where they stood, else where they stand once.
"""

from __future__ import annotations

from typing import Any

from schema.enums import CueKind, Modality, Polarity, Stance
from service.mutation import claims
from service.mutation.outcome import Apply
from service.mutation.restored_fields import Restoring

_FOLLOWS = frozenset({"factuality", "articleVersion", "extractor", "extractorVersion"})
"""Fields that no caller gives. Who restores a claim counts as who found it, as with every change."""
_SPAN = frozenset({"start", "end", "quote"})
_VOICE = frozenset({"attribution", "claimant", "unnamedSource"})
_BODY = "select a.body from article a join claim c on c.article_id = a.id where c.id = $1"

Cues = list[dict[str, Any]]


async def claim(restoring: Restoring) -> Apply | None:
    """The change that puts the claim's fields back; None when none of them can be, or need be."""
    differing = restoring.versions.differing
    async with restoring.context.store.connection() as connection:
        body = await connection.fetchval(_BODY, restoring.key) or ""
    fields = restoring.taken("text")
    done = set(fields) | _FOLLOWS
    if "modality" in differing:
        fields["modality"] = Modality[restoring.then["modality"]]
    if "polarity" in differing:
        fields["polarity"] = Polarity[restoring.then["polarity"]]
    if "stance" in differing:
        fields["stance"] = Stance[restoring.then.get("stance") or "SAYS"]
    if "subject" in differing:
        fields["subjectId"] = restoring.then["subject"]
    if "objects" in differing:
        fields["objectIds"] = restoring.then["objects"]
    done |= {"modality", "polarity", "stance", "subject", "objects"}
    if differing & _VOICE:
        fields |= _voice(restoring.now, restoring.then)
        done |= _VOICE
    retired = restoring.now["retiredAt"] is not None
    span = _span(restoring.then, body) if retired or differing & _SPAN else {}
    if span is not None:
        fields |= span
        # A retired claim whose words are told where they stand is none any more.
        done |= _SPAN | ({"retiredAt"} if retired else set())
    cues = _cues(restoring.now["cues"], restoring.then["cues"], body) if "cues" in differing else None
    if cues is not None:
        fields["cues"] = cues
        done.add("cues")
    restoring.left.update(differing - done)
    return await claims.upsert(restoring.context, restoring.given(fields), restoring.path) if fields else None


def _voice(now: dict[str, Any], then: dict[str, Any]) -> dict[str, Any]:
    """Whose word it was."""
    match then["attribution"]:
        case "ACTOR":
            return {"claimantId": then["claimant"]}
        case "UNNAMED":
            return {"unnamedSource": then["unnamedSource"] or ""}
        case _:
            return {"claimantId" if now["attribution"] == "ACTOR" else "unnamedSource": None}


def _span(then: dict[str, Any], body: str) -> dict[str, Any] | None:
    """Where its words stand, None when they no longer do, or stand in several places."""
    start = _place(then["start"], then["quote"], body)
    return None if start is None else {"start": start, "end": start + len(then["quote"]), "quote": then["quote"]}


def _cues(now: Cues, then: Cues, body: str) -> Cues | None:
    """Its cues where they stand; None when one of them no longer does, or in several places."""
    # Those that the claim has still have moved with it.
    known = {(cue["kind"], cue["quote"]): cue["start"] for cue in now}
    found: Cues = []
    for cue in then:
        start = known.get((cue["kind"], cue["quote"]))
        if start is None:
            start = _place(cue["start"], cue["quote"], body)
        if start is None:
            return None
        end = start + len(cue["quote"])
        found.append({"kind": CueKind[cue["kind"]], "start": start, "end": end, "quote": cue["quote"]})
    return found


def _place(start: int, quote: str, body: str) -> int | None:
    if body[start : start + len(quote)] == quote:
        return start
    found = body.find(quote)
    return found if found >= 0 and body.find(quote, found + 1) < 0 else None
