"""The query root."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema import costs
from schema.connection import After, Before, First, Last
from schema.enums import (
    ActorOrder,
    ArticleOrder,
    ClaimDimension,
    ClaimOrder,
    SearchMatch,
    SearchOrder,
    SearchType,
    SourceOrder,
)
from schema.filters import ActorFilter, ArticleFilter, ClaimFilter
from schema.mapping import (
    Changes,
    Condition,
    Groups,
    Key,
    Lookup,
    NodeLookup,
    Order,
    Rows,
    Search,
    SearchableConnection,
    compiled,
    edge,
)
from schema.mapping import Connection as Paged
from schema.parts import MONTH
from schema.search import HALF_LIFE_DAYS, ClaimStat, SearchConnection, Suggestion
from schema.subscription import ChangeEventConnection
from schema.types import (
    NEWEST_ARTICLES,
    Actor,
    ActorConnection,
    ActorMergeCandidateConnection,
    Article,
    ArticleConnection,
    Claim,
    ClaimConnection,
    ClaimReview,
    Node,
    Source,
    SourceConnection,
)

IdArgument = Annotated[strawberry.ID, strawberry.argument(description="Global id.")]
MaybeIdArgument = Annotated[strawberry.ID | None, strawberry.argument(description="Global id.")]

RECENTLY_ADDED = Order("id.newest", (Key("{t}.id", "bigint", descending=True),))
NEWEST_CLAIMS = Order(
    "claim.newest",
    (Key("{t}.sort_at", "timestamptz", descending=True), Key("{t}.id", "bigint", descending=True)),
)
OLDEST = (Key("{t}.sort_at", "timestamptz"), Key("{t}.id", "bigint"))


@strawberry.type(description="Reads. Each operation is one SQL statement, however deep it is.")
class Query:
    @edge(NodeLookup(many=False), "Any object by its global id; null when there is none.")
    def node(self, id: IdArgument) -> Node | None:
        compiled()

    @edge(NodeLookup(many=True), "Objects by their global ids, in the order asked; null where there is none.")
    def nodes(
        self, ids: Annotated[list[strawberry.ID], strawberry.argument(description="Global ids, at most 100.")]
    ) -> list[Node | None]:
        compiled()

    @edge(
        Lookup(
            "article",
            {
                "id": Condition("{t}.id = {v}", "bigint", id_of="Article"),
                "url": Condition(
                    # Where several have it, the one that it tells.
                    "{t}.id = (select u.article_id from article_url u where u.key = {v}"
                    " order by u.names desc, u.article_id limit 1)",
                    longest=2000,
                    address=True,
                ),
            },
        ),
        "One article, by `id` or by `url`.",
    )
    def article(
        self,
        id: MaybeIdArgument = None,
        url: Annotated[
            str | None,
            strawberry.argument(
                description="Any address of it, however it is written: see `docs/formats.md` on when two are one."
            ),
        ] = None,
    ) -> Article | None:
        compiled()

    @edge(
        Paged(
            "article {t}",
            unless={"retracted": "{t}.retracted_at is null"},
            order={
                "NEWEST": NEWEST_ARTICLES,
                "OLDEST": Order("article.oldest", OLDEST),
                "RECENTLY_INGESTED": Order(
                    "article.ingested",
                    (
                        Key("{t}.ingested_at", "timestamptz", descending=True),
                        Key("{t}.id", "bigint", descending=True),
                    ),
                ),
            },
        ),
        "Articles, newest first unless told otherwise.",
    )
    def articles(
        self,
        filter: Annotated[ArticleFilter | None, strawberry.argument(description="Which articles.")] = None,
        order_by: Annotated[ArticleOrder, strawberry.argument(description="In which order.")] = ArticleOrder.NEWEST,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ArticleConnection:
        compiled()

    @edge(
        Lookup(
            "actor",
            {
                "id": Condition("{t}.id = claimgraph.living_actor({v})", "bigint", id_of="Actor"),
                "wikidataId": Condition("{t}.wikidata_id = {v}"),
            },
        ),
        "One actor, by `id` or by `wikidataId`.",
    )
    def actor(
        self,
        id: MaybeIdArgument = None,
        wikidata_id: Annotated[str | None, strawberry.argument(description="Wikidata item, such as `Q312`.")] = None,
    ) -> Actor | None:
        compiled()

    @edge(
        Paged(
            "actor {t}",
            "{t}.merged_into_id is null",
            {
                "NAME": Order("actor.name", (Key("{t}.sort_name", "text"), Key("{t}.id", "bigint"))),
                "MOST_MENTIONED": Order(
                    "actor.mentions",
                    (
                        Key("{t}.mention_count", "integer", descending=True),
                        Key("{t}.id", "bigint", descending=True),
                    ),
                ),
                "RECENTLY_ADDED": RECENTLY_ADDED,
            },
        ),
        "Actors, by name unless told otherwise.",
    )
    def actors(
        self,
        filter: Annotated[ActorFilter | None, strawberry.argument(description="Which actors.")] = None,
        order_by: Annotated[ActorOrder, strawberry.argument(description="In which order.")] = ActorOrder.NAME,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ActorConnection:
        compiled()

    @edge(
        Paged(
            "actor_merge_candidate {t}",
            "{t}.status = 'OPEN'"
            " and not exists (select from actor x"
            " where x.id in ({t}.left_id, {t}.right_id) and x.merged_into_id is not null)",
            Order(
                "candidate.best",
                (Key("{t}.score", "real", descending=True), Key("{t}.id", "bigint", descending=True)),
            ),
            {
                "actorId": Condition(
                    "claimgraph.living_actor({v}) in ({t}.left_id, {t}.right_id)", "bigint", id_of="Actor"
                ),
            },
        ),
        "Actors that may be one and are not merged, likeliest first.",
    )
    def actor_merge_candidates(
        self,
        actor_id: Annotated[strawberry.ID | None, strawberry.argument(description="Only with this actor.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ActorMergeCandidateConnection:
        compiled()

    @edge(
        Lookup("claim", {"id": Condition("{t}.id = {v}", "bigint", id_of="Claim")}),
        "One claim, also one that is retired.",
    )
    def claim(self, id: IdArgument) -> Claim | None:
        compiled()

    @edge(Lookup("claim_review", {"id": Condition("{t}.id = {v}", "bigint", id_of="ClaimReview")}), "One review.")
    def claim_review(self, id: IdArgument) -> ClaimReview | None:
        compiled()

    @edge(
        SearchableConnection(
            "claim {t}",
            "{t}.live",
            order={
                "NEWEST": NEWEST_CLAIMS,
                "OLDEST": Order("claim.oldest", OLDEST),
                # Without words to match, none is better than another.
                "RELEVANCE": NEWEST_CLAIMS,
            },
        ),
        "Claims, those of the newest articles first unless told otherwise." + costs.told(costs.SEARCH, "with `search`"),
    )
    def claims(
        self,
        filter: Annotated[ClaimFilter | None, strawberry.argument(description="Which claims.")] = None,
        search: Annotated[
            str | None,
            strawberry.argument(
                description="Only those that match this text, with words, names and operators as in the field `search`:"
                " `claimant:Musk OpenAI` is what Musk said of OpenAI."
            ),
        ] = None,
        order_by: Annotated[ClaimOrder, strawberry.argument(description="In which order.")] = ClaimOrder.NEWEST,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ClaimConnection:
        compiled()

    @edge(
        Groups(
            "claim {t}",
            {
                "MONTH": ("month", MONTH, "text"),
                "MODALITY": ("modality", "{t}.modality", "text"),
                "POLARITY": ("polarity", "{t}.polarity", "text"),
                "CLAIMANT": ("claimant_id", "{t}.claimant_id", "bigint"),
                "SUBJECT": ("subject_id", "{t}.subject_id", "bigint"),
                "SOURCE": ("source_id", "o.source_id", "bigint"),
            },
            {"SOURCE": " join article o on o.id = {t}.article_id"},
            on="{t}.live",
        ),
        "Claims counted by what they have in common, for charts: the largest groups, by month where that is asked."
        + costs.told(costs.GROUPING, "a dimension"),
    )
    def claim_stats(
        self,
        group_by: Annotated[list[ClaimDimension], strawberry.argument(description="By what; each once.")],
        filter: Annotated[ClaimFilter | None, strawberry.argument(description="Which claims.")] = None,
        first: Annotated[int, strawberry.argument(description="How many groups, 1 to 1,000.")] = 100,
    ) -> list[ClaimStat]:
        compiled()

    @edge(
        Rows(
            "claimgraph.suggest({prefix}, {first}) with ordinality as {t} (kind, text, node_id, place)",
            "true",
            "{t}.place",
            values={"prefix": "text", "first": "integer"},
            cost=costs.SUGGEST,
        ),
        "What a text that is being typed may become: names of actors, then titles. Case and accents don't matter,"
        " any word of a name may be begun, and slips are forgiven where nothing begins so."
        + costs.told(costs.SUGGEST, "each time"),
    )
    def suggest(
        self,
        prefix: Annotated[str, strawberry.argument(description="What was typed so far.")],
        first: Annotated[int, strawberry.argument(description="How many, at most 50.")] = 10,
    ) -> list[Suggestion]:
        compiled()

    @edge(
        Search(),
        "Full text over articles, actors and claims, best first. The query is as on the web: all words are"
        ' wanted, `"an exact phrase"`, `or`, `-without`, `begin*`; the last word also matches as a beginning.'
        " Accents and case don't matter, and a name finds its actor under all other names too. Operators narrow:"
        ' `actor:"Sam Altman"`, `claimant:`, `modality:reported`, `source:lemonde.fr`, `lang:fr`,'
        " `after:2023-11-01`, `before:2024`." + costs.told(costs.SEARCH, "for each of the types"),
    )
    def search(
        self,
        query: Annotated[str, strawberry.argument(description="What to look for, at most 1,000 characters.")],
        types: Annotated[
            list[SearchType] | None, strawberry.argument(description="Where to look; everywhere when absent.")
        ] = None,
        language: Annotated[
            str | None,
            strawberry.argument(description="Only texts of this BCP 47 language, by its word forms."),
        ] = None,
        filter: Annotated[
            ArticleFilter | None, strawberry.argument(description="Only in such articles; leaves actors out.")
        ] = None,
        claim_filter: Annotated[
            ClaimFilter | None,
            strawberry.argument(description="Only such claims, and articles that carry one; leaves actors out."),
        ] = None,
        actor_filter: Annotated[
            ActorFilter | None, strawberry.argument(description="Only such actors; leaves articles and claims out.")
        ] = None,
        match: Annotated[
            SearchMatch, strawberry.argument(description="How much of the query must match.")
        ] = SearchMatch.BEST,
        order_by: Annotated[SearchOrder, strawberry.argument(description="In which order.")] = SearchOrder.RELEVANCE,
        half_life_days: Annotated[
            int,
            strawberry.argument(
                description="Days after which a text counts half as much beside a new one, by relevance; 0: age doesn't matter."
            ),
        ] = HALF_LIFE_DAYS,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> SearchConnection:
        compiled()

    @edge(
        Lookup(
            "source",
            {
                "id": Condition("{t}.id = {v}", "bigint", id_of="Source"),
                "domain": Condition("{t}.domain = lower({v})"),
            },
        ),
        "One source, by `id` or by `domain`.",
    )
    def source(
        self,
        id: MaybeIdArgument = None,
        domain: Annotated[str | None, strawberry.argument(description="Such as `lemonde.fr`.")] = None,
    ) -> Source | None:
        compiled()

    @edge(
        Paged(
            "source {t}",
            order={
                "NAME": Order("source.name", (Key("{t}.name", "text"), Key("{t}.id", "bigint"))),
                "RECENTLY_ADDED": RECENTLY_ADDED,
            },
        ),
        "Sources, by name unless told otherwise.",
    )
    def sources(
        self,
        order_by: Annotated[SourceOrder, strawberry.argument(description="In which order.")] = SourceOrder.NAME,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> SourceConnection:
        compiled()

    @edge(
        Changes(),
        "What happened to anything, oldest first, as far as its order is final: a copy elsewhere follows by asking"
        " again with the last cursor. Events are kept for some days (docs/subscriptions.md); a cursor from before that"
        " is `CURSOR_EXPIRED`.",
    )
    def changes(
        self,
        first: First = None,
        after: Annotated[
            str | None,
            strawberry.argument(description="Go on behind this event; absent, from the oldest that is kept."),
        ] = None,
    ) -> ChangeEventConnection:
        compiled()
