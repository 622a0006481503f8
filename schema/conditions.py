"""Conditions that several filters share, as templates of SQL: see `schema.mapping.Condition`."""

from __future__ import annotations

from dataclasses import replace

from schema.mapping import Condition, PgType


def one_of(expression: str, type: PgType = "text", id_of: str | None = None) -> Condition:
    """An expression equals one of a list of values, of which `id_of` names the type of ids."""
    return Condition(expression + " = {v}", type, id_of=id_of, many=expression + " = any ({v})")


def in_language(row: str) -> Condition:
    """RFC 4647 basic filtering of a row's language: "fr" also matches "fr-ca"."""
    return Condition(
        f"({row}.language = lower({{v}}) or starts_with({row}.language, lower({{v}}) || '-'))",
        many=(
            f"exists (select from unnest({{v}}) y (tag) where {row}.language = lower(y.tag)"
            f" or starts_with({row}.language, lower(y.tag) || '-'))"
        ),
    )


def actor_in(expression: str) -> Condition:
    """An actor's key is that of one of these ids: of a merged actor's, the one that it is part of."""
    return Condition(
        expression + " = claimgraph.living_actor({v})",
        "bigint",
        id_of="Actor",
        many=expression + " = any ((select claimgraph.living_actors({v}))::bigint[])",
    )


def actor_among(source: str, tie: str) -> Condition:
    """Whether one of these ids is among the actors that a row of `source`, named x, ties to it."""
    one = actor_in("x.actor_id")
    return Condition(
        f"exists (select from {source} x where {tie} and {one.sql})",
        "bigint",
        id_of="Actor",
        many=f"exists (select from {source} x where {tie} and {one.many})",
    )


def actor_called(expression: str) -> Condition:
    """An actor's key is that of somebody with this name, as searches understand names."""
    return Condition(
        expression + " = any ((select claimgraph.actors_meant({v}))::bigint[])",
        many=expression + " = any (array(select unnest(claimgraph.actors_meant(y.name)) from unnest({v}) y (name)))",
    )


def of_source(article: str) -> Condition:
    """The article of this row alias is of one of these sources."""
    return one_of(f"{article}.source_id", type="bigint", id_of="Source")


def of_domain(article: str) -> Condition:
    """The article of this row alias is of the source of one of these domains."""
    return Condition(
        article + ".source_id = (select z.id from source z where z.domain = lower({v}))",
        many=article + ".source_id = any (array(select z.id from source z where z.domain in"
        " (select lower(y.domain) from unnest({v}) y (domain))))",
    )


def in_article(of_article: Condition) -> Condition:
    """The claim `{t}` stands in an article, named x, of which a condition holds."""
    stands = "exists (select from article x where x.id = {t}.article_id and "
    return replace(of_article, sql=f"{stands}{of_article.sql})", many=f"{stands}{of_article.many})")


def in_article_of_domain() -> Condition:
    """The claim `{t}` stands in an article of the source of one of these domains.

    Whether any has that domain is asked first and once: of a domain that nobody has, no claim is looked at.
    """
    of_one = in_article(of_domain("x"))
    known = "(exists (select from source z where z.domain {}) and {})"
    return replace(
        of_one,
        sql=known.format("= lower({v})", of_one.sql),
        many=known.format("in (select lower(y.domain) from unnest({v}) y (domain))", of_one.many),
    )
