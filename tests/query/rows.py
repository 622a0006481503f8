"""All rows of a database in Python's memory, for the reference executor."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import asyncpg

Row = dict[str, Any]

# The type's name goes into every row, so that interfaces and unions can tell what it is.
TABLES = {
    "Source": "source",
    "Article": "article",
    "Actor": "actor",
    "Mention": "mention",
    "Claim": "claim",
    "ClaimReview": "claim_review",
    "ClaimLink": "claim_link",
    "ActorRelation": "actor_relation",
    "ActorMergeCandidate": "actor_merge_candidate",
    "Alias": "actor_alias",
}
UNDATED = datetime.min.replace(tzinfo=UTC)
"""What Python has for Postgres' -infinity, the `sort_at` of what has no date."""
PARTS = ("article_actor", "claim_actor", "claim_cue", "actor_merge", "article_url", "claim_review_match", "history")
# float4 as text: its shortest spelling, which Python's wider floats would lose.
SCORED = {"claim_link", "actor_merge_candidate", "claim_review_match"}
PREFIXES = {
    "Source": "src",
    "Article": "art",
    "Actor": "act",
    "Mention": "men",
    "Claim": "clm",
    "ClaimReview": "rev",
    "ClaimLink": "lnk",
    "ActorRelation": "rel",
    "ActorMergeCandidate": "cnd",
    "Alias": "als",
}


@dataclass
class Rows:
    """The rows of every table, and the answers that only Postgres knows: collation, folding, and whom a name means."""

    tables: dict[str, list[Row]]
    ranks: dict[str, int] = field(default_factory=dict)
    folds: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    meant: dict[str, list[int]] = field(default_factory=dict)
    _indexes: dict[tuple[str, str], dict[Any, list[Row]]] = field(default_factory=dict)

    def all(self, table: str) -> list[Row]:
        """Every row of a table."""
        return self.tables[table]

    def where(self, table: str, column: str, value: Any) -> list[Row]:
        """The rows that have this value (never null)."""
        if (table, column) not in self._indexes:
            index: dict[Any, list[Row]] = defaultdict(list)
            for row in self.tables[table]:
                index[row[column]].append(row)
            self._indexes[table, column] = index
        return [] if value is None else self._indexes[table, column].get(value, [])

    def one(self, table: str, key: int | None) -> Row | None:
        """The row of this key."""
        found = self.where(table, "id", key)
        return found[0] if found else None

    def living_actor(self, key: int | None) -> int | None:
        """The actor that answers for this one: itself, or the one it was merged into."""
        row = self.one("actor", key)
        return None if row is None else row["merged_into_id"] or row["id"]

    def by_type(self, type_name: str, key: int | None) -> Row | None:
        """The object that a global id names."""
        return self.one(TABLES[type_name], self.living_actor(key) if type_name == "Actor" else key)


async def load(connection: Any, vocabulary: Iterable[str] = ()) -> Rows:
    """Read everything; `vocabulary` holds the texts that name filters will ask for."""
    tables: dict[str, list[Row]] = {}
    types = {table: type_name for type_name, table in TABLES.items()}
    for table in (*TABLES.values(), *PARTS):
        columns = "*, score::text as score_text" if table in SCORED else "*"
        records: list[asyncpg.Record] = await connection.fetch(f"select {columns} from claimgraph.{table}")
        tables[table] = [_row(record, types.get(table)) for record in records]
    tables["change"] = [
        dict(record)
        for record in await connection.fetch(
            "select claimgraph.event_lineage() as lineage, c.xid::text::bigint as xid, c.number, c.key, c.kind, c.id,"
            " c.action, c.at, c.reason from claimgraph.change c"
        )
    ]
    rows = Rows(tables)
    _count(rows)
    sorted_texts = [row["name"] for row in tables["source"]]
    sorted_texts += [row["sort_name"] for row in tables["actor"]]
    sorted_texts += [row["language"] for row in tables["article"]]
    sorted_texts += [name for entry in tables["history"] for name in entry["changes"]]
    ranked = await connection.fetch(
        "select t.text, dense_rank() over (order by t.text) as rank from unnest($1::text[]) t (text)", sorted_texts
    )
    rows.ranks = {record["text"]: record["rank"] for record in ranked}
    names = [
        *vocabulary,
        *(row["name"] for row in tables["source"]),
        *(row["reviewer"] for row in tables["claim_review"]),
    ]
    titles = [row["title"] for row in tables["article"]]
    folded = await connection.fetch(
        "select t.text, claimgraph.fold_name(t.text) as folded, claimgraph.fold_title(t.text) as title,"
        " claimgraph.actors_meant(t.text) as meant from unnest($1::text[]) t (text)",
        [*names, *titles],
    )
    rows.folds = {record["text"]: record["folded"] for record in folded}
    rows.titles = {record["text"]: record["title"] for record in folded}
    rows.meant = {record["text"]: record["meant"] or [] for record in folded}
    return rows


def _count(rows: Rows) -> None:
    """Give rows the counts of other rows that lists are ordered by."""
    shown = {row["id"]: row["retracted_at"] is None for row in rows.all("article")}
    live = {row["id"]: row["live"] for row in rows.all("claim")}
    for article in rows.all("article"):
        article["claim_count"] = sum(row["live"] for row in rows.where("claim", "article_id", article["id"]))
        links = rows.where("article_actor", "article_id", article["id"])
        article["mention_total"] = sum(row["mention_count"] for row in links)
    for actor in rows.all("actor"):
        links = rows.where("article_actor", "actor_id", actor["id"])
        actor["article_count"] = sum(shown[row["article_id"]] for row in links)
        actor["claim_count"] = sum(row["live"] for row in rows.where("claim_actor", "actor_id", actor["id"]))
    for claim in rows.all("claim"):
        others = [row["to_id"] for row in rows.where("claim_link", "from_id", claim["id"])]
        others += [row["from_id"] for row in rows.where("claim_link", "to_id", claim["id"])]
        claim["link_count"] = sum(live[other] for other in others)
        claim["review_count"] = sum(
            len(rows.where(table, "claim_id", claim["id"])) for table in ("claim_review", "claim_review_match")
        )
    for source in rows.all("source"):
        articles = rows.where("article", "source_id", source["id"])
        source["article_count"] = sum(row["retracted_at"] is None for row in articles)


def _row(record: asyncpg.Record, type_name: str | None) -> Row:
    row: Row = dict(record)
    if type_name is not None:
        row["__typename"] = type_name
    for name in ("amounts", "dates", "changes", "external_ids"):
        if name in row:
            row[name] = json.loads(row[name])
    if row.get("sort_at") == datetime.min:
        row["sort_at"] = UNDATED  # The driver gives it without a zone.
    if "score_text" in row:
        row["score"] = json.loads(row["score_text"])
    return row


def moment_text(moment: datetime) -> str:
    """A moment as Postgres' to_json writes it in UTC."""
    plain = moment.astimezone(UTC).replace(tzinfo=None)
    fraction = f".{plain.microsecond:06d}".rstrip("0") if plain.microsecond else ""
    return plain.replace(microsecond=0).isoformat() + fraction + "+00:00"


def microseconds(moment: datetime) -> int:
    """Since 1970, exactly."""
    apart = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (apart.days * 86_400 + apart.seconds) * 1_000_000 + apart.microseconds
