"""Actors and their names, and what they have to do with each other."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from schema import costs
from schema.connection import Connection, Edge
from schema.enums import ActorKind, Interval, MergeRule, MergeStatus
from schema.fields import Argument, connection, field
from schema.filters import (
    ACTOR_FILTER,
    ARTICLE_FILTER,
    CLAIM_FILTER,
    ROLE,
    UNRETRACTED,
)
from schema.history import ChangeConnection, history_of
from schema.ids import KINDS
from schema.mapping import Key, One, Order, Part, Rows, column, mapped
from schema.node import Node, own_id
from schema.orders import (
    ACTOR_ORDER,
    ACTOR_ORDERS,
    ARTICLE_ORDER,
    ARTICLE_ORDERS,
    CLAIM_ORDER,
    CLAIM_ORDERS,
    LINKED,
    NEWEST_BY_ID,
    NEWEST_LINKED,
    NOT_RETRACTED,
    RECORD_ORDER,
    RECORD_ORDERS,
    own,
)
from schema.parts import FACETS_DOC, ActorFacets, Provenance, TimelinePoint, provenance_of
from schema.references import ArticleConnection, Claim, ClaimConnection, MentionConnection
from schema.ties import MENTION_FILTER, RELATION_FILTER


@strawberry.type(description="A name of an actor.")
class Alias(Node):
    id: strawberry.ID = own_id("Alias")
    name: str = column("name", "The name as written.")
    language: str | None = column("language", "The language in which it bears this name, BCP 47; null for any.")


@strawberry.type(description="A record that was merged into another actor; its id keeps answering, with that actor.")
class MergedActor:
    id: strawberry.ID = own_id("Actor")
    kind: ActorKind = column("kind", "What it was taken for.")
    name: str = column("name", "The name it had.")
    merged_at: datetime = column("merged_at", "When it was merged.")
    said_by: str = column("said_by", "Who merged it.")


@strawberry.federation.type(
    keys=["id", "wikidataId"],
    description="A person, organisation, product, place or group: one record however it is named.",
)
class Actor(Node):
    id: strawberry.ID = own_id("Actor")
    kind: ActorKind = column("kind", "What it is.")
    name: str = column("name", "Its main name.")
    aliases: list[Alias] = mapped(
        Rows("actor_alias {t}", "{t}.actor_id = {p}.id", "{t}.name <> {p}.name, {t}.id"),
        "Every name that it is known by, the main one first.",
    )
    description: str | None = column("description", "A sentence about it.")
    wikidata_id: str | None = column("wikidata_id", "Wikidata item, such as `Q312`; unique.")
    external_ids: JSON = column(
        "external_ids",
        "Its ids elsewhere by scheme, an object of texts: `lei`, `isni` …; see `ActorFilter.externalId`.",
    )
    mention_count: int = column("mention_count", "How often it is mentioned, over all articles.")
    version: int = column("version", "Grows by one with every change of its record.")
    created_at: datetime = column("created_at", "When it was first met.")
    updated_at: datetime = column("updated_at", "When its record last changed; counts are no part of that.")
    provenance: Provenance = provenance_of(
        # Made by hand, or else found in the first article that is known to mention it.
        f"actor x left join history h on (h.kind, h.key, h.version, h.nth) = ({KINDS['Actor']}, x.id, 1, 0)"
        " and h.action = 'CREATED'"
        " left join lateral (select o.extractor, o.extractor_version from mention m join article o"
        " on o.id = m.article_id where m.actor_id = x.id order by m.id limit 1) f on h.said_by is null",
        "coalesce(h.said_by, f.extractor, 'system')",
        "coalesce(f.extractor_version, '')",
    )
    merged_from: list[MergedActor] = mapped(
        Rows(
            "(select m.winner_id, m.merged_at, m.said_by, a.id, a.kind, a.name from actor_merge m"
            " join actor a on a.id = m.loser_id where m.undone_at is null) {t}",
            "{t}.winner_id = {p}.id",
            "{t}.merged_at, {t}.id",
        ),
        "The records that were merged into it, oldest merge first.",
    )
    articles: ArticleConnection = connection(
        "article_actor {l} join article {t} on {t}.id = {l}.article_id",
        "{l}.actor_id = {p}.id",
        own(NEWEST_LINKED, ARTICLE_ORDERS | LINKED),
        "The articles that mention it, newest first.",
        ARTICLE_FILTER,
        ARTICLE_ORDER,
        unless=UNRETRACTED,
    )
    mentions: MentionConnection = connection(
        "mention {t}",
        f"{{t}}.actor_id = {{p}}.id and {{t}}.article_id {NOT_RETRACTED}",
        own(NEWEST_BY_ID, RECORD_ORDERS),
        "Where it is mentioned, last found first." + costs.told(costs.MENTIONS, "an actor"),
        MENTION_FILTER,
        RECORD_ORDER,
        cost=costs.MENTIONS,
    )
    claims: ClaimConnection = connection(
        "claim_actor {l} join claim {t} on {t}.id = {l}.claim_id",
        "{l}.actor_id = {p}.id and {l}.live",
        own(NEWEST_LINKED, CLAIM_ORDERS | LINKED | {"RELEVANCE": NEWEST_LINKED}),
        "The claims that involve it, newest first.",
        ROLE,
        CLAIM_FILTER,
        CLAIM_ORDER,
    )
    co_mentioned: CoMentionConnection = connection(
        "(select b.actor_id, count(*)::integer as articles from article_actor a join article_actor b"
        f" using (article_id) where a.actor_id = {{p}}.id and b.actor_id <> {{p}}.id and article_id {NOT_RETRACTED}"
        " group by b.actor_id) {l}"
        " join actor {t} on {t}.id = {l}.actor_id",
        "true",
        own(Order("co.most", (Key("{l}.articles", "integer", descending=True), Key("{t}.id", "bigint"))), ACTOR_ORDERS),
        "The actors that share articles with it, most shared first." + costs.told(costs.CO_MENTIONED, "an actor"),
        ACTOR_FILTER,
        ACTOR_ORDER,
        edge={"edge_count": "{l}.articles"},
        cost=costs.CO_MENTIONED,
    )
    timeline: list[TimelinePoint] = field(
        Rows(
            "(select coalesce(to_char(u.sort_at at time zone 'utc', {interval}), 'undated') as period, sum(u.articles)::integer as articles,"
            " sum(u.mentions)::integer as mentions, sum(u.claims)::integer as claims,"
            " sum(u.said)::integer as said, sum(u.told)::integer as told from ("
            "select sort_at, 1 as articles, mention_count as mentions, 0 as claims, 0 as said, 0 as told"
            f" from article_actor where actor_id = {{p}}.id and article_id {NOT_RETRACTED}"
            " union all select sort_at, 0, 0, 1, is_claimant::integer, is_subject::integer"
            " from claim_actor where actor_id = {p}.id and live) u group by 1) {t}",
            "true",
            "{t}.period",
            choices={"interval": {"DAY": "'YYYY-MM-DD'", "MONTH": "'YYYY-MM'", "YEAR": "'YYYY'"}},
            cost=costs.TIMELINE,
        ),
        "How much was written about it and what it said, period by period, oldest first and articles without a date last;"
        " periods without any are left out." + costs.told(costs.TIMELINE, "an actor"),
        Argument("interval", Interval, "How long a period is.", default=Interval.MONTH),
    )
    relations: ActorRelationConnection = connection(
        "actor_relation {t}",
        "{p}.id in ({t}.subject_id, {t}.object_id)",
        RECORD_ORDERS,
        "Its relations to other actors, from either side, oldest record first.",
        RELATION_FILTER,
        RECORD_ORDER,
    )
    history: ChangeConnection = history_of("Actor")


@strawberry.type(description="A lasting relation between two actors, with the claim that shows it.")
class ActorRelation(Node):
    id: strawberry.ID = own_id("ActorRelation")
    subject: Actor = mapped(One("actor {t}", "{t}.id = {p}.subject_id"), "Whom the relation is about.")
    predicate: str = column("predicate", "Which relation: `CEO_OF`, `OWNS`, `INVESTED_IN`, `PRODUCT_OF` …")
    object: Actor = mapped(One("actor {t}", "{t}.id = {p}.object_id"), "To whom.")
    evidence: Claim | None = mapped(One("claim {t}", "{t}.id = {p}.claim_id"), "The claim that shows it.")
    created_at: datetime = column("created_at", "When it was found.")
    updated_at: datetime = column("coalesce({t}.updated_at, {t}.created_at)", "When it last changed.")
    provenance: Provenance = provenance_of(
        "actor_relation x left join claim c on c.id = x.claim_id",
        "coalesce(c.extractor, 'system')",
        "coalesce(c.extractor_version, '')",
    )


@strawberry.type(description="Two actors that may be one. Nothing is merged until somebody says so.")
class ActorMergeCandidate(Node):
    id: strawberry.ID = own_id("ActorMergeCandidate")
    left: Actor = mapped(One("actor {t}", "{t}.id = claimgraph.living_actor({p}.left_id)"), "The one known longer.")
    right: Actor = mapped(One("actor {t}", "{t}.id = claimgraph.living_actor({p}.right_id)"), "The other.")
    score: float = column("score", "How likely they are one, 0 to 1: by their names and the company they keep.")
    rule: MergeRule = column("rule", "What makes their names alike.")
    status: MergeStatus = column("status", "What became of it.")


@strawberry.type(description="A page of actors.")
class ActorConnection(Connection[Actor]):
    facets: ActorFacets = mapped(Part("facets"), FACETS_DOC)


@strawberry.type(description="A page of relations between actors.")
class ActorRelationConnection(Connection[ActorRelation]):
    pass


@strawberry.type(description="A page of actors that may be one.")
class ActorMergeCandidateConnection(Connection[ActorMergeCandidate]):
    pass


@strawberry.type(description="An actor that shares articles with another.")
class CoMentionEdge(Edge[Actor]):
    count: int = column("edge_count", "The number of articles that mention both.")


@strawberry.type(description="A page of co-mentioned actors.")
class CoMentionConnection(Connection[Actor]):
    edges: list[CoMentionEdge] = mapped(Part("edges"), "The page's actors with their counts.")  # type: ignore[assignment]  # narrower than the base's
