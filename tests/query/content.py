"""Random rows that respect every constraint and sit on every edge: nulls, ties, accents, emoji, far dates."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from service.store.addresses import Address, keep_addresses
from service.store.caller import say_caller
from tests.query.rows import UNDATED

# One holds a combining accent, one joins three people.
WORDS = (
    "Élysée", "négocie", "l’accord", "aujourd'hui", "avec", "OpenAI", "😀", "naïve", "coöperation", "Straße",
    "İstanbul", "東京", "Москва", "said", "may", '"quoted"', "100%", "a_b", "back\\slash", "<b>markup</b>",
    "d’Europe", "e\u0301tat", "👩\u200d👩\u200d👧", "minister", "claims", "budget", "growth",
)  # fmt: skip
LANGUAGES = ("fr", "fr-ca", "en", "en-gb", "de", "und", "zh-hant", "tlh")
KINDS = ("PERSON", "ORGANIZATION", "PRODUCT", "PLACE", "GROUP", "UNKNOWN")
MODALITIES = {
    "ASSERTED": "CT",
    "REPORTED": "",
    "PROBABLE": "PR",
    "POSSIBLE": "PS",
    "CONDITIONAL": "",
    "PREDICTED": "PR",
}
NAMES = (
    "Sam Altman", "sam altman", "Élodie Ünal", "OpenAI", "Open AI", "L’Oréal", "X", "Ω", "東京", "😀 Labs", "a_b",
    "100%", "O'Neill", "Jean-Luc", "Œuvre", "ß", "Zoë", "zoe", "Åse", "é" * 300, "back\\slash", '"quoted"', "...",
)  # fmt: skip
CALLERS = ("cli", "desk 😀", "extractor:x")
SCORES = (0.0, 1.0, 0.5, 0.5, 0.1, 0.30000001, 1e-5, 0.333333333, 1e-30)
MOMENTS = tuple(
    datetime.fromisoformat(text).replace(tzinfo=UTC)
    for text in (
        "2023-11-22T10:00:00", "2023-11-22T10:00:00.000001", "2023-11-22T10:00:00.5", "2023-11-22T09:59:59.999999",
        "2023-11-30T23:30:00", "2023-12-01T00:30:00", "1969-12-31T23:59:59.999999", "0001-01-01T00:00:00.000001",
        "9999-12-31T23:59:59.999998", "1970-01-01T00:00:00",
    )
)  # fmt: skip


class Content:
    """Fills a migrated database; the same seed writes the same rows into the same empty database."""

    def __init__(self, connection: Any, seed: int) -> None:
        self.connection = connection
        self.random = random.Random(seed)
        self._sources: list[int] = []
        self._articles: list[tuple[int, str, datetime]] = []
        self._actors: list[tuple[int, str]] = []
        self._claims: list[int] = []

    async def fill(self, articles: int = 60, actors: int = 40) -> None:
        """Rows of every table."""
        for number in range(12):
            await self.source(number)
        for number in range(actors):
            await self.actor(number)
        for _ in range(articles):
            await self.article()
        await self._links()
        await self._matches()
        await self._merges(actors)
        await self._changes()

    async def source(self, number: int) -> None:
        """A publisher, some of one name."""
        r = self.random
        self._sources.append(
            await self.connection.fetchval(
                "insert into source (name, domain, country, language) values ($1, $2, $3, $4) returning id",
                r.choice(("Le Monde", "Écho", "echo", "Zeit", "zeit 😀")),
                f"s{number}.example",
                r.choice((None, "FR", "US")),
                r.choice((None, *LANGUAGES)),
            )
        )

    async def actor(self, number: int) -> None:
        """An actor with a few aliases, some shared with others of its kind."""
        r = self.random
        name, kind = r.choice(NAMES), r.choice(KINDS)
        actor_id = await self.connection.fetchval(
            "insert into actor (kind, name, description, wikidata_id, mention_count, created_at, external_ids)"
            " values ($1, $2, $3, $4, $5, $6, $7) returning id",
            kind,
            name,
            r.choice((None, "", self.text(8))),
            f"Q{number + 1}" if r.random() < 0.5 else None,
            r.choice((0, 1, 1, 2, 2, 7)),
            r.choice(MOMENTS),
            r.choice(("{}", '{"lei": "A1"}', '{"lei": "B2", "isni": "0:1"}')),
        )
        self._actors.append((actor_id, kind))
        for alias in {name, *r.sample(NAMES, r.randrange(3))}:
            await self.connection.execute(
                "insert into actor_alias (actor_id, kind, name, language, shared) select $1, $2, $3, $4,"
                " exists (select from actor_alias x where x.kind = $2 and x.folded = claimgraph.fold_name($3))",
                actor_id,
                kind,
                alias,
                r.choice((None, "fr", "en")),
            )

    async def article(self) -> int:
        """An article with its mentions and claims; its id."""
        r = self.random
        body, title = self.text(r.randrange(8, 60)), self.text(r.randrange(0, 6))
        published, ingested = r.choice((None, *MOMENTS)), r.choice(MOMENTS)
        translated = r.choice(self._articles)[0] if self._articles and r.random() < 0.3 else None
        url = f"https://s.example/{len(self._articles)}" if r.random() < 0.7 else None
        article_id = await self.connection.fetchval(
            "insert into article (url, title, body, language, authors, published_at, ingested_at, updated_at, sort_at,"
            " version, content_hash, source_id, translation_of_id, extractor, extractor_version, notes, completeness)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'rules', '1', $14, $15) returning id",
            url,
            title,
            body,
            r.choice(LANGUAGES),
            r.choice(([], ["Zoë"], ['A "B"', "é, {x}", ""])),
            published,
            ingested,
            r.choice(MOMENTS),
            published or UNDATED,
            r.choice((1, 2, 3)),
            # Some are copies of others.
            sha256(f"{len(self._articles) // 3}".encode()).hexdigest(),
            r.choice((None, *self._sources)),
            translated,
            r.choice(([], ["No rules for this language."])),
            r.choice(("FULL", "SUMMARY", "HEADLINE")),
        )
        if url is not None:
            await keep_addresses(
                self.connection, [Address(article_id, url), Address(article_id, f"{url}?utm_source=x")]
            )
        self._articles.append((article_id, body, published or UNDATED))
        await self._mentions(article_id, body, published or UNDATED)
        for _ in range(r.choice((0, 1, 2, 4))):
            await self._claim(article_id, body, published or UNDATED)
        return int(article_id)

    async def _mentions(self, article_id: int, body: str, sort_at: datetime) -> None:
        seen: dict[int, int] = {}
        spans = set()
        for _ in range(self.random.randrange(8)):
            actor_id = self.random.choice(self._actors)[0]
            start, end = self._span(body)
            if (actor_id, start, end) not in spans:
                spans.add((actor_id, start, end))
                seen[actor_id] = seen.get(actor_id, 0) + 1
                await self.connection.execute(
                    "insert into mention (article_id, actor_id, start_at, end_at, quote) values ($1, $2, $3, $4, $5)",
                    article_id,
                    actor_id,
                    start,
                    end,
                    body[start:end],
                )
        await self.connection.executemany(
            "insert into article_actor (article_id, actor_id, mention_count, sort_at) values ($1, $2, $3, $4)",
            [(article_id, actor_id, count, sort_at) for actor_id, count in seen.items()],
        )

    async def _claim(self, article_id: int, body: str, sort_at: datetime) -> None:
        r = self.random
        start, end = self._span(body)
        modality, polarity = r.choice(list(MODALITIES)), r.choice(("POSITIVE", "NEGATIVE"))
        certainty = MODALITIES[modality]
        attribution = r.choice(("ACTOR", "ARTICLE", "UNNAMED"))
        claimant = r.choice(self._actors)[0] if attribution == "ACTOR" else None
        subject = r.choice((None, r.choice(self._actors)[0]))
        claim_id = await self.connection.fetchval(
            "insert into claim (article_id, sort_at, start_at, end_at, quote, text, modality, polarity, factuality,"
            " attribution, claimant_id, subject_id, unnamed_source, amounts, dates, extractor, extractor_version,"
            " stance, sentence_start, sentence_end)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'rules', '1', $16, $17, $18)"
            " returning id",
            article_id,
            sort_at,
            start,
            end,
            body[start:end],
            self.text(6) or "x",
            modality,
            polarity,
            certainty + ("_PLUS" if polarity == "POSITIVE" else "_MINUS") if certainty else "UNDERSPECIFIED",
            attribution,
            claimant,
            subject,
            r.choice((None, "people close to 😀")) if attribution == "UNNAMED" else None,
            json.dumps([self._amount(start + at) for at in range(r.choice((0, 0, 1, 3)))]),
            json.dumps([self._date(start + at) for at in range(r.choice((0, 0, 1, 2)))]),
            r.choice(("SAYS", "SAYS", "DENIES", "DOUBTS", "ASKS")),
            *r.choice(((None, None), (max(0, start - 3), min(len(body), end + 5)))),
        )
        self._claims.append(claim_id)
        await self._roles(claim_id, subject, claimant, sort_at)
        for ordinal in range(r.choice((0, 1, 2))):
            at, to = self._span(body)
            await self.connection.execute(
                "insert into claim_cue (claim_id, ordinal, kind, start_at, end_at, quote)"
                " values ($1, $2, $3, $4, $5, $6)",
                claim_id,
                ordinal,
                r.choice(("MODALITY", "NEGATION", "ATTRIBUTION")),
                at,
                to,
                body[at:to],
            )
        for _ in range(r.choice((0, 0, 1, 2))):
            await self.connection.execute(
                "insert into claim_review (claim_id, reviewer, rating, url, reviewed_at) values ($1, $2, $3, $4, $5)",
                claim_id,
                r.choice(NAMES[:5]),
                r.choice(("False", "Plutôt vrai")),
                None,
                r.choice((None, *MOMENTS)),
            )

        if claim_id % 8 == 0:
            await self.connection.execute(
                "update claim set retired_at = $2, article_version = 1, prefix = 'before 😀 ', suffix = ' after'"
                " where id = $1",
                claim_id,
                MOMENTS[0],
            )

    async def _roles(self, claim_id: int, subject: int | None, claimant: int | None, sort_at: datetime) -> None:
        objects = {actor_id for actor_id, _ in self.random.sample(self._actors, self.random.randrange(3))}
        involved = objects | {actor for actor in (subject, claimant) if actor is not None}
        await self.connection.executemany(
            "insert into claim_actor (claim_id, actor_id, is_subject, is_object, is_claimant, sort_at)"
            " values ($1, $2, $3, $4, $5, $6)",
            [
                (claim_id, actor, actor == subject, actor in objects, actor == claimant, sort_at)
                for actor in sorted(involved)
            ],
        )

    async def _matches(self) -> None:
        """Reviews that stand by themselves, and claims that say what they and others are of."""
        r = self.random
        for number in range(10):
            await self.connection.execute(
                "insert into claim_review (claim_reviewed, reviewer, rating, claimed_by, rating_value, best_rating,"
                " appearances) values ($1, $2, $3, $4, $5, 5, $6)",
                f"The mill {number} stands still",
                r.choice(NAMES[:5]),
                r.choice(("False", "Plutôt vrai")),
                r.choice((None, NAMES[0])),
                r.choice((None, 1.0, 2.5)),
                r.choice(([], ["https://social.example/1"])),
            )
        reviews = await self.connection.fetchval("select array_agg(id order by id) from claim_review")
        for _ in range(4 * len(reviews)):
            await self.connection.execute(
                "insert into claim_review_match (review_id, claim_id, score)"
                " select r.id, $2, $3 from claim_review r where r.id = $1 and r.claim_id is distinct from $2"
                " on conflict do nothing",
                r.choice(reviews),
                r.choice(self._claims),
                r.choice(SCORES),
            )

    async def _links(self) -> None:
        r = self.random
        for _ in range(120):
            one, other = r.sample(self._claims, 2)
            await self.connection.execute(
                "insert into claim_link (from_id, to_id, kind, score, said_by) values ($1, $2, $3, $4, 'rule:x')"
                " on conflict do nothing",
                one,
                other,
                r.choice(("REPEATS", "SUPPORTS", "CONTRADICTS")),
                r.choice(SCORES),
            )
        for _ in range(50):
            (one, _kind), (other, _other_kind) = r.sample(self._actors, 2)
            await self.connection.execute(
                "insert into actor_relation (subject_id, predicate, object_id, claim_id) values ($1, $2, $3, $4)"
                " on conflict do nothing",
                one,
                r.choice(("CEO_OF", "OWNS")),
                other,
                r.choice((None, r.choice(self._claims))),
            )
            await self.connection.execute(
                "insert into actor_merge_candidate (left_id, right_id, score, rule, status)"
                " values ($1, $2, $3, $4, $5) on conflict do nothing",
                min(one, other),
                max(one, other),
                r.choice(SCORES),
                r.choice(("SAME_NAME", "ACRONYM", "PART_OF_NAME", "SIMILAR_NAME")),
                r.choice(("OPEN", "OPEN", "MERGED", "DISMISSED")),
            )

    async def _merges(self, actors: int) -> None:
        """Signposts: actors that were merged away, whose ids still answer."""
        r = self.random
        living = [actor_id for actor_id, _kind in self._actors]
        for number in range(6):
            await self.actor(actors + number)
            loser, winner = self._actors[-1][0], r.choice(living)
            undone = r.choice((None, None, MOMENTS[0]))
            if undone is None:
                await self.connection.execute("update actor set merged_into_id = $2 where id = $1", loser, winner)
                # What its names were is the winner's now; the signpost itself is not searched.
                await self.connection.execute("delete from actor_alias where actor_id = $1", loser)
                await self.connection.execute("delete from actor_search where actor_id = $1", loser)
            await self.connection.execute(
                "insert into actor_merge (winner_id, loser_id, said_by, merged_at, undone_at, moved)"
                " values ($1, $2, 'editor', $3, $4, '{}')",
                winner,
                loser,
                r.choice(MOMENTS),
                undone,
            )

    async def _changes(self) -> None:
        """Versions of articles, some far apart, and changes of actors, claims and reviews, each by somebody."""
        r = self.random
        for article_id, body, _sort_at in r.sample(self._articles, len(self._articles) // 2):
            for _ in range(r.choice((1, 1, 2, 4))):
                await self._article_version(article_id, body)
        for actor_id, _kind in r.sample(self._actors, len(self._actors) // 2):
            await self._change(
                "update actor set version = version + 1, description = $2, wikidata_id = null where id = $1",
                actor_id,
                self.text(3),
            )
        for claim_id in r.sample(self._claims, len(self._claims) // 2):
            await self._change(
                "update claim set version = version + 1, text = $2 where id = $1", claim_id, self.text(3)
            )
        for review_id in range(1, 20):
            await self._change(
                "update claim_review set version = version + 1, rating = $2, reviewed_at = $3 where id = $1",
                review_id,
                r.choice(("Vrai", "😀")),
                r.choice((None, *MOMENTS)),
            )
        for article_id, _body, _sort_at in r.sample(self._articles, len(self._articles) // 10):
            await self._change(
                "update article set version = version + 1, retracted_at = $2, retracted_by = $3, retraction_reason = $4"
                " where id = $1",
                article_id,
                r.choice(MOMENTS[:2]),
                r.choice(CALLERS),
                self.text(3),
            )

    async def _article_version(self, article_id: int, body: str) -> None:
        r = self.random
        published = r.choice((None, *MOMENTS))
        changes: dict[str, Any] = {
            "title": self.text(3),
            # What is quoted of it stays.
            "body": f"{body} {self.text(r.randrange(3))}",
            "language": r.choice(LANGUAGES),
            "authors": r.choice(([], ["Zoë", "é"])),
            "published_at": published,
            "source_id": r.choice((None, *self._sources)),
            "translation_of_id": r.choice((None, 1)),
            "notes": r.choice(([], ["A note."])),
            "completeness": r.choice(("FULL", "SUMMARY", "HEADLINE")),
        }
        chosen = r.sample(sorted(changes), r.randrange(4))
        values = {name: changes[name] for name in chosen}
        if "published_at" in values:
            values["sort_at"] = published or UNDATED
        # The whole object is kept now and then.
        values["version"] = await self.connection.fetchval("select version from article where id = $1", article_id)
        values["version"] += r.choice((1, 1, 60))
        pairs = ", ".join(f"{name} = ${at}" for at, name in enumerate(values, start=2))
        await self._change(f"update article set {pairs} where id = $1", article_id, *values.values())

    async def _change(self, statement: str, *values: Any) -> None:
        async with self.connection.transaction():
            await say_caller(self.connection, self.random.choice(CALLERS))
            await self.connection.execute(statement, *values)

    def text(self, words: int) -> str:
        """Words in a row."""
        return " ".join(self.random.choice(WORDS) for _ in range(words))

    def _span(self, body: str) -> tuple[int, int]:
        start = self.random.randrange(len(body) - 1)
        return start, self.random.randrange(start + 1, min(len(body), start + 40) + 1)

    def _amount(self, at: int) -> dict[str, Any]:
        value = self.random.choice((0, -1.5, 5e10, 0.1, 1e-9, 123456789.123))
        return {"value": value, "unit": self.random.choice(("EUR", "%")), "start": at, "end": at + 1, "quote": "é 1"}

    def _date(self, at: int) -> dict[str, Any]:
        date = self.random.choice(("2023-11", "2023-11-22"))
        return {"date": date, "start": at, "end": at + 1, "quote": "novembre"}
