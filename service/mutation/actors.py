"""Effects on actors: upsert, merge, split."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from schema.ids import PREFIXES
from schema.limits import ALIASES_MAX, PROSE_MAX
from service.errors import Conflict, NotFound
from service.mutation.checks import Checks
from service.mutation.missing import missing
from service.mutation.outcome import Apply, Code, Context, Made, Path, RefusedError, Row, UserError, refused
from service.store.actors import (
    Name,
    StoredActor,
    actor_of_name,
    actor_of_wikidata,
    living_actor,
    lock_actor,
    make_actor,
    namesakes,
    write_actor,
)
from service.store.connect import Connection
from service.store.merge import merge_actors, unmerge_actor


async def upsert(_context: Context, given: Mapping[str, Any], path: Path) -> Apply:
    """Change the actor that the input tells, or make it when nobody is meant."""
    draft = _draft(given, path)

    async def apply(connection: Connection) -> Made:
        found, by_name = await draft.find(connection, path)
        if found is None:
            draft.check_new(path)
            return {"actor": Row("Actor", await draft.make(connection)), "created": True}
        before = await lock_actor(connection, found)
        draft.check_version(before, path)
        after = draft.applied(before, by_name=by_name)
        await _check_wikidata_id(connection, before, after, path)
        await write_actor(connection, before, after, draft.names)
        return {"actor": Row("Actor", found), "created": False}

    return apply


async def merge(context: Context, given: Mapping[str, Any], path: Path) -> Apply:
    """Make two actors one; two that are one already stay so."""
    checks = Checks(path)
    winner_id = checks.id("winnerId", given["winnerId"], "Actor")
    loser_id = checks.id("loserId", given["loserId"], "Actor")
    if given["winnerId"] == given["loserId"]:
        checks.refuse("loserId", "`loserId` and `winnerId` are the same; name two actors.")
    checks.done()

    async def apply(connection: Connection) -> Made:
        winner = await _living(connection, winner_id, (*path, "winnerId"))
        loser = await _living(connection, loser_id, (*path, "loserId"))
        if winner != loser:
            await merge_actors(connection, winner, loser, said_by=context.caller)
        return {"actor": Row("Actor", winner)}

    return apply


async def split(_context: Context, given: Mapping[str, Any], path: Path) -> Apply:
    """Take back the merge that made an actor part of another."""
    checks = Checks(path)
    actor_id = checks.id("actorId", given["actorId"], "Actor")
    checks.done()

    async def apply(connection: Connection) -> Made:
        where = (*path, "actorId")
        await _living(connection, actor_id, where)
        try:
            undone = await unmerge_actor(connection, actor_id)
        except (NotFound, Conflict) as error:
            code: Code = "NOT_FOUND" if isinstance(error, NotFound) else "CONFLICT"
            raise refused(where, code, str(error)) from error
        return {"actor": Row("Actor", undone.loser_id), "former": Row("Actor", undone.winner_id)}

    return apply


class _Draft(msgspec.Struct, frozen=True, kw_only=True):
    """The actor that the caller means, and what it says of it; `fields` by their names in StoredActor."""

    id: int | None
    version: int | None
    fields: dict[str, Any]
    names: tuple[Name, ...]

    async def find(self, connection: Connection, path: Path) -> tuple[int | None, bool]:
        """The living actor that is meant, None when it is a new one, and whether its name alone told it."""
        if self.id is not None:
            return await _living(connection, self.id, (*path, "id")), False
        wikidata_id, name, kind = (self.fields.get(field) for field in ("wikidata_id", "name", "kind"))
        if wikidata_id is not None:
            found = await actor_of_wikidata(connection, wikidata_id)
            if found is not None:
                return found, False
        if name is None or kind is None:
            return None, False
        found = await actor_of_name(connection, name, kind)
        if found is not None and wikidata_id is not None:
            known = await lock_actor(connection, found)
            # The item tells two of one name apart.
            return (found if known.wikidata_id is None else None), True
        if found is None and wikidata_id is None:
            self._check_one_namesake(await namesakes(connection, name, kind), path)
        return found, True

    def check_new(self, path: Path) -> None:
        """Raise RefusedError for what a new actor lacks."""
        checks = Checks(path)
        for name in ("name", "kind"):
            if self.fields.get(name) is None:
                checks.refuse(name, f"`{name}` is needed: nobody is known by what was given, so this makes an actor.")
        checks.done()

    async def make(self, connection: Connection) -> int:
        """The new actor's id."""
        return await make_actor(
            connection,
            name=self.fields["name"],
            kind=self.fields["kind"],
            description=self.fields.get("description"),
            wikidata_id=self.fields.get("wikidata_id"),
            names=self.names,
        )

    def check_version(self, before: StoredActor, path: Path) -> None:
        """Raise RefusedError when the actor has changed since the caller read it."""
        if self.version is None or self.version == before.version:
            return
        message = f"The actor is at version {before.version} now, not {self.version}. Read it again, then decide."
        errors = [UserError((*path, "version"), "CONFLICT", message)]
        errors += [
            UserError((*path, "wikidataId" if name == "wikidata_id" else name), "CONFLICT", _DIFFERS)
            for name, value in self.fields.items()
            if getattr(before, name) != value
        ]
        raise RefusedError(errors, {"actor": Row("Actor", before.id)})

    def applied(self, before: StoredActor, *, by_name: bool) -> StoredActor:
        """The actor with the change. A name that told the actor is no new name of it, and then a kind
        only counts where none was known."""
        if not by_name:
            return msgspec.structs.replace(before, **self.fields)
        fields = {name: value for name, value in self.fields.items() if name not in ("name", "kind")}
        if before.kind == "UNKNOWN":
            fields["kind"] = self.fields["kind"]
        return msgspec.structs.replace(before, **fields)

    def _check_one_namesake(self, found: list[int], path: Path) -> None:
        if found:
            ids = ", ".join(f"{PREFIXES['Actor']}_{actor_id}" for actor_id in found[:10])
            message = f"Several actors have this name and kind: {ids}. Say by `id` which one is meant."
            raise refused((*path, "name"), "CONFLICT", message)


_DIFFERS = "What is stored now differs from this."


def _draft(given: Mapping[str, Any], path: Path) -> _Draft:
    checks = Checks(path)
    actor_id = None if given.get("id") is None else checks.id("id", given["id"], "Actor")
    version = given.get("version")
    if version is not None:
        checks.version("version", version)
    elif actor_id is not None:
        checks.refuse("version", "`version` is needed with `id`: the one that you read.")
    fields: dict[str, Any] = {}
    for name in ("name", "kind"):
        if name in given:
            checks.not_null(name, given[name])
    if given.get("name") is not None:
        fields["name"] = checks.name("name", given["name"])
    if given.get("kind") is not None:
        fields["kind"] = given["kind"].value
    if "description" in given:
        text = given["description"]
        fields["description"] = None if text is None else checks.text("description", text, PROSE_MAX).strip()
    if "wikidataId" in given:
        item = given["wikidataId"]
        fields["wikidata_id"] = None if item is None else checks.wikidata_id("wikidataId", item)
    if actor_id is None and fields.get("wikidata_id") is None and not fields.keys() >= {"name", "kind"}:
        checks.refuse("id", "Nobody is named: give `id` and `version`, or `wikidataId`, or `name` and `kind`.")
    names = _names(checks, given)
    checks.done()
    return _Draft(id=actor_id, version=version, fields=fields, names=names)


def _names(checks: Checks, given: Mapping[str, Any]) -> tuple[Name, ...]:
    names = []
    for place, alias in enumerate(checks.most("aliases", given.get("aliases") or [], ALIASES_MAX)):
        under = checks.under("aliases", str(place))
        language = alias.get("language")
        names.append(
            Name(
                name=under.name("name", alias["name"]),
                language=None if language is None else under.language("language", language),
            )
        )
    return tuple(names)


async def _living(connection: Connection, actor_id: int, path: Path) -> int:
    found = await living_actor(connection, actor_id)
    if found is None:
        raise await missing(connection, "Actor", actor_id, path)
    return found


async def _check_wikidata_id(connection: Connection, before: StoredActor, after: StoredActor, path: Path) -> None:
    if after.wikidata_id is None or after.wikidata_id == before.wikidata_id:
        return
    holder = await actor_of_wikidata(connection, after.wikidata_id)
    if holder is not None and holder != after.id:
        message = f"Actor {PREFIXES['Actor']}_{holder} has this `wikidataId`; merge the two, or leave it out."
        raise refused((*path, "wikidataId"), "CONFLICT", message, {"actor": Row("Actor", after.id)})
