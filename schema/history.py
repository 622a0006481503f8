"""Versions of articles, and what changed in actors, claims and reviews."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from strawberry.scalars import JSON

from schema.connection import Connection
from schema.enums import ChangeAction, Completeness
from schema.fields import connection
from schema.ids import KINDS
from schema.mapping import Column, One, Rows, column, mapped
from schema.orders import NEWEST_VERSION, RECORD_ORDER, VERSION_ORDERS, own
from schema.references import Article, Source

AT_DOC = "When."
BY_DOC = "Who: a key's name, `cli` for the command line, `extractor:` and its name where one read a text."
ACTION_DOC = "What happened."


def history_of(type_name: str) -> Any:
    """The changes of the parent, which is of this type, newest first."""
    on = f"{{t}}.kind = {KINDS[type_name]} and {{t}}.key = {{p}}.id"
    orders = own(NEWEST_VERSION, VERSION_ORDERS)
    return connection("history {t}", on, orders, "What changed in it, newest first.", RECORD_ORDER)


@strawberry.type(description="A field before and after a change.")
class FieldChange:
    field: str = column(
        "key", "Its name here. `source`, `claimant` and other objects are given by their ids; `start` is in the text."
    )
    from_: JSON | None = mapped(
        Column("{t}.value -> 'from'"),
        "Its value before. Of `aliases` and `mergedFrom` only what went.",
        name="from",
    )
    to: JSON | None = mapped(
        Column("{t}.value -> 'to'"), "Its value after. Of `aliases` and `mergedFrom` only what came."
    )


@strawberry.type(description="A change of an actor, a claim or a review. One transaction makes one change of a thing.")
class Change:
    version: int = column("version", "The version that it made. An actor's names also change without a new one.")
    at: datetime = column("at", AT_DOC)
    by: str = column("said_by", BY_DOC)
    action: ChangeAction = column("action", ACTION_DOC)
    fields: list[FieldChange] = mapped(
        Rows("jsonb_each({p}.changes) {t}", "true", "{t}.key"),
        "What changed, by the fields' names; none of a beginning.",
    )


@strawberry.type(description="An article as it was in one of its versions.")
class ArticleVersion:
    version: int = column("version", "Which version.")
    at: datetime = column("at", "When it came to be.")
    by: str = column("said_by", BY_DOC)
    action: ChangeAction = column("action", ACTION_DOC)
    changed: list[str] = column(
        "to_json(array(select distinct case when k in ('retractedAt', 'retractedBy', 'retractionReason')"
        " then 'retraction' else k end from jsonb_object_keys({t}.changes) k order by 1))",
        "The fields that it changed, by their names here; none of a beginning.",
    )
    title: str = column("{t}.state ->> 'title'", "Headline.")
    body: str = column("{t}.state ->> 'body'", "The full text.")
    language: str = column("{t}.state ->> 'language'", "BCP 47 tag.")
    url: str | None = column("{t}.state ->> 'url'", "Canonical address.")
    completeness: Completeness = column(
        "coalesce({t}.state ->> 'completeness', 'FULL')", "How much of the article `body` is."
    )
    authors: list[str] = column("{t}.state -> 'authors'", "Bylines.")
    published_at: datetime | None = column("{t}.state -> 'publishedAt'", "When it was published.")
    guid: str | None = column("{t}.state ->> 'guid'", "Its identifier in its source's feed.")
    source: Source | None = mapped(
        One("source {t}", "{t}.id = substr({p}.state ->> 'source', 5)::bigint"), "Its publisher."
    )
    translation_of: Article | None = mapped(
        One("article {t}", "{t}.id = substr({p}.state ->> 'translationOf', 5)::bigint"),
        "The article that it translates.",
    )
    extractor: str = column("{t}.state ->> 'extractor'", "Who found its actors and claims.")
    extractor_version: str = column("{t}.state ->> 'extractorVersion'", "The extractor's version.")
    notes: list[str] = column("{t}.state -> 'notes'", "What the extractor could not do, in sentences.")


@strawberry.type(description="A page of an article's versions.")
class ArticleVersionConnection(Connection[ArticleVersion]):
    pass


@strawberry.type(description="A page of changes.")
class ChangeConnection(Connection[Change]):
    pass
