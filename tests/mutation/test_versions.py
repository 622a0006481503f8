"""What an object was can be read, and put back."""

from __future__ import annotations

from typing import Any

from tests.mutation.conftest import Mutate, Rows, errors

URL = "https://journal.example/1"
BODY = "Selon Reuters, Microsoft a investi 13 milliards dans OpenAI. Sam Altman reviendra."
VERSIONS = """
    query($id: ID!, $first: Int, $after: String) {
      article(id: $id) {
        versions(first: $first, after: $after) {
          totalCount
          nodes {
            version by action changed title body url authors publishedAt extractor notes
            source { name } translationOf { id }
          }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
"""
HISTORY = "history { totalCount nodes { version by action fields { field from to } } }"
RESTORE = f"notRestored article {{ version title body }} actor {{ id version name {HISTORY} }}"


async def ingested(mutate: Mutate, **given: Any) -> str:
    payload = await mutate(
        "ingestArticle",
        "article { id }",
        caller="desk",
        **{"body": BODY, "title": "Premier", "language": "fr", "url": URL} | given,
    )
    article: str = payload["article"]["id"]
    return article


async def versions(answer: Mutate, article: str, **page: Any) -> dict[str, Any]:
    found = await answer(VERSIONS, id=article, **page)
    assert "errors" not in found, found
    connection: dict[str, Any] = found["data"]["article"]["versions"]
    return connection


async def changes(answer: Mutate, node: str) -> list[dict[str, Any]]:
    on = " ".join(f"... on {name} {{ {HISTORY} }}" for name in ("Actor", "Claim", "ClaimReview"))
    found = await answer(f"query($id: ID!) {{ node(id: $id) {{ {on} }} }}", id=node)
    assert "errors" not in found, found
    nodes: list[dict[str, Any]] = found["data"]["node"]["history"]["nodes"]
    return nodes


async def test_an_article_tells_its_versions_newest_first(answer: Mutate, mutate: Mutate) -> None:
    article = await ingested(mutate, authors=["Lea"], source={"name": "Le Journal"})
    await mutate("updateArticle", "article { id }", caller="lea", id=article, version=1, title="Second", source=None)
    await mutate("updateArticle", "article { id }", caller="tom", id=article, version=2, body=BODY + " Ou pas.")

    found = await versions(answer, article)

    assert found["totalCount"] == 3
    told = [(node["version"], node["by"], node["action"], node["changed"]) for node in found["nodes"]]
    assert told[1:] == [(2, "lea", "CHANGED", ["source", "title"]), (1, "desk", "CREATED", [])]
    assert (told[0][:3], "body" in told[0][3]) == ((3, "tom", "CHANGED"), True)
    assert [node["title"] for node in found["nodes"]] == ["Second", "Second", "Premier"]
    assert [node["body"] for node in found["nodes"]] == [BODY + " Ou pas.", BODY, BODY]
    assert [node["source"] for node in found["nodes"]] == [None, None, {"name": "Le Journal"}]
    assert {tuple(node["authors"]) for node in found["nodes"]} == {("Lea",)}


async def test_versions_come_in_pages(answer: Mutate, mutate: Mutate) -> None:
    article = await ingested(mutate)
    for version in range(1, 5):
        await mutate("updateArticle", "article { id }", id=article, version=version, title=f"Titre {version + 1}")

    first = await versions(answer, article, first=2)
    second = await versions(answer, article, first=2, after=first["pageInfo"]["endCursor"])

    assert [node["title"] for node in first["nodes"] + second["nodes"]] == [f"Titre {n}" for n in (5, 4, 3, 2)]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, True)


async def test_an_article_goes_back_to_a_version_as_its_next(answer: Mutate, mutate: Mutate, rows: Rows) -> None:
    article = await ingested(mutate, publishedAt="2026-11-20T08:00:00Z")
    await mutate(
        "updateArticle", "article { id }", id=article, version=1, title="Second", body="Rien.", publishedAt=None
    )
    assert await rows("select count(*) from mention") == [(0,)]

    payload = await mutate("restoreVersion", RESTORE, caller="lea", id=article, version=2, toVersion=1)

    assert payload["userErrors"] == []
    assert payload["article"] == {"version": 3, "title": "Premier", "body": BODY}
    assert payload["notRestored"] == []
    newest = (await versions(answer, article))["nodes"][0]
    assert (newest["by"], newest["action"]) == ("lea", "RESTORED")
    assert newest["publishedAt"] == "2026-11-20T08:00:00+00:00"
    ((mentions,),) = await rows("select count(*) from mention")
    assert mentions > 0


async def test_a_stale_version_is_refused(mutate: Mutate) -> None:
    article = await ingested(mutate)
    await mutate("updateArticle", "article { id }", id=article, version=1, title="Second")

    payload = await mutate("restoreVersion", RESTORE, id=article, version=1, toVersion=1)

    assert errors(payload) == [("input.version", "CONFLICT")]
    assert payload["article"] == {"version": 2, "title": "Second", "body": BODY}


async def test_only_known_versions_of_what_has_a_history_come_back(mutate: Mutate) -> None:
    article = await ingested(mutate)
    for given, expected in (
        ({"id": article, "version": 1, "toVersion": 7}, ("input.toVersion", "NOT_FOUND")),
        ({"id": "art_99", "version": 1, "toVersion": 1}, ("input.id", "NOT_FOUND")),
        ({"id": "men_1", "version": 1, "toVersion": 1}, ("input.id", "BAD_USER_INPUT")),
        ({"id": "nonsense", "version": 1, "toVersion": 1}, ("input.id", "BAD_USER_INPUT")),
        ({"id": article, "version": 0, "toVersion": 1}, ("input.version", "BAD_USER_INPUT")),
    ):
        assert errors(await mutate("restoreVersion", RESTORE, **given)) == [expected]


async def test_what_stands_against_a_version_is_named(mutate: Mutate) -> None:
    article = await ingested(mutate)
    await mutate("updateArticle", "article { id }", id=article, version=1, url=None)
    await ingested(mutate, body="Autre chose.", title="Autre")

    payload = await mutate("restoreVersion", RESTORE, id=article, version=2, toVersion=1)

    assert errors(payload) == [("input.url", "CONFLICT")]


async def test_the_version_of_today_is_no_change(answer: Mutate, mutate: Mutate) -> None:
    article = await ingested(mutate)

    payload = await mutate("restoreVersion", RESTORE, id=article, version=1, toVersion=1)

    assert (payload["userErrors"], payload["article"]["version"]) == ([], 1)
    assert (await versions(answer, article))["totalCount"] == 1


async def test_an_actor_tells_what_changed_and_goes_back(answer: Mutate, mutate: Mutate) -> None:
    made = await mutate("upsertActor", "actor { id }", caller="desk", name="Sam", kind="PERSON")
    actor = made["actor"]["id"]
    await mutate(
        "upsertActor", "actor { id }", caller="lea", id=actor, version=1, name="Sam Altman", description="Dirige.",
        wikidataId="Q1",
    )  # fmt: skip

    newest, oldest = await changes(answer, actor)
    assert (oldest["action"], oldest["by"], oldest["fields"]) == ("CREATED", "desk", [])
    assert (newest["version"], newest["by"]) == (2, "lea")
    assert newest["fields"] == [
        {"field": "aliases", "from": [], "to": [{"name": "Sam Altman", "language": None}]},
        {"field": "description", "from": None, "to": "Dirige."},
        {"field": "name", "from": "Sam", "to": "Sam Altman"},
        {"field": "wikidataId", "from": None, "to": "Q1"},
    ]

    payload = await mutate("restoreVersion", RESTORE, id=actor, version=2, toVersion=1, key="once")
    again = await mutate("restoreVersion", RESTORE, id=actor, version=2, toVersion=1, key="once")

    assert (payload["actor"]["name"], payload["actor"]["version"]) == ("Sam", 3)
    assert payload["notRestored"] == ["aliases"]
    assert payload["actor"]["history"]["nodes"][0]["action"] == "RESTORED"
    assert again == payload


async def test_a_merged_actors_id_means_the_one_that_it_became_part_of(mutate: Mutate, rows: Rows) -> None:
    winner, loser = [
        (await mutate("upsertActor", "actor { id }", name=name, kind="PERSON"))["actor"]["id"]
        for name in ("Sam Altman", "Samuel Altman")
    ]
    await mutate("mergeActors", "actor { id }", winnerId=winner, loserId=loser)
    ((version,),) = await rows("select version from actor where name = 'Sam Altman'")

    payload = await mutate("restoreVersion", RESTORE, id=loser, version=version, toVersion=1)

    assert (payload["userErrors"], payload["actor"]["id"]) == ([], winner)
    assert payload["notRestored"] == ["aliases", "mergedFrom"]


async def test_a_claim_tells_what_changed_and_goes_back(answer: Mutate, mutate: Mutate) -> None:
    article = await ingested(mutate, body="OpenAI pourrait revenir. OpenAI se tait.")
    actor = (await mutate("upsertActor", "actor { id }", name="Reuters", kind="ORGANIZATION"))["actor"]["id"]
    given = {
        "articleId": article, "quote": "OpenAI pourrait revenir.", "text": "Tout est vrai", "modality": "POSSIBLE",
        "polarity": "POSITIVE", "claimantId": actor, "objectIds": [actor],
        "cues": [{"kind": "MODALITY", "start": 7, "end": 15}],
    }  # fmt: skip
    claim = (await mutate("upsertClaim", "claim { id }", caller="desk", **given))["claim"]["id"]
    await mutate(
        "upsertClaim", "claim { id }", caller="lea", id=claim, version=1, end=23, text="Autre", modality="ASSERTED",
        claimantId=None, objectIds=[], cues=[],
    )  # fmt: skip

    newest = (await changes(answer, claim))[0]
    assert (newest["version"], newest["by"], newest["action"]) == (2, "lea", "CHANGED")
    fields = {field["field"]: (field["from"], field["to"]) for field in newest["fields"]}
    assert fields["text"] == ("Tout est vrai", "Autre")
    assert fields["claimant"] == (actor, None)
    assert fields["objects"] == ([actor], [])
    assert fields["cues"] == ([{"kind": "MODALITY", "start": 7, "end": 15, "quote": "pourrait"}], [])
    assert fields["quote"] == ("OpenAI pourrait revenir.", "OpenAI pourrait revenir")

    selection = (
        "notRestored claim { version text quote modality factuality claimant { id } cues { quote }"
        " actors(role: OBJECT) { nodes { id } } }"
    )
    payload = await mutate("restoreVersion", selection, caller="tom", id=claim, version=2, toVersion=1)

    assert payload["userErrors"] == []
    assert payload["claim"] == {
        "version": 3, "text": "Tout est vrai", "quote": "OpenAI pourrait revenir.", "modality": "POSSIBLE",
        "factuality": "PS_PLUS", "claimant": {"id": actor}, "cues": [{"quote": "pourrait"}],
        "actors": {"nodes": [{"id": actor}]},
    }  # fmt: skip
    assert payload["notRestored"] == []
    assert (await changes(answer, claim))[0]["action"] == "RESTORED"


async def test_a_review_tells_what_changed_and_goes_back(answer: Mutate, mutate: Mutate, rows: Rows) -> None:
    await ingested(mutate)
    claim = f"clm_{(await rows('select min(id) from claim'))[0][0]}"
    said = {"claimId": claim, "reviewer": "AFP", "url": "https://afp.example/1"}
    review = (await mutate("reviewClaim", "review { id version }", rating="Faux", **said))["review"]
    same = (await mutate("reviewClaim", "review { id version }", rating="Faux", **said))["review"]
    assert review == same == {"id": review["id"], "version": 1}
    await mutate("reviewClaim", "review { id }", caller="lea", rating="Vrai", **said)

    newest, _ = await changes(answer, review["id"])
    assert (newest["version"], newest["by"]) == (2, "lea")
    assert newest["fields"] == [{"field": "rating", "from": "Faux", "to": "Vrai"}]

    payload = await mutate(
        "restoreVersion", "notRestored review { version rating updatedAt }", id=review["id"], version=2, toVersion=1
    )
    assert (payload["review"]["version"], payload["review"]["rating"]) == (3, "Faux")
    found = await answer("query($id: ID!) { claimReview(id: $id) { rating version } }", id=review["id"])
    assert found["data"]["claimReview"] == {"rating": "Faux", "version": 3}


async def test_an_extractors_changes_of_claims_are_its_word(answer: Mutate, mutate: Mutate, rows: Rows) -> None:
    article = await ingested(mutate)
    ((first,), *others) = await rows("select 'clm_' || id from claim order by start_at")
    assert others
    # One sentence is added in front of all others: they only move.
    await mutate("updateArticle", "article { id }", caller="lea", id=article, version=1, body="Voici. " + BODY)
    assert await changes(answer, first) == []

    await mutate("updateArticle", "article { id }", caller="lea", id=article, version=2, body="Rien ne va plus.")
    (retired,) = await changes(answer, first)
    assert (retired["action"], retired["by"], retired["version"]) == ("RETIRED", "extractor:rules", 2)

    await mutate("restoreVersion", RESTORE, caller="tom", id=article, version=3, toVersion=1)
    assert [change["action"] for change in await changes(answer, first)] == ["REVIVED", "RETIRED"]


async def test_a_retired_claim_cannot_go_back_while_its_words_are_away(mutate: Mutate, rows: Rows) -> None:
    article = await ingested(mutate)
    ((claim, key),) = await rows("select 'clm_' || id, id from claim order by start_at limit 1")
    await mutate("updateArticle", "article { id }", id=article, version=1, body="Rien ne va plus.")

    away = await mutate("restoreVersion", "notRestored claim { version }", id=claim, version=2, toVersion=1)
    assert (away["userErrors"], away["notRestored"], away["claim"]) == ([], ["retiredAt"], {"version": 2})

    await rows("update article set body = body || ' ' || (select quote from claim where id = $1)", key)
    payload = await mutate(
        "restoreVersion", "notRestored claim { version retiredAt }", id=claim, version=2, toVersion=1
    )
    assert (payload["userErrors"], payload["claim"]) == ([], {"version": 3, "retiredAt": None})
    assert payload["notRestored"] == []
