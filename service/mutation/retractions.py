"""Effects that retract articles and take that back: what is retracted stays, marked, out of lists and search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schema.limits import REASON_MAX
from service.mutation.checks import Checks
from service.mutation.missing import missing
from service.mutation.outcome import Apply, Context, Made, Path, Row, refused
from service.store.caller import say_why
from service.store.connect import Connection

_ARTICLE = "select version, retraction_reason from article where id = $1 for no key update"

_RETRACT = """
    update article
    set retracted_at = case when $2::text is null then null else coalesce(retracted_at, now()) end,
        retracted_by = case when $2::text is null then null else $3::text end,
        retraction_reason = $2, version = version + 1, updated_at = now()
    where id = $1
"""


async def retract(context: Context, given: Mapping[str, Any], path: Path) -> Apply:
    """Retract an article; said again with the same reason, nothing changes."""
    checks = Checks(path)
    reason = checks.text("reason", given["reason"], REASON_MAX).strip()
    return _retraction(context, given, path, checks, reason)


async def unretract(context: Context, given: Mapping[str, Any], path: Path) -> Apply:
    """Take a retraction back; an article that isn't retracted stays as it is."""
    return _retraction(context, given, path, Checks(path), None)


def _retraction(context: Context, given: Mapping[str, Any], path: Path, checks: Checks, reason: str | None) -> Apply:
    """Have the article retracted for `reason`, or not retracted when that is None."""
    article_id = checks.id("id", given["id"], "Article")
    version = given.get("version")
    if version is not None:
        checks.version("version", version)
    checks.done()

    async def apply(connection: Connection) -> Made:
        found = await connection.fetchrow(_ARTICLE, article_id)
        if found is None:
            raise await missing(connection, "Article", article_id, (*path, "id"))
        made = {"article": Row("Article", article_id)}
        if version is not None and found["version"] != version:
            message = f"The article is at version {found['version']} now, not {version}. Read it again, then decide."
            raise refused((*path, "version"), "CONFLICT", message, made)
        if found["retraction_reason"] != reason:
            await say_why(connection, reason)
            await connection.execute(_RETRACT, article_id, reason, context.caller)
        return made

    return apply
