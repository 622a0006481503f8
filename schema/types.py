"""The object types. Each field names its place in the database through `schema.mapping`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from schema import costs
from schema.connection import After, Before, Connection, Edge, First, Last
from schema.enums import (
    ActorKind,
    Attribution,
    ClaimLinkKind,
    ClaimRole,
    Completeness,
    CountRelation,
    Factuality,
    Interval,
    MergeRule,
    MergeStatus,
    Modality,
    Polarity,
)
from schema.filters import ClaimFilter
from schema.history import ARTICLE_VERSIONS, ArticleVersionConnection, ChangeConnection, history_of
from schema.ids import id_sql
from schema.mapping import (
    Choice,
    Column,
    Condition,
    Key,
    One,
    Order,
    Part,
    Rows,
    SameRow,
    column,
    compiled,
    edge,
    mapped,
)
from schema.mapping import Connection as Paged
from schema.parts import (
    ActorFacets,
    Amount,
    ArticleFacets,
    ClaimFacets,
    Cue,
    DateReference,
    Provenance,
    Retraction,
    TimelinePoint,
)

# A set that is small, found once and looked up in memory: articles are retracted rarely.
NOT_RETRACTED = "not in (select x.id from article x where x.retracted_at is not null)"
ID_DOC = "Global id: opaque, stable, good for `node(id:)`."

NEWEST_ARTICLES = Order(
    "article.newest",
    (Key("{t}.sort_at", "timestamptz", descending=True), Key("{t}.id", "bigint", descending=True)),
)
NEWEST_LINKED = Order(
    "linked.newest",
    (Key("{l}.sort_at", "timestamptz", descending=True), Key("{t}.id", "bigint", descending=True)),
)
TEXT_ORDER = Order("text", (Key("{t}.start_at", "integer"), Key("{t}.id", "bigint")))
BY_ID = Order("id", (Key("{t}.id", "bigint"),))
NEWEST_BY_ID = Order("id.newest", (Key("{t}.id", "bigint", descending=True),))
MOST_MENTIONED_HERE = Order(
    "mentions.most",
    (Key("{l}.mention_count", "integer", descending=True), Key("{l}.actor_id", "bigint")),
)

RoleArgument = Annotated[ClaimRole | None, strawberry.argument(description="Only in this role.")]
ClaimFilterArgument = Annotated[ClaimFilter | None, strawberry.argument(description="Which claims.")]
ROLE = Choice(
    {"SUBJECT": "{l}.is_subject", "OBJECT": "{l}.is_object", "CLAIMANT": "{l}.is_claimant"},
)


@strawberry.interface(description="An object with a global id (Relay).")
class Node:
    id: strawberry.ID = strawberry.field(description=ID_DOC)


def _id(type_name: str) -> strawberry.ID:
    field: strawberry.ID = mapped(Column(id_sql(type_name)), ID_DOC)
    return field


@strawberry.federation.type(keys=["id"], description="A publisher.")
class Source(Node):
    id: strawberry.ID = _id("Source")
    name: str = column("name", "Its name.")
    domain: str | None = column("domain", "Its domain, such as `lemonde.fr`; unique.")
    country: str | None = column("country", "ISO 3166-1 alpha-2 code.")
    language: str | None = column("language", "Its main language, BCP 47.")

    @edge(
        Paged("article {t}", "{t}.source_id = {p}.id and {t}.retracted_at is null", NEWEST_ARTICLES),
        "Its articles, newest first.",
    )
    def articles(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> ArticleConnection:
        compiled()


@strawberry.federation.type(
    keys=["id"], description="A text with its source, language, dates and provenance (schema.org NewsArticle)."
)
class Article(Node):
    id: strawberry.ID = _id("Article")
    url: str | None = column("url", "Canonical address, as it was given.")
    urls: list[str] = column(
        "(select coalesce(json_agg(u.url order by u.url is distinct from {t}.url, u.id), '[]'::json)"
        " from article_url u where u.article_id = {t}.id)",
        "Every address under which it was seen, the canonical one first; `article(url:)` finds it by each, however"
        " that is written.",
    )
    guid: str | None = column("guid", "Its identifier in its source's feed, as RSS (`guid`) or Atom (`id`) has it.")
    completeness: Completeness = column("completeness", "How much of the article `body` is.")
    title: str = column("title", "Headline.")
    body: str = column("body", "The full text. Every span of the article counts its Unicode code points.")
    language: str = column("language", "BCP 47 tag, lower case; `und` when it can't be told.")
    authors: list[str] = column("to_json({t}.authors)", "Bylines.")
    published_at: datetime | None = column("published_at", "When it was published, as its source says.")
    ingested_at: datetime = column("ingested_at", "When it came here.")
    updated_at: datetime = column("updated_at", "When its record last changed.")
    version: int = column("version", "Grows by one with every change.")
    content_hash: str = column("content_hash", "SHA-256 of title, NUL and body, in hex.")
    source: Source | None = mapped(One("source {t}", "{t}.id = {p}.source_id"), "Its publisher.")
    translation_of: Article | None = mapped(
        One("article {t}", "{t}.id = {p}.translation_of_id"), "The article that this one translates."
    )
    provenance: Provenance = mapped(SameRow(), "Who found its actors and claims.")
    retraction: Retraction | None = mapped(
        One("article {t}", "{t}.id = {p}.id and {t}.retracted_at is not null"),
        "When, by whom and why it was retracted; null where it wasn't. A retracted article and its claims are in no"
        " list, facet or search, but keep answering by their ids; `ArticleFilter.retracted` lists such articles.",
    )

    @edge(
        Paged(
            "article {t}",
            "{t}.content_hash = {p}.content_hash and {t}.id <> {p}.id and {t}.retracted_at is null",
            NEWEST_ARTICLES,
        ),
        "Other articles with this title and body, newest first: wire stories, say, under other addresses.",
    )
    def copies(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> ArticleConnection:
        compiled()

    @edge(
        Paged("article {t}", "{t}.translation_of_id = {p}.id and {t}.retracted_at is null", NEWEST_ARTICLES),
        "Its translations, newest first.",
    )
    def translations(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> ArticleConnection:
        compiled()

    @edge(
        Paged(
            "article_actor {l} join actor {t} on {t}.id = {l}.actor_id",
            "{l}.article_id = {p}.id",
            MOST_MENTIONED_HERE,
            {"kind": Condition("{t}.kind = {v}")},
        ),
        "The actors that it mentions, most mentioned first.",
    )
    def actors(
        self,
        kind: Annotated[ActorKind | None, strawberry.argument(description="Only of this kind.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ActorConnection:
        compiled()

    @edge(
        Paged(
            "mention {t}",
            "{t}.article_id = {p}.id",
            TEXT_ORDER,
            {"actorId": Condition("{t}.actor_id = claimgraph.living_actor({v})", "bigint", id_of="Actor")},
        ),
        "Where it mentions actors, in text order.",
    )
    def mentions(
        self,
        actor_id: Annotated[strawberry.ID | None, strawberry.argument(description="Only of this actor.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> MentionConnection:
        compiled()

    @edge(
        Paged("claim {t}", "{t}.article_id = {p}.id and {t}.live", TEXT_ORDER),
        "The claims that it carries, in text order.",
    )
    def claims(
        self,
        filter: ClaimFilterArgument = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ClaimConnection:
        compiled()

    @edge(ARTICLE_VERSIONS, "Its versions, newest first: its texts and other fields, and who changed them when.")
    def versions(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> ArticleVersionConnection:
        compiled()


@strawberry.type(description="A name of an actor.")
class Alias(Node):
    id: strawberry.ID = _id("Alias")
    name: str = column("name", "The name as written.")
    language: str | None = column("language", "The language in which it bears this name, BCP 47; null for any.")


@strawberry.type(description="A record that was merged into another actor; its id keeps answering, with that actor.")
class MergedActor:
    id: strawberry.ID = _id("Actor")
    kind: ActorKind = column("kind", "What it was taken for.")
    name: str = column("name", "The name it had.")
    merged_at: datetime = column("merged_at", "When it was merged.")
    said_by: str = column("said_by", "Who merged it.")


@strawberry.federation.type(
    keys=["id"], description="A person, organisation, product, place or group: one record however it is named."
)
class Actor(Node):
    id: strawberry.ID = _id("Actor")
    kind: ActorKind = column("kind", "What it is.")
    name: str = column("name", "Its main name.")
    aliases: list[Alias] = mapped(
        Rows("actor_alias {t}", "{t}.actor_id = {p}.id", "{t}.name <> {p}.name, {t}.id"),
        "Every name that it is known by, the main one first.",
    )
    description: str | None = column("description", "A sentence about it.")
    wikidata_id: str | None = column("wikidata_id", "Wikidata item, such as `Q312`; unique.")
    mention_count: int = column("mention_count", "How often it is mentioned, over all articles.")
    version: int = column("version", "Grows by one with every change of its record.")
    merged_from: list[MergedActor] = mapped(
        Rows(
            "(select m.winner_id, m.merged_at, m.said_by, a.id, a.kind, a.name from actor_merge m"
            " join actor a on a.id = m.loser_id where m.undone_at is null) {t}",
            "{t}.winner_id = {p}.id",
            "{t}.merged_at, {t}.id",
        ),
        "The records that were merged into it, oldest merge first.",
    )

    @edge(
        Paged(
            "article_actor {l} join article {t} on {t}.id = {l}.article_id",
            "{l}.actor_id = {p}.id and {t}.retracted_at is null",
            NEWEST_LINKED,
        ),
        "The articles that mention it, newest first.",
    )
    def articles(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> ArticleConnection:
        compiled()

    @edge(
        Paged("mention {t}", f"{{t}}.actor_id = {{p}}.id and {{t}}.article_id {NOT_RETRACTED}", NEWEST_BY_ID),
        "Where it is mentioned, last found first.",
    )
    def mentions(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> MentionConnection:
        compiled()

    @edge(
        Paged(
            "claim_actor {l} join claim {t} on {t}.id = {l}.claim_id",
            "{l}.actor_id = {p}.id and {l}.live",
            NEWEST_LINKED,
            {"role": ROLE},
        ),
        "The claims that involve it, newest first.",
    )
    def claims(
        self,
        role: RoleArgument = None,
        filter: ClaimFilterArgument = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ClaimConnection:
        compiled()

    @edge(
        Paged(
            "(select b.actor_id, count(*)::integer as articles from article_actor a join article_actor b"
            f" using (article_id) where a.actor_id = {{p}}.id and b.actor_id <> {{p}}.id and article_id {NOT_RETRACTED}"
            " group by b.actor_id) {l}"
            " join actor {t} on {t}.id = {l}.actor_id",
            "true",
            Order("co.most", (Key("{l}.articles", "integer", descending=True), Key("{t}.id", "bigint"))),
            edge={"edge_count": "{l}.articles"},
            cost=costs.CO_MENTIONED,
        ),
        "The actors that share articles with it, most shared first." + costs.told(costs.CO_MENTIONED, "an actor"),
    )
    def co_mentioned(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> CoMentionConnection:
        compiled()

    @edge(
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
    )
    def timeline(
        self,
        interval: Annotated[Interval, strawberry.argument(description="How long a period is.")] = Interval.MONTH,
    ) -> list[TimelinePoint]:
        compiled()

    @edge(
        Paged("actor_relation {t}", "{p}.id in ({t}.subject_id, {t}.object_id)", BY_ID),
        "Its relations to other actors, from either side.",
    )
    def relations(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> ActorRelationConnection:
        compiled()

    @edge(history_of(2), "What changed in it, newest first.")
    def history(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> ChangeConnection:
        compiled()


@strawberry.type(description="An actor's name, or words that stand for it, at exact characters of an article.")
class Mention(Node):
    id: strawberry.ID = _id("Mention")
    article: Article = mapped(One("article {t}", "{t}.id = {p}.article_id"), "Where it stands.")
    actor: Actor = mapped(One("actor {t}", "{t}.id = {p}.actor_id"), "Whom it names.")
    start: int = column("start_at", "First code point in `article.body`.")
    end: int = column("end_at", "The code point behind its last.")
    quote: str = column("quote", "The exact words: `body[start:end]`.")


@strawberry.federation.type(keys=["id"], description="One proposition that an article carries (schema.org Claim).")
class Claim(Node):
    id: strawberry.ID = _id("Claim")
    article: Article = mapped(One("article {t}", "{t}.id = {p}.article_id"), "Where it stands.")
    start: int = column("start_at", "First code point in `article.body`.")
    end: int = column("end_at", "The code point behind its last.")
    quote: str = column("quote", "The exact words: `body[start:end]`.")
    text: str = column("text", "The proposition, readable on its own.")
    cues: list[Cue] = mapped(
        Rows("claim_cue {t}", "{t}.claim_id = {p}.id", "{t}.ordinal"), "The words that carry its hedges."
    )
    modality: Modality = column("modality", "How it is put forward.")
    polarity: Polarity = column("polarity", "Whether it affirms or denies.")
    factuality: Factuality = column("factuality", "How far the article commits itself (FactBank).")
    attribution: Attribution = column("attribution", "Whose word it is.")
    claimant: Actor | None = mapped(One("actor {t}", "{t}.id = {p}.claimant_id"), "Whose word it is, when an actor's.")
    unnamed_source: str | None = column("unnamed_source", 'The words for an unnamed source ("people close to …").')
    version: int = column("version", "Grows by one with every change of its record; moving within its text is none.")
    retired_at: datetime | None = column(
        "retired_at",
        "Since when its words no longer stand in the article, or are no longer read so. A retired claim is in no list,"
        " count or search, but keeps answering by its id, with its reviews and links.",
    )
    article_version: int = mapped(
        Column("coalesce({t}.article_version, (select x.version from article x where x.id = {t}.article_id))"),
        "The article's version in which it stands; of a retired claim, the last in which it stood. Its offsets are of it.",
    )
    prefix: str = mapped(
        Column(
            "coalesce({t}.prefix, (select substring(x.body from greatest({t}.start_at - 31, 1)"
            " for least({t}.start_at, 32)) from article x where x.id = {t}.article_id))"
        ),
        "The 32 code points before it, fewer at the body's beginning (W3C TextQuoteSelector).",
    )
    suffix: str = mapped(
        Column(
            "coalesce({t}.suffix, (select substring(x.body from {t}.end_at + 1 for 32)"
            " from article x where x.id = {t}.article_id))"
        ),
        "The 32 code points after it, fewer at the body's end (W3C TextQuoteSelector).",
    )
    subject: Actor | None = mapped(One("actor {t}", "{t}.id = {p}.subject_id"), "Whom it is about.")
    amounts: list[Amount] = mapped(
        Rows(
            'rows from (jsonb_to_recordset({p}.amounts) as (value float8, unit text, "start" int, "end" int, quote text))'
            ' with ordinality as {t} (value, unit, "start", "end", quote, place)',
            "true",
            # Those that start together keep the order in which they were written down.
            '{t}."start", {t}.place',
        ),
        "The quantities that it names.",
    )
    dates: list[DateReference] = mapped(
        Rows(
            'rows from (jsonb_to_recordset({p}.dates) as ("date" text, "start" int, "end" int, quote text))'
            ' with ordinality as {t} ("date", "start", "end", quote, place)',
            "true",
            '{t}."start", {t}.place',
        ),
        "The dates that it names.",
    )

    @edge(
        Paged(
            "claim_actor {l} join actor {t} on {t}.id = {l}.actor_id",
            "{l}.claim_id = {p}.id",
            BY_ID,
            {"role": ROLE},
        ),
        "Every actor that it involves.",
    )
    def actors(
        self,
        role: RoleArgument = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ActorConnection:
        compiled()

    @edge(
        Paged(
            "(select l.to_id as claim_id, l.id, l.kind, l.score, l.said_by from claim_link l where l.from_id = {p}.id"
            " union all select l.from_id, l.id, l.kind, l.score, l.said_by from claim_link l where l.to_id = {p}.id)"
            " {l} join claim {t} on {t}.id = {l}.claim_id",
            "{t}.live",
            Order(
                "link.best",
                (Key("{l}.score", "real", descending=True), Key("{l}.id", "bigint", descending=True)),
            ),
            {"kind": Condition("{l}.kind = {v}")},
            {
                "edge_id": "{l}.id",
                "edge_kind": "{l}.kind",
                "edge_score": "{l}.score",
                "edge_said_by": "{l}.said_by",
            },
        ),
        "The claims that repeat, support or contradict it, surest link first.",
    )
    def related(
        self,
        kind: Annotated[ClaimLinkKind | None, strawberry.argument(description="Only links of this kind.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ClaimLinkConnection:
        compiled()

    @edge(Paged("claim_review {t}", "{t}.claim_id = {p}.id", BY_ID), "Its reviews by fact-checkers.")
    def reviews(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> ClaimReviewConnection:
        compiled()

    @edge(history_of(3), "What changed in it, newest first.")
    def history(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> ChangeConnection:
        compiled()


@strawberry.type(description="A fact-checker's verdict on a claim (schema.org ClaimReview).")
class ClaimReview(Node):
    id: strawberry.ID = _id("ClaimReview")
    claim: Claim = mapped(One("claim {t}", "{t}.id = {p}.claim_id"), "The claim reviewed.")
    reviewer: str = column("reviewer", "Who reviewed it.")
    rating: str = column("rating", "The verdict, in the reviewer's words.")
    url: str | None = column("url", "The review's address.")
    reviewed_at: datetime | None = column("reviewed_at", "When it was reviewed.")
    version: int = column("version", "Grows by one with every change.")
    updated_at: datetime = column("updated_at", "When it last changed.")

    @edge(history_of(4), "What changed in it, newest first.")
    def history(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> ChangeConnection:
        compiled()


@strawberry.type(description="How one claim bears on another, as an object of its own; `Claim.related` lists them.")
class ClaimLink(Node):
    id: strawberry.ID = _id("ClaimLink")
    from_: Claim = mapped(
        One("claim {t}", "{t}.id = {p}.from_id"), "The claim that repeats, supports or contradicts.", name="from"
    )
    to: Claim = mapped(One("claim {t}", "{t}.id = {p}.to_id"), "The claim that it bears on.")
    kind: ClaimLinkKind = column("kind", "How it bears on it.")
    score: float = column("score", "How sure the link is, 0 to 1.")
    said_by: str = column("said_by", "Who says so: a rule's name or a caller's.")


@strawberry.type(description="A lasting relation between two actors, with the claim that shows it.")
class ActorRelation(Node):
    id: strawberry.ID = _id("ActorRelation")
    subject: Actor = mapped(One("actor {t}", "{t}.id = {p}.subject_id"), "Who stands in the relation.")
    predicate: str = column("predicate", "Which relation: `CEO_OF`, `OWNS`, `INVESTED_IN`, `PRODUCT_OF` …")
    object: Actor = mapped(One("actor {t}", "{t}.id = {p}.object_id"), "To whom.")
    evidence: Claim | None = mapped(One("claim {t}", "{t}.id = {p}.claim_id"), "The claim that shows it.")


@strawberry.type(description="Two actors that may be one. Nothing is merged until somebody says so.")
class ActorMergeCandidate(Node):
    id: strawberry.ID = _id("ActorMergeCandidate")
    left: Actor = mapped(One("actor {t}", "{t}.id = claimgraph.living_actor({p}.left_id)"), "The one known longer.")
    right: Actor = mapped(One("actor {t}", "{t}.id = claimgraph.living_actor({p}.right_id)"), "The other.")
    score: float = column("score", "How likely they are one, 0 to 1: by their names and the company they keep.")
    rule: MergeRule = column("rule", "What makes their names alike.")
    status: MergeStatus = column("status", "What became of it.")


FACETS_DOC = (
    "Counts over the whole list, the 50 most frequent values each; counted only when selected."
    f" Each costs {costs.FACET_OF_ALL:,} at the root, {costs.FACET:,} below an object and {costs.FACET_OF_SEARCH:,}"
    " for a search."
)


@strawberry.type(description="A page of articles.")
class ArticleConnection(Connection[Article]):
    facets: ArticleFacets = mapped(Part("facets"), FACETS_DOC)


@strawberry.type(description="A page of actors.")
class ActorConnection(Connection[Actor]):
    facets: ActorFacets = mapped(Part("facets"), FACETS_DOC)


@strawberry.type(description="A page of claims.")
class ClaimConnection(Connection[Claim]):
    facets: ClaimFacets = mapped(Part("facets"), FACETS_DOC)
    total_count_relation: CountRelation = mapped(
        Part("totalCountRelation"), "How `totalCount` is meant; EXACT unless a text was searched for."
    )


@strawberry.type(description="A page of mentions.")
class MentionConnection(Connection[Mention]):
    pass


@strawberry.type(description="A page of sources.")
class SourceConnection(Connection[Source]):
    pass


@strawberry.type(description="A page of claim reviews.")
class ClaimReviewConnection(Connection[ClaimReview]):
    pass


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


@strawberry.type(description="A claim that bears on another, and how.")
class ClaimLinkEdge(Edge[Claim]):
    id: strawberry.ID = column("'lnk_' || {t}.edge_id", "The link's own global id, for `deleteClaimLink`.")
    kind: ClaimLinkKind = column("edge_kind", "How it bears on it.")
    score: float = column("edge_score", "How sure the link is, 0 to 1.")
    said_by: str = column("edge_said_by", "Who says so: a rule's name or a caller's.")


@strawberry.type(description="A page of claims that bear on another.")
class ClaimLinkConnection(Connection[Claim]):
    edges: list[ClaimLinkEdge] = mapped(Part("edges"), "The page's claims with their links.")  # type: ignore[assignment]  # narrower than the base's
