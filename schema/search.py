"""What `search`, `suggest` and `claimStats` answer with."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema import costs
from schema.actor import Actor
from schema.article import Article
from schema.claim import Claim
from schema.connection import Connection, Edge, FacetCount
from schema.enums import CountRelation, HighlightField, MatchedBy, Modality, OffsetUnit, Polarity, SuggestionKind
from schema.fields import Argument, field
from schema.mapping import Facet, One, Part, Rows, column, mapped
from schema.notes import NOTES_DOC, SearchNote
from schema.parts import MONTH, MONTH_DOC
from schema.source import Source

HALF_LIFE_DAYS = 3650
OF_ARTICLE = (
    " join article a on a.id = case {t}.kind when 'Article' then {t}.id"
    " when 'Claim' then (select c.article_id from claim c where c.id = {t}.id) end"
)


@strawberry.type(description="What stands from `start` up to, not including, `end`.")
class TextRange:
    start: int = column(
        '{t}."start"', "First code point; its first UTF-16 code unit where `offsetUnit` asks for those."
    )
    end: int = column('{t}."end"', "The one after the last.")


@strawberry.type(
    description="A piece of a text that matches, in whole words, with the matched ones as offsets: no HTML to trust."
)
class Highlight:
    field: HighlightField = column('{t}."field"', "Where it matched.")
    text: str = column('{t}."text"', "The piece, exactly as it is written there.")
    start: int = column('{t}."start"', "Where the piece starts in that field, counted as `offsetUnit` says.")
    cut_before: bool = column('{t}."cut_before"', "Whether the field has more text before the piece.")
    cut_after: bool = column('{t}."cut_after"', "Whether the field has more text after the piece.")
    ranges: list[TextRange] = mapped(
        Rows('jsonb_to_recordset({p}."ranges") as {t} ("start" int, "end" int)', "true", '{t}."start"'),
        "The matched words, counted from the piece's start.",
    )


SearchResult = Annotated[
    Article | Actor | Claim, strawberry.union("SearchResult", description="Whatever `search` can find.")
]


@strawberry.type(description="Something found, with its score, why it was found, and where it matched.")
class SearchEdge(Edge[SearchResult]):
    score: float = column("score", "Relevance: higher is better; comparable within one search only.")
    matched_by: MatchedBy = column(
        "claimgraph.matched_by({t}.kind, {t}.id, {t}.literal, {t}.fuzzy, {t}.operated)", "Why it was found."
    )
    highlights: list[Highlight] = field(
        Rows(
            "claimgraph.highlights({p}.kind, {p}.id, {p}.config, {p}.query, {p}.literal, {p}.ranked, {p}.starts,"
            " {p}.actors, {offsetUnit})"
            ' with ordinality as {t} (field, "text", "start", ranges, cut_before, cut_after, place)',
            "true",
            "{t}.place",
            choices={"offsetUnit": {"CODE_POINT": "false", "UTF16": "true"}},
            cost=costs.HIGHLIGHTS,
        ),
        "Where it matched: an actor by the name that has most of the words; of a claim's text and quote the one that"
        " says more, where they say the same." + costs.told(costs.HIGHLIGHTS, "a result"),
        Argument("offset_unit", OffsetUnit, "What offsets count.", default=OffsetUnit.CODE_POINT),
    )


@strawberry.type(
    description="Counts of the results by what they have in common. Of very many results the newest are counted,"
    " 200 texts of each kind and language." + costs.told(costs.FACET_OF_SEARCH, "each")
)
class SearchFacets:
    relation: CountRelation = mapped(Part("totalCountRelation"), "EXACT when all results were counted.")
    type: list[FacetCount] = mapped(Facet("{t}.kind"), "By type: `Article`, `Claim`, `Actor`.")
    actor: list[FacetCount] = mapped(
        Facet(
            "j.name",
            " cross join lateral (select x.id, x.name from actor x where x.id in"
            " (select y.actor_id from article_actor y where {t}.kind = 'Article' and y.article_id = {t}.id"
            " union all select y.actor_id from claim_actor y where {t}.kind = 'Claim' and y.claim_id = {t}.id"
            " union all select {t}.id where {t}.kind = 'Actor')) j",
            "'act_' || j.id",
            costs.FACET_OF_ACTORS,
        ),
        "By the actors that they mention or involve." + costs.told(costs.FACET_OF_ACTORS, "more than the others"),
    )
    source: list[FacetCount] = mapped(
        Facet("j.name", OF_ARTICLE + " join source j on j.id = a.source_id", "'src_' || j.id"), "By the source's name."
    )
    language: list[FacetCount] = mapped(Facet("a.language", OF_ARTICLE), "By the article's language.")
    modality: list[FacetCount] = mapped(
        Facet("j.modality", " join claim j on {t}.kind = 'Claim' and j.id = {t}.id"), "Claims by modality."
    )
    month: list[FacetCount] = mapped(
        Facet(MONTH, OF_ARTICLE),
        f"By the article's month, {MONTH_DOC}.",
    )


@strawberry.type(description="A page of results, best first.")
class SearchConnection(Connection[SearchResult]):
    edges: list[SearchEdge] = mapped(Part("edges"), "The page's results.")  # type: ignore[assignment]  # narrower than the base's
    total_count_relation: CountRelation = mapped(Part("totalCountRelation"), "How `totalCount` is meant.")
    facets: SearchFacets = mapped(Part("facets"), "The results counted by what they have in common.")
    suggestions: list[str] = mapped(
        Part("suggestions"),
        "Where little was found: the query with names that are spelled much like its words."
        + costs.told(costs.SUGGESTIONS, "a search"),
    )
    note: str | None = mapped(Part("note"), "What `notes` say, as one text; null where there are none.")
    notes: list[SearchNote] = mapped(Part("notes"), NOTES_DOC)


@strawberry.type(description="A number of claims that have something in common; what was not grouped by is null.")
class ClaimStat:
    month: str | None = column("month", f"The articles' month, {MONTH_DOC}.")
    modality: Modality | None = column("modality", "How they are put forward.")
    polarity: Polarity | None = column("polarity", "Whether they affirm or deny.")
    claimant: Actor | None = mapped(
        One("actor {t}", "{t}.id = {p}.claimant_id"),
        "Whose word they are; null for the articles' own and unnamed ones.",
    )
    subject: Actor | None = mapped(One("actor {t}", "{t}.id = {p}.subject_id"), "Whom they are about.")
    source: Source | None = mapped(One("source {t}", "{t}.id = {p}.source_id"), "Who published them.")
    count: int = column("count", "How many claims.")


@strawberry.type(description="Something that can be typed on to.")
class Suggestion:
    kind: SuggestionKind = column("kind", "What it is.")
    text: str = column("text", "The name or title.")
    id: strawberry.ID = column("node_id", "Global id of the actor or article.")
