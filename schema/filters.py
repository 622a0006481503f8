"""Filter inputs: every field narrows, an absent or null field doesn't, and and/or/not combine.

A field that takes a list means any of its values; none of an empty one. Fields about other rows (`claims`, `article`)
are filters of those rows; where there may be several, `some`, `every` and `none` say how many must match.
"""

from __future__ import annotations

from datetime import datetime

import strawberry

from schema.conditions import (
    actor_among,
    actor_called,
    actor_in,
    in_article,
    in_article_of_domain,
    in_language,
    of_domain,
    of_source,
    one_of,
)
from schema.enums import (
    ActorKind,
    Attribution,
    ClaimLinkKind,
    ClaimRole,
    Completeness,
    Factuality,
    Modality,
    Polarity,
    Stance,
)
from schema.fields import Argument
from schema.mapping import Choice, Combine, Compared, Condition, Ids, Quantifier, Related, filtered
from schema.operators import DateTimeFilter, FloatFilter, IntFilter, NameFilter, PeriodFilter, TitleFilter

UNRETRACTED = {"retracted": "{t}.retracted_at is null"}
RETRACTED_DOC = (
    "Whether it was retracted. Lists hold no retracted articles unless this is asked, outside of `and`, `or`, `not`."
)
# A date's place in the order of rows, which an index holds, and what says that there is one.
DATED = "{t}.sort_at > '-infinity'"
AFTER = Condition("{t}.sort_at > {v}", "timestamptz")
BEFORE = Condition(f"({{t}}.sort_at < {{v}} and {DATED})", "timestamptz")
PUBLISHED = Compared("{t}.sort_at", DATED)
LIVING = "claimgraph.living_actors({v})"
EXTERNAL = "jsonb_build_object(split_part({0}, ':', 1), substr({0}, strpos({0}, ':') + 1))"
OWN_ID = "Has one of these global ids."
# Whatever changed before was made before: said twice, so that the index by the last change serves this, too.
CREATED_AFTER = Condition("({t}.created_at > {v} and {t}.updated_at > {v})", "timestamptz")
UPDATED_AFTER = "Its record changed later. What was deleted since is in no list: `changes` tells of that."


REVIEWS_OF_CLAIMS = (
    "(select r.*, r.claim_id as of_claim_id from claim_review r"
    " union all select r.*, m.claim_id from claim_review_match m join claim_review r on r.id = m.review_id) {t}"
)
"""Reviews with each claim that they are on, or that says the same as theirs."""


@strawberry.input(description="Which articles.")
class ArticleFilter:
    id: list[strawberry.ID] | None = filtered(one_of("{t}.id", type="bigint", id_of="Article"), OWN_ID)
    language: list[str] | None = filtered(in_language("{t}"), "BCP 47 language ranges: `fr` matches `fr` and `fr-ca`.")
    source_id: list[strawberry.ID] | None = filtered(of_source("{t}"), "Published by one of these sources.")
    source_domain: list[str] | None = filtered(
        of_domain("{t}"), "Published by the source of one of these domains, such as `lemonde.fr`."
    )
    has_source: bool | None = filtered(
        Choice({True: "{t}.source_id is not null", False: "{t}.source_id is null"}), "Whether its source is known."
    )
    actor_id: list[strawberry.ID] | None = filtered(
        actor_among("article_actor", "x.article_id = {t}.id"), "Mentions one of these actors."
    )
    published_after: datetime | None = filtered(AFTER, "Published later; not what has no date.")
    published_before: datetime | None = filtered(BEFORE, "Published earlier; not what has no date.")
    published_at: DateTimeFilter | None = filtered(PUBLISHED, "When it was published.")
    ingested_at: DateTimeFilter | None = filtered(Compared("{t}.ingested_at"), "When it came here.")
    title: TitleFilter | None = filtered(Compared("claimgraph.fold_title({t}.title)"), "How its title reads.")
    url: list[str] | None = filtered(
        Condition(
            "{t}.id in (select x.article_id from article_url x where x.key = {v})",
            longest=2000,
            address=True,
            many="{t}.id in (select x.article_id from article_url x where x.key = any ({v}))",
        ),
        "Seen under one of these addresses, however they are written; several where a feed gives its items one link.",
    )
    completeness: list[Completeness] | None = filtered(one_of("{t}.completeness"), "Of one of these completenesses.")
    has_claims: bool | None = filtered(
        Choice(
            {
                True: "exists (select from claim x where x.article_id = {t}.id and x.live)",
                False: "not exists (select from claim x where x.article_id = {t}.id and x.live)",
            }
        ),
        "Whether any claim was found in it.",
    )
    retracted: bool | None = filtered(
        Choice({True: "{t}.retracted_at is not null", False: "{t}.retracted_at is null"}), RETRACTED_DOC
    )
    source: SourceFilter | None = filtered(
        Related("source {t}", "{t}.id = {p}.source_id"), "Published by such a source."
    )
    actors: ArticleActorsFilter | None = filtered(
        Related(
            "article_actor {l} join actor {t} on {t}.id = {l}.actor_id",
            "{l}.article_id = {p}.id",
            ids=Ids("Actor", "article_actor {l}", "{l}.actor_id", LIVING),
        ),
        "The actors that it mentions.",
    )
    claims: ClaimsFilter | None = filtered(
        Related("claim {t}", "{t}.article_id = {p}.id and {t}.live"), "The claims that it carries."
    )
    ingested_after: datetime | None = filtered(Condition("{t}.ingested_at > {v}", "timestamptz"), "Came here later.")
    updated_after: datetime | None = filtered(Condition("{t}.updated_at > {v}", "timestamptz"), UPDATED_AFTER)
    and_: list[ArticleFilter] | None = filtered(Combine("and"), "All of these.", name="and")
    or_: list[ArticleFilter] | None = filtered(Combine("or"), "At least one of these.", name="or")
    not_: ArticleFilter | None = filtered(Combine("not"), "Not this.", name="not")


@strawberry.input(description="Which actors.")
class ActorFilter:
    id: list[strawberry.ID] | None = filtered(
        actor_in("{t}.id"), "Has one of these global ids; that of a merged actor stands for the one it is part of."
    )
    kind: list[ActorKind] | None = filtered(one_of("{t}.kind"), "Of one of these kinds.")
    name: str | None = filtered(
        Condition(
            "exists (select from actor_alias x where x.actor_id = {t}.id and x.folded like '%' || claimgraph.name_part({v}) || '%')"
        ),
        "Has a name or alias that contains this; case, accents and punctuation don't matter, and a text of punctuation"
        " alone is in no name.",
    )
    names: NameFilter | None = filtered(
        Related("actor_alias {t}", "{t}.actor_id = {p}.id", column="{t}.folded"), "A name or alias of it."
    )
    called: list[str] | None = filtered(
        actor_called("{t}.id"),
        "Is meant by one of these names, as in searches (`actor:`): those who have it, else those of whose names it is"
        " a part, else those of nearly that name.",
    )
    wikidata_id: list[str] | None = filtered(
        one_of("{t}.wikidata_id"), "Has one of these Wikidata ids, such as `Q312`."
    )
    external_id: list[str] | None = filtered(
        # The index holds actors that have any.
        Condition(
            f"({{t}}.external_ids <> '{{{{}}}}' and {{t}}.external_ids @> {EXTERNAL.format('{v}')})",
            many=f"{{t}}.id in (select z.id from unnest({{v}}) y (named) join actor z on z.external_ids <> '{{{{}}}}'"
            f" and z.external_ids @> {EXTERNAL.format('y.named')})",
        ),
        "Has one of these ids elsewhere, each the scheme, a colon and the id: `lei:529900T8BM49AURSDO55`.",
    )
    has_wikidata_id: bool | None = filtered(
        Choice({True: "{t}.wikidata_id is not null", False: "{t}.wikidata_id is null"}),
        "Whether its Wikidata id is known.",
    )
    mention_count: IntFilter | None = filtered(
        Compared("{t}.mention_count"), "How often it is mentioned, over all articles."
    )
    articles: ArticlesFilter | None = filtered(
        Related(
            "article_actor {l} join article {t} on {t}.id = {l}.article_id",
            "{l}.actor_id = {p}.id",
            unless=UNRETRACTED,
        ),
        "The articles that mention it.",
    )
    claims: ActorClaimsFilter | None = filtered(
        Related("claim_actor {l} join claim {t} on {t}.id = {l}.claim_id", "{l}.actor_id = {p}.id and {l}.live"),
        "The claims that involve it.",
    )
    ingested_after: datetime | None = filtered(CREATED_AFTER, "First met later.")
    updated_after: datetime | None = filtered(Condition("{t}.updated_at > {v}", "timestamptz"), UPDATED_AFTER)
    and_: list[ActorFilter] | None = filtered(Combine("and"), "All of these.", name="and")
    or_: list[ActorFilter] | None = filtered(Combine("or"), "At least one of these.", name="or")
    not_: ActorFilter | None = filtered(Combine("not"), "Not this.", name="not")


@strawberry.input(description="Which claims.")
class ClaimFilter:
    id: list[strawberry.ID] | None = filtered(one_of("{t}.id", type="bigint", id_of="Claim"), OWN_ID)
    article_id: list[strawberry.ID] | None = filtered(
        one_of("{t}.article_id", type="bigint", id_of="Article"), "Carried by one of these articles."
    )
    source_id: list[strawberry.ID] | None = filtered(
        in_article(of_source("x")), "In an article of one of these sources."
    )
    source_domain: list[str] | None = filtered(
        in_article_of_domain(),
        "In an article of the source of one of these domains, such as `lemonde.fr`.",
    )
    language: list[str] | None = filtered(
        in_article(in_language("x")),
        "In an article of one of these BCP 47 language ranges.",
    )
    claimant_id: list[strawberry.ID] | None = filtered(actor_in("{t}.claimant_id"), "The word of one of these actors.")
    subject_id: list[strawberry.ID] | None = filtered(actor_in("{t}.subject_id"), "About one of these actors.")
    has_subject: bool | None = filtered(
        Choice({True: "{t}.subject_id is not null", False: "{t}.subject_id is null"}),
        "Whether it is known whom it is about.",
    )
    claimant: list[str] | None = filtered(
        actor_called("{t}.claimant_id"),
        "The word of an actor that is meant by one of these names, as in searches (`claimant:`): one who has it, else"
        " of whose names it is a part, else of nearly that name. Case and accents don't matter.",
    )
    subject: list[str] | None = filtered(
        actor_called("{t}.subject_id"), "About an actor that is meant by one of these names, as for `claimant`."
    )
    actor_id: list[strawberry.ID] | None = filtered(
        actor_among("claim_actor", "x.claim_id = {t}.id"), "Involves one of these actors in any role."
    )
    modality: list[Modality] | None = filtered(one_of("{t}.modality"), "With one of these modalities.")
    polarity: list[Polarity] | None = filtered(one_of("{t}.polarity"), "With one of these polarities.")
    stance: list[Stance] | None = filtered(one_of("{t}.stance"), "With one of these stances of their claimants.")
    factuality: list[Factuality] | None = filtered(one_of("{t}.factuality"), "With one of these factualities.")
    attribution: list[Attribution] | None = filtered(one_of("{t}.attribution"), "Attributed in one of these ways.")
    published_after: datetime | None = filtered(AFTER, "In an article published later; not in one without a date.")
    published_before: datetime | None = filtered(BEFORE, "In an article published earlier; not in one without a date.")
    published_at: DateTimeFilter | None = filtered(PUBLISHED, "When its article was published.")
    article: ArticleFilter | None = filtered(
        Related("article {t}", "{t}.id = {p}.article_id"), "Carried by such an article."
    )
    actors: ClaimActorsFilter | None = filtered(
        Related(
            "claim_actor {l} join actor {t} on {t}.id = {l}.actor_id",
            "{l}.claim_id = {p}.id",
            ids=Ids("Actor", "claim_actor {l}", "{l}.actor_id", LIVING),
        ),
        "The actors that it involves.",
    )
    amounts: AmountsFilter | None = filtered(
        Related(
            "jsonb_to_recordset({p}.amounts) as {t} (value float8, unit text)", "true", needs="{p}.amounts <> '[]'"
        ),
        "The quantities that it names.",
    )
    dates: DatesFilter | None = filtered(
        Related(
            'jsonb_to_recordset({p}.dates) as {t} ("date" text)',
            "true",
            needs="{p}.dates <> '[]'",
            column='{t}."date"',
        ),
        "The dates that it names: those spoken of, not the article's.",
    )
    reviews: ReviewsFilter | None = filtered(
        Related(REVIEWS_OF_CLAIMS, "{t}.of_claim_id = {p}.id"), "Its reviews by fact-checkers."
    )
    links: LinksFilter | None = filtered(
        Related(
            "(select l.from_id as near_id, l.to_id as claim_id, l.kind, l.score, l.said_by from claim_link l union all"
            " select l.to_id, l.from_id, l.kind, l.score, l.said_by from claim_link l) {t}"
            " join claim {l} on {l}.id = {t}.claim_id",
            "{t}.near_id = {p}.id and {l}.live",
        ),
        "Its links to other claims, from either side.",
    )
    ingested_after: datetime | None = filtered(CREATED_AFTER, "First found or made later.")
    updated_after: datetime | None = filtered(Condition("{t}.updated_at > {v}", "timestamptz"), UPDATED_AFTER)
    and_: list[ClaimFilter] | None = filtered(Combine("and"), "All of these.", name="and")
    or_: list[ClaimFilter] | None = filtered(Combine("or"), "At least one of these.", name="or")
    not_: ClaimFilter | None = filtered(Combine("not"), "Not this.", name="not")


@strawberry.input(description="Which sources.")
class SourceFilter:
    id: list[strawberry.ID] | None = filtered(one_of("{t}.id", type="bigint", id_of="Source"), OWN_ID)
    name: NameFilter | None = filtered(Compared("claimgraph.fold_name({t}.name)"), "Its name.")
    domain: list[str] | None = filtered(
        Condition(
            "{t}.domain = lower({v})",
            many="{t}.domain = any (array(select lower(y.domain) from unnest({v}) y (domain)))",
        ),
        "Has one of these domains, such as `lemonde.fr`.",
    )
    country: list[str] | None = filtered(
        Condition(
            "{t}.country = upper({v})",
            many="{t}.country = any (array(select upper(y.code) from unnest({v}) y (code)))",
        ),
        "Of one of these countries, ISO 3166-1 alpha-2.",
    )
    language: list[str] | None = filtered(in_language("{t}"), "BCP 47 language ranges: `fr` matches `fr` and `fr-ca`.")
    articles: ArticlesFilter | None = filtered(
        Related("article {t}", "{t}.source_id = {p}.id", unless=UNRETRACTED), "Its articles."
    )
    and_: list[SourceFilter] | None = filtered(Combine("and"), "All of these.", name="and")
    or_: list[SourceFilter] | None = filtered(Combine("or"), "At least one of these.", name="or")
    not_: SourceFilter | None = filtered(Combine("not"), "Not this.", name="not")


@strawberry.input(description="Which reviews of claims.")
class ReviewFilter:
    reviewer: NameFilter | None = filtered(Compared("claimgraph.fold_name({t}.reviewer)"), "Who reviewed it.")
    rating: list[str] | None = filtered(one_of("{t}.rating"), "One of these verdicts, in the reviewer's words.")
    reviewed_at: DateTimeFilter | None = filtered(Compared("{t}.reviewed_at"), "When it was reviewed.")
    and_: list[ReviewFilter] | None = filtered(Combine("and"), "All of these.", name="and")
    or_: list[ReviewFilter] | None = filtered(Combine("or"), "At least one of these.", name="or")
    not_: ReviewFilter | None = filtered(Combine("not"), "Not this.", name="not")


@strawberry.input(description="Which links between claims.")
class LinkFilter:
    kind: list[ClaimLinkKind] | None = filtered(one_of("{t}.kind"), "Of one of these kinds.")
    score: FloatFilter | None = filtered(Compared("{t}.score::text::float8"), "How sure the link is, 0 to 1.")
    said_by: list[str] | None = filtered(one_of("{t}.said_by"), "One of these says so: a rule's name or a caller's.")
    claim: ClaimFilter | None = filtered(Related("claim {t}", "{t}.id = {p}.claim_id"), "The claim at the other end.")


@strawberry.input(description="Which amounts.")
class AmountFilter:
    value: FloatFilter | None = filtered(Compared("{t}.value"), "In plain units: « 50 milliards » is 50000000000.")
    unit: list[str] | None = filtered(
        one_of("{t}.unit"), "One of these units: ISO 4217 for money, `%` for shares, else the noun as written."
    )


ROLE_OF_LINK = Choice({"SUBJECT": "{l}.is_subject", "OBJECT": "{l}.is_object", "CLAIMANT": "{l}.is_claimant"})


@strawberry.input(description="How many of its articles match; retracted ones count where their filter asks for them.")
class ArticlesFilter:
    some: ArticleFilter | None = filtered(Quantifier("some"), "At least one article matches.")
    every: ArticleFilter | None = filtered(Quantifier("every"), "All of them match; also where there is none.")
    none: ArticleFilter | None = filtered(Quantifier("none"), "No article matches.")


@strawberry.input(description="How many of its claims match.")
class ClaimsFilter:
    some: ClaimFilter | None = filtered(Quantifier("some"), "At least one claim matches.")
    every: ClaimFilter | None = filtered(Quantifier("every"), "All of them match; also where there is none.")
    none: ClaimFilter | None = filtered(Quantifier("none"), "No claim matches.")


@strawberry.input(description="How many of its claims match.")
class ActorClaimsFilter:
    role: ClaimRole | None = filtered(ROLE_OF_LINK, "Only those in this role count; alone, there must be one.")
    some: ClaimFilter | None = filtered(Quantifier("some"), "At least one claim matches.")
    every: ClaimFilter | None = filtered(Quantifier("every"), "All of them match; also where there is none.")
    none: ClaimFilter | None = filtered(Quantifier("none"), "No claim matches.")


@strawberry.input(description="Which of its actors there are, by filter or by id.")
class ArticleActorsFilter:
    some: ActorFilter | None = filtered(Quantifier("some"), "At least one actor matches.")
    every: ActorFilter | None = filtered(Quantifier("every"), "All of them match; also where there is none.")
    any: list[strawberry.ID] | None = filtered(Quantifier("any"), "One of these is among them.")
    all: list[strawberry.ID] | None = filtered(Quantifier("all"), "All of these are among them.")
    none: list[strawberry.ID] | None = filtered(
        Quantifier("no"), "None of these is among them. For none that matches a filter, `not` with `some`."
    )


@strawberry.input(description="Which of its actors there are, by filter or by id.")
class ClaimActorsFilter:
    role: ClaimRole | None = filtered(ROLE_OF_LINK, "Only those in this role count; alone, there must be one.")
    some: ActorFilter | None = filtered(Quantifier("some"), "At least one actor matches.")
    every: ActorFilter | None = filtered(Quantifier("every"), "All of them match; also where there is none.")
    any: list[strawberry.ID] | None = filtered(Quantifier("any"), "One of these is among them.")
    all: list[strawberry.ID] | None = filtered(Quantifier("all"), "All of these are among them.")
    none: list[strawberry.ID] | None = filtered(
        Quantifier("no"), "None of these is among them. For none that matches a filter, `not` with `some`."
    )


@strawberry.input(description="How many of its amounts match.")
class AmountsFilter:
    some: AmountFilter | None = filtered(Quantifier("some"), "At least one amount matches.")
    every: AmountFilter | None = filtered(Quantifier("every"), "All of them match; also where there is none.")
    none: AmountFilter | None = filtered(Quantifier("none"), "No amount matches.")


@strawberry.input(description="How many of its dates match.")
class DatesFilter:
    some: PeriodFilter | None = filtered(Quantifier("some"), "At least one date matches.")
    every: PeriodFilter | None = filtered(Quantifier("every"), "All of them match; also where there is none.")
    none: PeriodFilter | None = filtered(Quantifier("none"), "No date matches.")


@strawberry.input(description="How many of its reviews match.")
class ReviewsFilter:
    some: ReviewFilter | None = filtered(Quantifier("some"), "At least one review matches.")
    every: ReviewFilter | None = filtered(Quantifier("every"), "All of them match; also where there is none.")
    none: ReviewFilter | None = filtered(Quantifier("none"), "No review matches.")


@strawberry.input(description="How many of its links match.")
class LinksFilter:
    some: LinkFilter | None = filtered(Quantifier("some"), "At least one link matches.")
    every: LinkFilter | None = filtered(Quantifier("every"), "All of them match; also where there is none.")
    none: LinkFilter | None = filtered(Quantifier("none"), "No link matches.")


ARTICLE_FILTER = Argument("filter", ArticleFilter | None, "Which articles.")
ACTOR_FILTER = Argument("filter", ActorFilter | None, "Which actors.")
CLAIM_FILTER = Argument("filter", ClaimFilter | None, "Which claims.")
SOURCE_FILTER = Argument("filter", SourceFilter | None, "Which sources.")
REVIEW_FILTER = Argument("filter", ReviewFilter | None, "Which reviews.")
ROLE = Argument("role", ClaimRole | None, "Only in this role.", ROLE_OF_LINK)
