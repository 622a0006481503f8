"""The REST twin: the same data as GraphQL, typed answers, problems that say what to change."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest
import yaml
from openapi_spec_validator import validate

from service.http.rest.models import Actor, Article, Claim, WholeActor, WholeClaim
from service.http.rest.page_models import ActorPage, ArticlePage, ClaimPage, SearchPage
from service.http.rest.problem_models import Problem


@pytest.fixture(scope="module")
def client(live_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_server, timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def reviewed(client: httpx.Client, writer: dict[str, str], seeded_database: str) -> None:
    """Something stands under every id of the examples: texts come without some."""
    if client.get("/v1/reviews/rev_1").status_code == 404:
        made = client.post("/v1/claims/clm_1/reviews", json={"reviewer": "Maldita", "rating": "False"}, headers=writer)
        assert made.is_success, made.text
    if client.get("/v1/claim-links/lnk_1").status_code == 404:
        linked = {"toId": "clm_2", "kind": "SUPPORTS"}
        assert client.post("/v1/claims/clm_1/links", json=linked, headers=writer).is_success
    if client.get("/v1/relations/rel_1").status_code == 404:
        asyncio.run(relate(seeded_database))


async def relate(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(
            "insert into claimgraph.actor_relation (subject_id, predicate, object_id) values (1, 'KNOWS', 2)"
        )
    finally:
        await connection.close()


def get(client: httpx.Client, path: str, answer: Any, **params: Any) -> Any:
    response = client.get(path, params=params)
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=answer)


def test_lists_and_items_answer_as_documented(client: httpx.Client) -> None:
    articles = get(client, "/v1/articles", ArticlePage, first=2, count="true")
    assert (len(articles.nodes), articles.page_info.has_next_page) == (2, True)
    assert articles.total_count > 2
    article = get(client, f"/v1/articles/{articles.nodes[0].id}", Article)
    assert article.title == articles.nodes[0].title
    actors = get(client, "/v1/actors", ActorPage, name="altman")
    assert "Sam Altman" in {actor.name for actor in actors.nodes}
    actor = get(client, f"/v1/actors/{actors.nodes[0].id}", WholeActor)
    assert Actor(**{name: getattr(actor, name) for name in Actor.__struct_fields__}) == actors.nodes[0]
    claims = get(client, "/v1/claims", ClaimPage, modality=["REPORTED", "POSSIBLE"])
    assert {claim.modality.value for claim in claims.nodes} <= {"REPORTED", "POSSIBLE"}
    whole = get(client, f"/v1/claims/{claims.nodes[0].id}", WholeClaim)
    assert Claim(**{name: getattr(whole, name) for name in Claim.__struct_fields__}) == claims.nodes[0]
    assert (whole.article_version, whole.retired_at) == (1, None)
    found = get(client, "/v1/search", SearchPage, q="altman", types="ACTOR")
    assert found.edges[0].node.label == "Sam Altman"


def test_pages_follow_each_other(client: httpx.Client) -> None:
    seen, after = [], None
    while True:
        page = get(client, "/v1/actors", ActorPage, first=7, **({"after": after} if after else {}))
        seen += [actor.id for actor in page.nodes]
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            break
    total = get(client, "/v1/actors", ActorPage, first=0, count="true").total_count
    assert len(seen) == len(set(seen)) == total


@pytest.mark.parametrize("path", ["/v1/articles/art_1", "/v1/articles?first=1"])
def test_fields_are_named_with_commas_or_one_at_a_time(client, path):
    with_commas = client.get(path, params={"fields": "id,source.name"})
    one_at_a_time = client.get(path, params={"fields": ["id", "source.name"]})
    assert with_commas.status_code == 200
    assert with_commas.content == one_at_a_time.content


def test_a_date_is_a_day_or_a_moment(client):
    day, moment = (
        client.get("/v1/articles", params={"publishedAfter": given}).json()["nodes"]
        for given in ("2023-11-22", "2023-11-22T00:00:00Z")
    )
    assert day == moment != []


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        ("/v1/articles/art_999999", 404, "nothing with the id 'art_999999'"),
        ("/v1/articles/act_1", 400, "an id of type Actor; this takes one of type Article"),
        ("/v1/articles/nonsense", 400, "not an id of this service"),
        ("/v1/articles?first=1000", 400, "`first`"),
        ("/v1/articles?first=x", 400, "`first`: Expected a whole number, got text"),
        ("/v1/articles?first=1&last=1", 400, "together with `first`"),
        ("/v1/articles?after=zzz", 400, "no cursor of this service"),
        (
            "/v1/claims?modality=MAYBE",
            400,
            "`modality`: `MAYBE` is none of its values, which are `ASSERTED`, ",
        ),
        ("/v1/claims?polarity=POSITIV", 400, "which are `POSITIVE`, `NEGATIVE`; did you mean `POSITIVE`?"),
        ("/v1/claims?subjectId=art_1", 400, "Parameter `subjectId`: 'art_1' is an id of type Article"),
        ("/v1/claims?publishedAfter=yesterday", 400, "Parameter `publishedAfter`: is no DateTime; write it as "),
        ("/v1/claims?polarity=null", 400, "Parameter `polarity` is null, which is no value of it; leave it out"),
        ("/v1/search", 400, "q"),
        ("/v1/search?q=after:x", 400, "`after:`"),
        ("/v1/search?q=a&match=SOME", 400, "`match`"),
        ("/v1/search?q=a&halfLifeDays=-1", 400, "`halfLifeDays`"),
        ("/v1/suggest", 400, "prefix"),
        ("/v1/suggest?prefix=a&first=51", 400, "`first`"),
        ("/v1/claim-stats", 400, "'groupBy'"),
        ("/v1/claim-stats?groupBy=COLOUR", 400, "`groupBy`"),
        ("/v1/claim-stats?groupBy=MONTH&groupBy=MONTH", 400, "once"),
        ("/v1/claims?filter=%7B%22colour%22%3A1%7D", 400, "not to include unknown field 'colour'"),
        ("/v1/claims?filter=nothing", 400, "Parameter `filter`: it is no JSON object"),
        ("/v1/claims?filter=" + "%7B%22a%22%3A" * 300, 400, "Parameter `filter`: it is no JSON object"),
        ("/v1/actors/act_999999/timeline", 404, "nothing with the id 'act_999999'"),
        ("/v1/actors/act_999999/mentions", 404, "nothing with the id 'act_999999'"),
        ("/v1/claims/clm_1/related?kind=LIKES", 400, "`kind`"),
        ("/v1/articles/art_1/actors?fields=colour", 400, "'colour' is no field of this answer"),
        ("/v1/suggest?prefix=a%00b", 400, "a NUL character"),
        ("/v1/nothing", 404, "Not Found"),
    ],
)
def test_problems(client: httpx.Client, path: str, status: int, problem: str) -> None:
    response = client.get(path)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert problem in msgspec.json.decode(response.content, type=Problem).detail


def test_the_openapi_document_is_valid_and_the_one_in_the_repository(client: httpx.Client) -> None:
    served = client.get("/openapi.yaml").text
    committed = (Path(__file__).parents[3] / "openapi.yaml").read_text(encoding="utf-8")
    assert served == committed, "run `claimgraph openapi > openapi.yaml`"
    validate(yaml.safe_load(served))


def test_health(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    document = yaml.safe_load((Path(__file__).parents[3] / "openapi.yaml").read_text("utf-8"))
    return [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


@pytest.mark.parametrize(("method", "path", "operation"), operations(), ids=lambda value: str(value)[:30])
def test_every_operation_has_examples(method: str, path: str, operation: dict[str, Any]) -> None:
    bodies = (operation.get("requestBody") or {}).get("content", {}).values()
    answers = operation["responses"].get("200", {}).get("content", {}).values()
    examples = [part for part in (*operation.get("parameters", ()), *bodies, *answers) if "example" in part]
    assert examples, f"{method} {path}"
    assert all("example" in body for body in bodies)


@pytest.mark.parametrize(
    ("path", "operation"),
    [(path, operation) for method, path, operation in operations() if method == "get" and path.startswith("/v1/")],
    ids=lambda value: str(value)[:30],
)
def test_the_examples_of_reads_are_answered(
    client: httpx.Client, reviewed: None, path: str, operation: dict[str, Any]
) -> None:
    parameters = operation.get("parameters", ())
    given = {entry["name"]: entry["example"] for entry in parameters if "example" in entry}
    needed = [entry["name"] for entry in parameters if entry.get("required") and entry["in"] == "query"]
    for name in [None, *given]:
        query = {one: given[one] for one in (name, *needed) if one not in (None, "id")}
        if isinstance(query.get("fields"), list):
            query["fields"] = ",".join(query["fields"])
        response = client.get(path.replace("{id}", str(given.get("id"))), params=query)
        assert response.status_code == 200, (name, response.text)


def test_links_lead_through_a_list_and_back(client: httpx.Client) -> None:
    first = client.get("/v1/actors", params={"first": 7, "orderBy": "NAME", "fields": "id"})
    pages, seen = [first], first.json()["nodes"]
    while "next" in pages[-1].links:
        pages.append(client.get(pages[-1].links["next"]["url"]))
        seen += pages[-1].json()["nodes"]
    assert all(set(node) == {"id"} for node in seen)
    assert len(seen) == len({node["id"] for node in seen}) == client.get("/v1/actors?count=true").json()["totalCount"]
    back = client.get(pages[2].links["prev"]["url"])
    assert back.json()["nodes"] == pages[1].json()["nodes"]
    assert client.get(pages[2].links["first"]["url"]).json()["nodes"] == first.json()["nodes"]


def test_fields_choose_what_is_read(client: httpx.Client) -> None:
    page = client.get("/v1/claims", params={"first": 1, "fields": "text,article.title"}).json()
    assert [set(node) for node in page["nodes"]] == [{"text", "article"}]
    assert set(page["nodes"][0]["article"]) == {"title"}
    item = client.get("/v1/articles/art_1", params={"fields": "title,source"})
    assert set(item.json()) == {"title", "source"}
    whole = client.get("/v1/articles/art_1").headers["etag"]
    assert item.headers["etag"] != whole, "other bytes, another tag"
    assert item.headers["etag"].partition("-")[0] == whole.partition("-")[0], "of the same version"
    refused = client.get("/v1/articles", params={"fields": "titel"})
    assert refused.status_code == 400
    assert "'titel' is no field of this answer; there is title" in refused.json()["detail"]


def test_what_did_not_change_is_not_sent_again(client: httpx.Client) -> None:
    for path in ("/v1/articles/art_1", "/v1/claims?first=3", "/openapi.yaml"):
        whole = client.get(path)
        tag = whole.headers["etag"]
        for given in (tag, f"W/{tag}", f'"x", {tag}', f'"a,b",W/{tag} ,', "*"):
            again = client.get(path, headers={"if-none-match": given})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), given
            assert client.head(path, headers={"if-none-match": given}).status_code == 304
        for given in ('"x"', tag.strip('"'), f"x {tag}", f'"x" {tag}', ""):
            assert client.get(path, headers={"if-none-match": given}).status_code == 200, given
        plain = {"accept-encoding": "identity"}
        again = client.get(path, headers=plain | {"if-none-match": "*"})
        assert (again.status_code, again.headers["etag"]) == (304, client.get(path, headers=plain).headers["etag"])
        head = client.head(path)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
        assert client.get(path, headers={"if-match": tag}).status_code == 200
        for given in ('"x"', f"W/{tag}"):
            refused = client.get(path, headers={"if-match": given, "if-none-match": "*"})
            assert (refused.status_code, refused.json()["code"]) == (412, "PRECONDITION_FAILED")


def test_an_address_tells_its_methods(client: httpx.Client, writer: dict[str, str]) -> None:
    for answer in (client.options("/v1/articles/art_1"), client.put("/v1/articles/art_1", headers=writer)):
        assert answer.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH"
    assert client.options("/v1/nothing/of/the/kind").status_code in (404, 405)
