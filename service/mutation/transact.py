"""One transaction around an effect: tried again when others were in the way, its refusals told by path."""

from __future__ import annotations

import asyncpg

from service.errors import BadInput, Conflict, NotFound, Unavailable
from service.mutation.idempotency import Once, run_once
from service.mutation.outcome import Apply, Code, Made, Path, RefusedError, refused
from service.store.pool import Store
from service.store.resolve import PASSING

_ATTEMPTS = 5

_CODES: dict[type[Exception], Code] = {BadInput: "BAD_USER_INPUT", NotFound: "NOT_FOUND", Conflict: "CONFLICT"}

# What a check ahead of the statement can miss when two write at once, by the constraint that then holds.
_BROKEN: dict[str, tuple[str, str]] = {
    "article_url_key": ("url", "Another article has this `url`."),
    "article_content_once_per_source": ("body", "Another article of this source has this title and body."),
    "article_is_not_its_own_translation": ("translationOfId", "An article can't be its own translation."),
    "article_translation_of_id_fkey": ("translationOfId", "There is no such article."),
    "actor_wikidata_id_key": ("wikidataId", "Another actor has this `wikidataId`; merge the two, or leave it out."),
    "claim_review_url_key": ("url", "Another review has this `url`."),
}
# Two writers gave an actor the same name at once; the second then finds the name taken.
_SHARED_NAME = "actor_alias_one_actor_per_name_and_kind"


async def transact(store: Store, apply: Apply, path: Path, once: Once | None) -> Made:
    """Run `apply` in a transaction; with `once`, a key that was used answers with what it made then.

    Raises RefusedError for what the caller can put right, Unavailable when others stay in the way.
    """
    for _ in range(_ATTEMPTS):
        try:
            async with store.connection() as connection, connection.transaction():
                return await apply(connection) if once is None else await run_once(connection, once, apply)
        except PASSING:
            continue
        except asyncpg.IntegrityConstraintViolationError as error:
            if error.constraint_name == _SHARED_NAME:
                continue
            raise _of_constraint(error, path) from error
        except (BadInput, NotFound, Conflict) as error:
            raise refused(path, _CODES[type(error)], str(error)) from error
    raise Unavailable("Too many others are writing the same things right now; try again in a moment.")


def _of_constraint(error: asyncpg.IntegrityConstraintViolationError, path: Path) -> Exception:
    """The refusal that a broken constraint means; the error itself when it means none for the caller."""
    found = _BROKEN.get(error.constraint_name or "")
    if found is None:
        return error
    field, message = found
    refusal: RefusedError = refused((*path, field), "CONFLICT", message)
    return refusal
