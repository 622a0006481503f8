"""The effect that makes and changes claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from schema.ids import PREFIXES
from schema.limits import BODY_MAX, CUES_MAX, NAME_MAX, OBJECTS_MAX, PROSE_MAX
from service.mutation.checks import Checks
from service.mutation.missing import missing
from service.mutation.outcome import Apply, Context, Made, Path, RefusedError, Row, UserError, refused
from service.mutation.spans import GivenCue, GivenSpan
from service.store.claims import (
    StoredClaim,
    article_of,
    living_actors,
    lock_body,
    read_claim,
    same_claim,
    write_claim,
)
from service.store.connect import Connection
from service.store.resolve import lock_actors

_RETIRED = (
    "The claim is retired: its words no longer stand in the article. Say where it stands now: `start` and `end`, or"
    " the `quote` where it stands once."
)
_CLAIMANT, _UNNAMED, _SUBJECT, _OBJECTS = "claimantId", "unnamedSource", "subjectId", "objectIds"


async def upsert(context: Context, given: Mapping[str, Any], path: Path) -> Apply:
    """Change the claim that the input tells, or make it; the caller counts as who found it."""
    draft = _draft(given, path)

    async def apply(connection: Connection) -> Made:
        article_id = await _article(connection, draft, path)
        body = await lock_body(connection, article_id)
        if body is None:
            raise await missing(connection, "Article", article_id, (*path, "articleId"))
        before = await _known(connection, draft, path)
        after = await draft.applied(connection, before, article_id, body, path)
        if after.id == 0:
            # The same words at the same place are the same claim.
            known = await same_claim(connection, after)
            before = None if known is None else await read_claim(connection, known)
            if before is not None:
                after = await draft.applied(connection, before, article_id, body, path)
        # Only now, with its actors held, do they stay who they are.
        await lock_actors(connection, [actor_id for actor_id, _ in after.roles], upgrading=False)
        claim_id = after.id if after == before else await write_claim(connection, after, extractor=context.caller)
        return {"claim": Row("Claim", claim_id), "created": before is None}

    return apply


class _Draft(msgspec.Struct, frozen=True, kw_only=True):
    """The claim that the caller means, and what it says of it. `fields` are plain ones by their names in
    StoredClaim; `actors` are ids by the names of their fields, null clearing them."""

    id: int | None
    version: int | None
    article_id: int | None
    span: GivenSpan
    fields: dict[str, Any]
    actors: dict[str, int | None]
    objects: list[int] | None
    unnamed: str | None
    drops_unnamed: bool
    cues: list[GivenCue] | None

    async def applied(
        self, connection: Connection, before: StoredClaim | None, article_id: int, body: str, path: Path
    ) -> StoredClaim:
        """The claim with the change. Raises RefusedError for a span, cue or actor that is not there."""
        checks = Checks(path)
        if before is not None and before.retired and not self.span.is_told:
            checks.refuse("quote", _RETIRED)
        start, end = self.span.within(checks, body, None if before is None else (before.start_at, before.end_at))
        cues = None if self.cues is None else [cue.within(checks, body) for cue in self.cues]
        living = await self._living(connection, checks)
        checks.done()
        span: dict[str, Any] = {"start_at": start, "end_at": end, "quote": body[start:end]}
        if before is None:
            before = StoredClaim(article_id=article_id, **span, **self.fields)
        elif before.retired:
            standing = tuple(cue for cue in before.cues if body[cue.start : cue.end] == cue.quote)
            before = msgspec.structs.replace(before, retired=False, cues=standing)
        fields = span | self.fields | self._voice(before, living)
        if _SUBJECT in self.actors:
            subject = self.actors[_SUBJECT]
            fields["subject_id"] = None if subject is None else living[subject]
        if self.objects is not None:
            fields["object_ids"] = tuple(sorted({living[actor_id] for actor_id in self.objects}))
        if cues is not None:
            fields["cues"] = tuple(cues)
        return msgspec.structs.replace(before, **fields)

    def _voice(self, before: StoredClaim, living: dict[int, int]) -> dict[str, Any]:
        """Whose word the claim is now; what was said of it before stays unless it is cleared."""
        claimant = self.actors.get(_CLAIMANT)
        if claimant is not None:
            return {"attribution": "ACTOR", "claimant_id": living[claimant], "unnamed_source": None}
        if self.unnamed is not None:
            return {"attribution": "UNNAMED", "claimant_id": None, "unnamed_source": self.unnamed.strip() or None}
        cleared = {"ACTOR": _CLAIMANT in self.actors, "UNNAMED": self.drops_unnamed}
        if cleared.get(before.attribution, False):
            return {"attribution": "ARTICLE", "claimant_id": None, "unnamed_source": None}
        return {}

    async def _living(self, connection: Connection, checks: Checks) -> dict[int, int]:
        named = [(checks, name, actor_id) for name, actor_id in self.actors.items() if actor_id is not None]
        objects = checks.under(_OBJECTS)
        named += [(objects, str(place), actor_id) for place, actor_id in enumerate(self.objects or [])]
        living = await living_actors(connection, [actor_id for _, _, actor_id in named])
        for under, name, actor_id in named:
            if actor_id not in living:
                under.refuse(name, f"There is no actor {PREFIXES['Actor']}_{actor_id}.", "NOT_FOUND")
        return living

    def conflict(self, found: StoredClaim, path: Path) -> RefusedError:
        """What stands against the change: the version, and the given fields that now differ."""
        stored = {
            **{name: getattr(found, name) for name in self.fields},
            "start": found.start_at,
            "end": found.end_at,
            "quote": found.quote,
            _CLAIMANT: found.claimant_id,
            _SUBJECT: found.subject_id,
            _OBJECTS: set(found.object_ids),
            _UNNAMED: found.unnamed_source,
        }
        given = self.fields | self.actors | self.span.given
        given |= {_OBJECTS: set(self.objects)} if self.objects is not None else {}
        given |= {_UNNAMED: self.unnamed} if self.unnamed is not None or self.drops_unnamed else {}
        message = f"The claim is at version {found.version} now, not {self.version}. Read it again, then decide."
        errors = [UserError((*path, "version"), "CONFLICT", message)]
        errors += [
            UserError((*path, name), "CONFLICT", "What is stored now differs from this.")
            for name, value in given.items()
            if stored[name] != value
        ]
        return RefusedError(errors, {"claim": Row("Claim", found.id)})


async def _article(connection: Connection, draft: _Draft, path: Path) -> int:
    """The article that carries the claim."""
    if draft.id is None:
        if draft.article_id is None:
            raise TypeError("a draft has an id or an article")
        return draft.article_id
    found = await article_of(connection, draft.id)
    if found is None:
        raise await missing(connection, "Claim", draft.id, (*path, "id"))
    if draft.article_id not in (None, found):
        message = f"The claim is of article {PREFIXES['Article']}_{found}; leave `articleId` out, or make a new claim."
        raise refused((*path, "articleId"), "BAD_USER_INPUT", message)
    return found


async def _known(connection: Connection, draft: _Draft, path: Path) -> StoredClaim | None:
    """The claim that is meant by id, at the version that the caller read; None when it is meant otherwise."""
    if draft.id is None:
        return None
    found = await read_claim(connection, draft.id)
    if found is None:
        raise await missing(connection, "Claim", draft.id, (*path, "id"))
    if found.version != draft.version:
        raise draft.conflict(found, path)
    return found


def _draft(given: Mapping[str, Any], path: Path) -> _Draft:
    checks = Checks(path)
    claim_id = None if given.get("id") is None else checks.id("id", given["id"], "Claim")
    version = given.get("version")
    if version is not None:
        checks.version("version", version)
    if claim_id is not None and version is None:
        checks.refuse("version", "`version` is needed with `id`: the one that you read.")
    article = given.get("articleId")
    article_id = None if article is None else checks.id("articleId", article, "Article")
    span = GivenSpan(start=given.get("start"), end=given.get("end"), quote=_quote(checks, given))
    if claim_id is None:
        for name in ("articleId", "text", "modality", "polarity"):
            if given.get(name) is None:
                checks.refuse(name, f"`{name}` is needed for a new claim.")
        span.check_told(checks)
    actors = _actors(checks, given)
    unnamed = given.get(_UNNAMED)
    if unnamed is not None:
        checks.text(_UNNAMED, unnamed, NAME_MAX, blank=True)
        if actors.get(_CLAIMANT) is not None:
            checks.refuse(_UNNAMED, "`unnamedSource` and `claimantId` are both given; it is the word of one of them.")
    draft = _Draft(
        id=claim_id,
        version=version,
        article_id=article_id,
        span=span,
        fields=_fields(checks, given),
        actors=actors,
        objects=_objects(checks, given),
        unnamed=unnamed,
        drops_unnamed=_UNNAMED in given and unnamed is None,
        cues=_cues(checks, given),
    )
    checks.done()
    return draft


def _fields(checks: Checks, given: Mapping[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name in ("text", "modality", "polarity", "stance"):
        if name in given and given.get("id") is not None:
            checks.not_null(name, given[name])
    if given.get("text") is not None:
        fields["text"] = checks.text("text", given["text"], PROSE_MAX).strip()
    for name in ("modality", "polarity", "stance"):
        if given.get(name) is not None:
            fields[name] = given[name].value
    return fields


def _actors(checks: Checks, given: Mapping[str, Any]) -> dict[str, int | None]:
    return {
        name: None if given[name] is None else checks.id(name, given[name], "Actor")
        for name in (_CLAIMANT, _SUBJECT)
        if name in given
    }


def _objects(checks: Checks, given: Mapping[str, Any]) -> list[int] | None:
    if _OBJECTS not in given:
        return None
    under = checks.under(_OBJECTS)
    objects = checks.most(_OBJECTS, given[_OBJECTS] or [], OBJECTS_MAX)
    return [under.id(str(place), item, "Actor") for place, item in enumerate(objects)]


def _cues(checks: Checks, given: Mapping[str, Any]) -> list[GivenCue] | None:
    if "cues" not in given:
        return None
    return [
        GivenCue(
            place=place,
            kind=cue["kind"].value,
            span=GivenSpan(start=cue["start"], end=cue["end"], quote=_quote(checks.under("cues", str(place)), cue)),
        )
        for place, cue in enumerate(checks.most("cues", given["cues"] or [], CUES_MAX))
    ]


def _quote(checks: Checks, given: Mapping[str, Any]) -> str | None:
    quote = given.get("quote")
    return None if quote is None else checks.text("quote", quote, BODY_MAX)
