"""The query root."""

from __future__ import annotations

import strawberry

from schema import costs
from schema.actor import Actor, ActorConnection, ActorMergeCandidateConnection, ActorRelation
from schema.article import Article, ArticleConnection
from schema.claim import Claim, ClaimConnection, ClaimLink, ClaimReview
from schema.enums import (
    ClaimDimension,
    SearchMatch,
    SearchOrder,
    SearchType,
)
from schema.fields import PAGE, Argument, connection, field, lookup
from schema.filters import (
    ACTOR_FILTER,
    ARTICLE_FILTER,
    CLAIM_FILTER,
    SOURCE_FILTER,
    ActorFilter,
    ArticleFilter,
    ClaimFilter,
)
from schema.mapping import Changes, Condition, Groups, Key, LookupMany, NodeLookup, Order, Rows, Search
from schema.node import Node
from schema.orders import (
    ACTOR_ORDERS,
    ACTORS_ORDER,
    ARTICLE_ORDERS,
    ARTICLES_ORDER,
    CLAIM_ORDERS,
    CLAIMS_ORDER,
    RECORD_ORDER,
    RECORD_ORDERS,
    SOURCE_ORDERS,
    SOURCES_ORDER,
    own,
)
from schema.parts import MONTH
from schema.search import HALF_LIFE_DAYS, ClaimStat, SearchConnection, Suggestion
from schema.source import Source, SourceConnection
from schema.subscription import ChangeEventConnection
from schema.ties import MERGE_CANDIDATE_FILTER


@strawberry.type(description="Reads. Each operation is one SQL statement, however deep it is.")
class Query:
    node: Node | None = field(
        NodeLookup(many=False),
        "Any object by its global id; null when there is none.",
        Argument("id", strawberry.ID, "Global id."),
    )
    nodes: list[Node | None] = field(
        NodeLookup(many=True),
        "Objects by their global ids, in the order asked; null where there is none.",
        Argument("ids", list[strawberry.ID], "Global ids, at most 100."),
    )
    article: Article | None = lookup(
        "article",
        "One article, by `id` or by `url`.",
        Argument("id", strawberry.ID | None, "Global id.", Condition("{t}.id = {v}", "bigint", id_of="Article")),
        Argument(
            "url",
            str | None,
            "Any address of it, however it is written: see `docs/formats.md` on when two are one.",
            Condition(
                # Where several have it, the one that it tells.
                "{t}.id = (select u.article_id from article_url u where u.key = {v}"
                " order by u.names desc, u.article_id limit 1)",
                longest=2000,
                address=True,
            ),
        ),
    )
    articles_by_url: list[Article | None] = field(
        LookupMany("article", "url"),
        "Articles by their addresses, in the order asked; null where there is none.",
        Argument("url", list[str], "Addresses, at most 100, however they are written."),
    )
    articles: ArticleConnection = connection(
        "article {t}",
        None,
        ARTICLE_ORDERS,
        "Articles, newest first unless told otherwise.",
        ARTICLE_FILTER,
        ARTICLES_ORDER,
        unless={"retracted": "{t}.retracted_at is null"},
    )
    actor: Actor | None = lookup(
        "actor",
        "One actor, by `id` or by `wikidataId`.",
        Argument(
            "id",
            strawberry.ID | None,
            "Global id.",
            Condition("{t}.id = claimgraph.living_actor({v})", "bigint", id_of="Actor"),
        ),
        Argument(
            "wikidata_id",
            str | None,
            "Wikidata item, such as `Q312`. An actor that was merged answers as the one that it became.",
            Condition(
                "{t}.id = (select claimgraph.living_actor(w.id) from claimgraph.actor w where w.wikidata_id = {v})"
            ),
        ),
    )
    actors_by_wikidata_id: list[Actor | None] = field(
        LookupMany("actor", "wikidataId"),
        "Actors by their Wikidata ids, in the order asked; null where there is none.",
        Argument("wikidata_id", list[str], "Wikidata items, such as `Q312`, at most 100."),
    )
    actors: ActorConnection = connection(
        "actor {t}",
        "{t}.merged_into_id is null",
        ACTOR_ORDERS,
        "Actors, by name unless told otherwise.",
        ACTOR_FILTER,
        ACTORS_ORDER,
    )
    actor_merge_candidates: ActorMergeCandidateConnection = connection(
        "actor_merge_candidate {t}",
        "{t}.status = 'OPEN'"
        " and not exists (select from actor x"
        " where x.id in ({t}.left_id, {t}.right_id) and x.merged_into_id is not null)",
        own(
            Order(
                "candidate.best",
                (Key("{t}.score", "real", descending=True), Key("{t}.id", "bigint", descending=True)),
            ),
            RECORD_ORDERS,
        ),
        "Actors that may be one and are not merged, likeliest first.",
        Argument(
            "actor_id",
            strawberry.ID | None,
            "Only with this actor.",
            Condition("claimgraph.living_actor({v}) in ({t}.left_id, {t}.right_id)", "bigint", id_of="Actor"),
        ),
        MERGE_CANDIDATE_FILTER,
        RECORD_ORDER,
    )
    claim: Claim | None = lookup(
        "claim",
        "One claim, also one that is retired.",
        Argument("id", strawberry.ID, "Global id.", Condition("{t}.id = {v}", "bigint", id_of="Claim")),
    )
    claim_review: ClaimReview | None = lookup(
        "claim_review",
        "One review.",
        Argument("id", strawberry.ID, "Global id.", Condition("{t}.id = {v}", "bigint", id_of="ClaimReview")),
    )
    claim_link: ClaimLink | None = lookup(
        "claim_link",
        "One link between two claims.",
        Argument("id", strawberry.ID, "Global id.", Condition("{t}.id = {v}", "bigint", id_of="ClaimLink")),
    )
    actor_relation: ActorRelation | None = lookup(
        "actor_relation",
        "One relation between two actors.",
        Argument("id", strawberry.ID, "Global id.", Condition("{t}.id = {v}", "bigint", id_of="ActorRelation")),
    )
    claims: ClaimConnection = connection(
        "claim {t}",
        "{t}.live",
        CLAIM_ORDERS,
        "Claims, those of the newest articles first unless told otherwise." + costs.told(costs.SEARCH, "with `search`"),
        CLAIM_FILTER,
        Argument(
            "search",
            str | None,
            "Only those that match this text, with words, names and operators as in the field `search`:"
            " `claimant:Musk OpenAI` is what Musk said of OpenAI.",
        ),
        CLAIMS_ORDER,
        searchable=True,
    )
    claim_stats: list[ClaimStat] = field(
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
        Argument("group_by", list[ClaimDimension], "By what; each once."),
        CLAIM_FILTER,
        Argument("first", int, "How many groups, 1 to 1,000.", default=100),
    )
    suggest: list[Suggestion] = field(
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
        Argument("prefix", str, "What was typed so far."),
        Argument("first", int, "How many, at most 50.", default=10),
    )
    search: SearchConnection = field(
        Search(),
        "Full text over articles, actors and claims, best first. All words are wanted;"
        ' `"an exact phrase"`, `AND`, `or`, `NOT`, `-without`, `(parentheses)` and `begin*` mean what they mean'
        " elsewhere, and the last word also matches as a beginning."
        " Accents and case don't matter, and a name finds its actor under all other names too. Operators go with all"
        ' of these, and alone: `actor:"Sam Altman"`, `claimant:`, `modality:reported`, `source:lemonde.fr`,'
        " `lang:fr`, `after:2023-11-01`, `before:2024`. Without words to rank by, the newest come first. Any text is a"
        " query: what is half typed or mistaken is searched for as words, as `notes` say."
        + costs.told(costs.SEARCH, "for each of the types"),
        Argument("query", str, "What to look for; the first 1,000 characters and 64 words are read."),
        Argument("types", list[SearchType] | None, "Where to look; everywhere when absent."),
        Argument("language", str | None, "Only texts of this BCP 47 language, by its word forms."),
        Argument("filter", ArticleFilter | None, "Only in such articles; leaves actors out."),
        Argument(
            "claim_filter", ClaimFilter | None, "Only such claims, and articles that carry one; leaves actors out."
        ),
        Argument("actor_filter", ActorFilter | None, "Only such actors; leaves articles and claims out."),
        Argument("match", SearchMatch, "How much of the query must match.", default=SearchMatch.BEST),
        Argument("order_by", SearchOrder, "In which order.", default=SearchOrder.RELEVANCE),
        Argument(
            "half_life_days",
            int,
            "Days after which a text counts half as much as a new one, by relevance; 0: age doesn't matter.",
            default=HALF_LIFE_DAYS,
        ),
        *PAGE,
    )
    source: Source | None = lookup(
        "source",
        "One source, by `id` or by `domain`.",
        Argument("id", strawberry.ID | None, "Global id.", Condition("{t}.id = {v}", "bigint", id_of="Source")),
        Argument("domain", str | None, "Such as `lemonde.fr`.", Condition("{t}.domain = lower({v})")),
    )
    sources_by_domain: list[Source | None] = field(
        LookupMany("source", "domain"),
        "Sources by their domains, in the order asked; null where there is none.",
        Argument("domain", list[str], "Such as `lemonde.fr`, at most 100."),
    )
    sources: SourceConnection = connection(
        "source {t}",
        None,
        SOURCE_ORDERS,
        "Sources, by name unless told otherwise.",
        SOURCE_FILTER,
        SOURCES_ORDER,
    )
    changes: ChangeEventConnection = field(
        Changes(),
        "What happened to anything, oldest first, as far as its order is final: a copy elsewhere follows by asking"
        " again with `endCursor`, which an empty page has, too. `changes(first: 0)` is empty and tells the cursor of"
        " now. Events are kept for some days (docs/subscriptions.md); a cursor from before that is `CURSOR_EXPIRED`.",
        PAGE[0],
        Argument("after", str | None, "Go on after this event; without it, from the oldest that is kept."),
    )
