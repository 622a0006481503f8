"""A plain executor to compare the compiler with: rows in memory, one Python function a field.

It shares nothing with the compiler but the printed contract. GraphQL's own reference implementation
walks the operation; every value comes from `rows`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    execute_sync,
    parse,
    print_schema,
)

from schema import SCHEMA
from tests.query import history, lookups, provenance
from tests.query.matching import is_live, key_of, matches, type_and_key
from tests.query.pages import Item, Page, cursor, decoded, facet, order_name, page
from tests.query.rows import PREFIXES, UNDATED, Row, Rows, moment_text

Resolve = Callable[..., Any]

COLUMNS = {
    ("Cue", "start"): "start_at",
    ("Cue", "end"): "end_at",
    ("Mention", "start"): "start_at",
    ("Mention", "end"): "end_at",
    ("Sentence", "start"): "start_at",
    ("Sentence", "end"): "end_at",
    ("Claim", "start"): "start_at",
    ("Claim", "end"): "end_at",
    ("Provenance", "version"): "extractor_version",
    ("Article", "createdAt"): "ingested_at",
    ("Change", "by"): "said_by",
    ("ArticleVersion", "by"): "said_by",
    ("Retraction", "at"): "retracted_at",
    ("Retraction", "by"): "retracted_by",
    ("Retraction", "reason"): "retraction_reason",
}
"""Fields whose column has another name than the field in snake case."""


def plain_schema() -> GraphQLSchema:
    """The contract again, from its printed text: no resolvers, no mappings, enums are their names."""
    schema = build_schema(print_schema(SCHEMA._schema))
    moments = schema.type_map["DateTime"]
    assert isinstance(moments, GraphQLScalarType)
    # As graphql-core documents for scalars of a printed schema.
    moments.coerce_input_value = _moment
    moments.coerce_input_literal = lambda node: _moment(getattr(node, "value", None))
    return schema


def _moment(text: Any) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Reference:
    """Executes queries over rows in memory."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.schema = plain_schema()

    def execute(self, query: str, variables: Mapping[str, Any] | None = None) -> ExecutionResult:
        """The answer, with GraphQL's own error handling."""
        result = execute_sync(
            self.schema,
            parse(query),
            variable_values=dict(variables or {}),
            field_resolver=self._resolve,
            type_resolver=lambda value, _info, _type: value["__typename"],
        )
        assert isinstance(result, ExecutionResult)
        return result

    def _resolve(self, source: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
        parent, name = info.parent_type.name, info.field_name
        resolve = RESOLVERS.get((parent, name))
        if resolve is not None:
            return resolve(self.rows, source, **given)
        if isinstance(source, Page):
            return _page_field(source, name)
        if name == "id" and parent not in ("FacetCount", "ChangeEvent"):
            named = {"MergedActor": "Actor", "ClaimLinkEdge": "ClaimLink"}.get(parent, parent)
            return f"{PREFIXES[named]}_{source['id']}"
        value = source[COLUMNS.get((parent, name), _snake(name))]
        return moment_text(value) if isinstance(value, datetime) else value


def _snake(name: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)


def _page_field(found: Page, name: str) -> Any:
    match name:
        case "nodes":
            return [item.node for item in found.items]
        case "edges":
            return [_edge(found, item) for item in found.items]
        case "pageInfo":
            cursors = [found.cursor(item) for item in found.items]
            return {
                "has_next_page": found.has_next,
                "has_previous_page": found.has_previous,
                "start_cursor": cursors[0] if cursors else None,
                "end_cursor": cursors[-1] if cursors else found.end,
            }
        case "totalCount":
            return len(found.whole)
        case "totalCountRelation":
            return "EXACT"
        case "facets":
            return Facets(found)
        case "notes":
            return []
        case _:
            raise KeyError(name)


def _edge(found: Page, item: Item) -> Row:
    edge = {"cursor": found.cursor(item), "node": item.node, "count": item.link.get("articles")}
    return edge | {name: item.link.get(name) for name in ("id", "kind", "score", "said_by")}


class Facets(dict[str, Any]):
    """Counts by name, made when asked for."""

    def __init__(self, found: Page) -> None:
        super().__init__()
        self._found = found

    def __missing__(self, name: str) -> Any:
        return facet(self._found, name)


def nodes_of(found: Iterable[Row | None]) -> list[Item]:
    """Items that no link joins to their parent."""
    return [Item(row, {}) for row in found if row is not None]


def listed(parent: str, field: str, items: Callable[..., Iterable[Item]], *own: str) -> Resolve:
    """A connection's resolver; `own` are its arguments beside filter and paging."""

    def resolve(rows: Rows, source: Any, **given: Any) -> Page:
        arguments = {name: given[name] for name in own if given.get(name) is not None}
        found = [item for item in items(rows, source, **arguments) if matches(rows, item.node, given.get("filter"))]
        return page(rows, order_name(parent, field, given.get("orderBy")), found, given)

    return resolve


def linked(rows: Rows, links: Iterable[Row], table: str, column: str) -> list[Item]:
    """Nodes behind link rows."""
    pairs = ((rows.one(table, link[column]), link) for link in links)
    return [Item(node, link) for node, link in pairs if node is not None]


ROLE_FLAGS = {"SUBJECT": "is_subject", "OBJECT": "is_object", "CLAIMANT": "is_claimant"}


def _article_actors(rows: Rows, article: Row, kind: str | None = None) -> list[Item]:
    items = linked(rows, rows.where("article_actor", "article_id", article["id"]), "actor", "actor_id")
    return [item for item in items if kind is None or item.node["kind"] == kind]


# GraphQL's argument names, as keyword arguments.
def _article_mentions(rows: Rows, article: Row, actorId: str | None = None) -> list[Item]:  # noqa: N803
    mentions = rows.where("mention", "article_id", article["id"])
    if actorId is not None:
        actor = rows.living_actor(key_of(actorId, "Actor"))
        mentions = [mention for mention in mentions if mention["actor_id"] == actor]
    return nodes_of(mentions)


def _live(rows: Rows, items: Iterable[Item]) -> list[Item]:
    """The claims among items that stand, and whose articles do."""
    return [item for item in items if is_live(rows, item.node)]


def _shown(items: Iterable[Item]) -> list[Item]:
    """The articles among items that were not retracted."""
    return [item for item in items if item.node["retracted_at"] is None]


def _shown_links(rows: Rows, actor: Row) -> list[Row]:
    """What ties an actor to articles that were not retracted."""
    links = rows.where("article_actor", "actor_id", actor["id"])
    return [item.link for item in _shown(linked(rows, links, "article", "article_id"))]


def _actor_claims(rows: Rows, actor: Row, role: str | None = None) -> list[Item]:
    links = rows.where("claim_actor", "actor_id", actor["id"])
    links = [link for link in links if role is None or link[ROLE_FLAGS[role]]]
    return _live(rows, linked(rows, links, "claim", "claim_id"))


def _sentence(rows: Rows, row: Row) -> Row | None:
    start, end = row["sentence_start"], row["sentence_end"]
    if end is None or row["retired_at"] is not None:
        return None
    return {"start_at": start, "end_at": end, "text": _article_of(rows, row)["body"][start:end]}


def _article_of(rows: Rows, claim: Row) -> Row:
    return rows.by_type("Article", claim["article_id"]) or {}


def _copies(rows: Rows, article: Row) -> list[Item]:
    same = rows.where("article", "content_hash", article["content_hash"])
    return nodes_of(other for other in same if other["id"] != article["id"])


def _urls(rows: Rows, article: Row) -> list[str]:
    kept = sorted(rows.where("article_url", "article_id", article["id"]), key=lambda row: row["id"])
    return sorted((row["url"] for row in kept), key=lambda url: url != article["url"])


def _claim_actors(rows: Rows, claim: Row, role: str | None = None) -> list[Item]:
    links = rows.where("claim_actor", "claim_id", claim["id"])
    return linked(rows, [link for link in links if role is None or link[ROLE_FLAGS[role]]], "actor", "actor_id")


def _co_mentioned(rows: Rows, actor: Row) -> list[Item]:
    counts: dict[int, int] = {}
    for seen in _shown_links(rows, actor):
        for other in rows.where("article_actor", "article_id", seen["article_id"]):
            if other["actor_id"] != actor["id"]:
                counts[other["actor_id"]] = counts.get(other["actor_id"], 0) + 1
    return linked(rows, [{"actor_id": key, "articles": n} for key, n in counts.items()], "actor", "actor_id")


def _relations(rows: Rows, actor: Row) -> list[Item]:
    mine = (r for r in rows.all("actor_relation") if actor["id"] in (r["subject_id"], r["object_id"]))
    return nodes_of(mine)


def _related(rows: Rows, claim: Row, kind: str | None = None) -> list[Item]:
    links = [link | {"other": link["to_id"]} for link in rows.where("claim_link", "from_id", claim["id"])]
    links += [link | {"other": link["from_id"]} for link in rows.where("claim_link", "to_id", claim["id"])]
    links = [link for link in links if kind is None or link["kind"] == kind]
    return _live(rows, linked(rows, links, "claim", "other"))


def _reviews(rows: Rows, claim: Row) -> list[Item]:
    matches = rows.where("claim_review_match", "claim_id", claim["id"])
    found = rows.where("claim_review", "claim_id", claim["id"])
    return nodes_of([*found, *filter(None, (rows.one("claim_review", match["review_id"]) for match in matches))])


def _matched_claims(rows: Rows, review: Row) -> list[Item]:
    return _live(rows, linked(rows, rows.where("claim_review_match", "review_id", review["id"]), "claim", "claim_id"))


def _candidates(rows: Rows, _root: None, actorId: str | None = None) -> list[Item]:  # noqa: N803
    def open_between_living(candidate: Row) -> bool:
        ends = [rows.one("actor", candidate[side]) for side in ("left_id", "right_id")]
        return candidate["status"] == "OPEN" and all(end and end["merged_into_id"] is None for end in ends)

    found = [candidate for candidate in rows.all("actor_merge_candidate") if open_between_living(candidate)]
    if actorId is not None:
        actor = rows.living_actor(key_of(actorId, "Actor"))
        found = [candidate for candidate in found if actor in (candidate["left_id"], candidate["right_id"])]
    return nodes_of(found)


def _merged_from(rows: Rows, actor: Row) -> list[Row]:
    merges = [merge for merge in rows.where("actor_merge", "winner_id", actor["id"]) if merge["undone_at"] is None]
    merges.sort(key=lambda merge: (merge["merged_at"], merge["loser_id"]))
    return [merge | (rows.one("actor", merge["loser_id"]) or {}) for merge in merges]


def _by_key(table: str, column: str) -> Resolve:
    return lambda rows, row: rows.one(table, row[column])


def _children(table: str, column: str) -> Callable[..., list[Item]]:
    return lambda rows, row: nodes_of(rows.where(table, column, row["id"]))


def _sorted_parts(table: str, column: str, key: str) -> Resolve:
    return lambda rows, row: sorted(rows.where(table, column, row["id"]), key=lambda part: part[key])


def _articles_of(column: str) -> Callable[..., list[Item]]:
    return lambda rows, row: nodes_of(rows.where("article", column, row["id"]))


def listed_articles(parent: str, field: str, items: Callable[..., Iterable[Item]]) -> Resolve:
    """A list of articles: retracted ones are in it where the filter asks, not somewhere within it."""

    def resolve(rows: Rows, source: Any, **given: Any) -> Page:
        asks = (given.get("filter") or {}).get("retracted") is not None

        def found(rows: Rows, source: Any) -> Iterable[Item]:
            return items(rows, source) if asks else _shown(items(rows, source))

        resolved: Page = listed(parent, field, found)(rows, source, **given)
        return resolved

    return resolve


def _all(table: str) -> Callable[..., list[Item]]:
    return lambda rows, _root: nodes_of(rows.all(table))


def _living_actors(rows: Rows, _root: None) -> list[Item]:
    return nodes_of(actor for actor in rows.all("actor") if actor["merged_into_id"] is None)


def _timeline(rows: Rows, actor: Row, interval: str) -> list[Row]:
    periods: dict[str, Counter[str]] = defaultdict(Counter)
    length = {"DAY": 10, "MONTH": 7, "YEAR": 4}[interval]

    def period(link: Row) -> Counter[str]:
        if link["sort_at"] == UNDATED:
            return periods["undated"]
        moment = link["sort_at"].astimezone(UTC)
        return periods[f"{moment.year:04d}-{moment.month:02d}-{moment.day:02d}"[:length]]

    for link in _shown_links(rows, actor):
        period(link).update(articles=1, mentions=link["mention_count"])
    for item in _actor_claims(rows, actor):
        link = item.link
        period(link).update(claims=1, as_claimant=int(link["is_claimant"]), as_subject=int(link["is_subject"]))
    return [{"__typename": "TimelinePoint", "period": name, **_COUNTED, **periods[name]} for name in sorted(periods)]


_COUNTED = dict.fromkeys(("articles", "mentions", "claims", "as_claimant", "as_subject"), 0)


def _actor_mentions(rows: Rows, actor: Row) -> list[Item]:
    found = rows.where("mention", "actor_id", actor["id"])
    return nodes_of(each for each in found if _article_of(rows, each)["retracted_at"] is None)


def _changes(rows: Rows, _root: None, first: int | None = None, after: str | None = None) -> Page:
    behind = None if after is None else decoded(after, "event")[1:]
    found = [
        row for row in rows.all("change") if behind is None or [row[name] for name in ("xid", "number", "key")] > behind
    ]
    asked = page(rows, "event", nodes_of(found), {"first": first})
    if asked.items:
        return asked
    # Empty, it ends where it began: at the cursor given, or now, which is after the last event.
    asked.end = after if after is not None or not asked.whole else asked.cursor(asked.whole[-1])
    asked.has_next = asked.has_next and after is not None
    return asked


RESOLVERS: dict[tuple[str, str], Resolve] = {
    ("Query", "node"): lambda rows, _root, **given: rows.by_type(*type_and_key(given["id"])),
    ("Query", "nodes"): lookups.nodes,
    ("Query", "_entities"): lookups.entities,
    ("Query", "article"): lookups.lookup("Article", url="url"),
    ("Query", "actor"): lookups.lookup("Actor", wikidataId="wikidata_id"),
    ("Query", "claim"): lookups.lookup("Claim"),
    ("Query", "claimReview"): lookups.lookup("ClaimReview"),
    ("Query", "claimLink"): lookups.lookup("ClaimLink"),
    ("Query", "actorRelation"): lookups.lookup("ActorRelation"),
    ("Query", "source"): lookups.lookup("Source", domain="domain"),
    ("Query", "articlesByUrl"): lookups.each("Article", "url"),
    ("Query", "actorsByWikidataId"): lookups.each("Actor", "wikidataId"),
    ("Query", "sourcesByDomain"): lookups.each("Source", "domain"),
    ("Query", "articles"): listed_articles("Query", "articles", lambda rows, _root: nodes_of(rows.all("article"))),
    ("Query", "actors"): listed("Query", "actors", _living_actors),
    ("Query", "claims"): listed("Query", "claims", lambda rows, _root: _live(rows, nodes_of(rows.all("claim")))),
    ("Query", "changes"): _changes,
    ("ChangeEvent", "cursor"): lambda _rows, row: cursor("event", Item(row, {})),
    ("Query", "sources"): listed("Query", "sources", _all("source")),
    ("Query", "actorMergeCandidates"): listed("Query", "actorMergeCandidates", _candidates, "actorId"),
    ("Source", "articles"): listed_articles("Source", "articles", _articles_of("source_id")),
    ("Article", "source"): _by_key("source", "source_id"),
    ("Article", "translationOf"): _by_key("article", "translation_of_id"),
    ("Article", "urls"): _urls,
    ("Article", "copies"): listed_articles("Article", "copies", _copies),
    ("Article", "translations"): listed_articles("Article", "translations", _articles_of("translation_of_id")),
    ("Article", "retraction"): lambda rows, row: None if row["retracted_at"] is None else row,
    ("Article", "versions"): listed("Article", "versions", history.entries("Article")),
    ("Article", "actors"): listed("Article", "actors", _article_actors, "kind"),
    ("Article", "mentions"): listed("Article", "mentions", _article_mentions, "actorId"),
    ("Article", "claims"): listed(
        "Article", "claims", lambda rows, row: _live(rows, nodes_of(rows.where("claim", "article_id", row["id"])))
    ),
    ("Actor", "aliases"): lambda rows, actor: sorted(
        rows.where("actor_alias", "actor_id", actor["id"]),
        key=lambda alias: (alias["name"] != actor["name"], alias["id"]),
    ),
    ("Actor", "mergedFrom"): _merged_from,
    ("Actor", "articles"): listed_articles(
        "Actor",
        "articles",
        lambda rows, row: linked(rows, rows.where("article_actor", "actor_id", row["id"]), "article", "article_id"),
    ),
    ("Actor", "mentions"): listed("Actor", "mentions", _actor_mentions),
    ("Actor", "claims"): listed("Actor", "claims", _actor_claims, "role"),
    ("Actor", "coMentioned"): listed("Actor", "coMentioned", _co_mentioned),
    ("Actor", "timeline"): _timeline,
    ("Actor", "relations"): listed("Actor", "relations", _relations),
    ("Actor", "history"): listed("Actor", "history", history.entries("Actor")),
    **{(of, "provenance"): resolve for of, resolve in provenance.PROVENANCE.items()},
    **{(of, "updatedAt"): provenance.updated_at for of in ("Source", "Mention", "ClaimLink", "ActorRelation")},
    ("Mention", "createdAt"): provenance.found_at,
    ("Mention", "article"): _by_key("article", "article_id"),
    ("Mention", "actor"): _by_key("actor", "actor_id"),
    ("Claim", "article"): _by_key("article", "article_id"),
    ("Claim", "articleVersion"): lambda rows, row: row["article_version"] or _article_of(rows, row)["version"],
    ("Claim", "prefix"): lambda rows, row: (
        _article_of(rows, row)["body"][: row["start_at"]][-32:] if row["retired_at"] is None else row["prefix"]
    ),
    ("Claim", "suffix"): lambda rows, row: (
        _article_of(rows, row)["body"][row["end_at"] :][:32] if row["retired_at"] is None else row["suffix"]
    ),
    ("Claim", "sentence"): _sentence,
    ("Claim", "cues"): _sorted_parts("claim_cue", "claim_id", "ordinal"),
    ("Claim", "claimant"): _by_key("actor", "claimant_id"),
    ("Claim", "subject"): _by_key("actor", "subject_id"),
    ("Claim", "amounts"): lambda rows, row: sorted(row["amounts"], key=lambda amount: amount["start"]),
    ("Claim", "dates"): lambda rows, row: sorted(row["dates"], key=lambda date: date["start"]),
    ("Claim", "actors"): listed("Claim", "actors", _claim_actors, "role"),
    ("Claim", "related"): listed("Claim", "related", _related, "kind"),
    ("Claim", "reviews"): listed("Claim", "reviews", _reviews),
    ("Claim", "history"): listed("Claim", "history", history.entries("Claim")),
    ("ClaimReview", "history"): listed("ClaimReview", "history", history.entries("ClaimReview")),
    ("ClaimReview", "claim"): _by_key("claim", "claim_id"),
    ("ClaimReview", "claims"): listed("ClaimReview", "claims", _matched_claims),
    ("ClaimLink", "from"): _by_key("claim", "from_id"),
    ("ClaimLink", "to"): _by_key("claim", "to_id"),
    ("ActorRelation", "subject"): _by_key("actor", "subject_id"),
    ("ActorRelation", "object"): _by_key("actor", "object_id"),
    ("ActorRelation", "evidence"): _by_key("claim", "claim_id"),
    ("Change", "fields"): history.fields,
    ("ArticleVersion", "changed"): history.changed,
    ("ArticleVersion", "source"): history.state_row("source", "source"),
    ("ArticleVersion", "translationOf"): history.state_row("translationOf", "article"),
    **{("ArticleVersion", name): history.state(name) for name in (*history.SAME, "publishedAt", "extractorVersion")},
    ("ActorMergeCandidate", "left"): lambda rows, row: rows.one("actor", rows.living_actor(row["left_id"])),
    ("ActorMergeCandidate", "right"): lambda rows, row: rows.one("actor", rows.living_actor(row["right_id"])),
}
