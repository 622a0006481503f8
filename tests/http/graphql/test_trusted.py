"""Documents by id, automatic persisted queries, caching, and what can be switched off."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.http.graphql.persisted import Taught
from tests.conftest import authorization
from tests.http.conftest import COUNT, WRITE, Client, problem
from tests.http.edge.test_keys import run

TITLES = "query Titles($n: Int) { articles(first: $n) { nodes { title } } }"
NAMES = "query Names { actors(first: 2) { nodes { name } } }"
INTROSPECTION = {"query": "{ __schema { queryType { name } } }"}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def apollo(*bodies: str) -> dict[str, Any]:
    operations = [{"id": sha256(body), "name": body.split()[1], "type": "query", "body": body} for body in bodies]
    return {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}


def persisted(text: str, **more: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha256(text)}}, **more}


@pytest.fixture(scope="module")
def registered(database: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("manifests")
    (folder / "relay.json").write_text(json.dumps({"titles-1": TITLES}))
    (folder / "apollo.json").write_text(json.dumps(apollo(NAMES)))
    result = run(database, "documents", "register", str(folder / "relay.json"), str(folder / "apollo.json"))
    assert (result.returncode, result.stdout) == (0, "Documents: 2 registered, 0 known.\n"), result.stderr


@pytest.fixture(scope="module")
def trusting(serve: Client, registered: None) -> httpx.Client:
    return serve(CLAIMGRAPH_TRUSTED_ONLY="1")


@pytest.fixture(scope="module")
def closed(serve: Client) -> httpx.Client:
    return serve(CLAIMGRAPH_INTROSPECTION="0", CLAIMGRAPH_GRAPHIQL="0", CLAIMGRAPH_PERSISTED_QUERIES="0")


def test_registered_documents_are_run_by_id(trusting: httpx.Client) -> None:
    by_id = trusting.post("/graphql", json={"documentId": "titles-1", "variables": {"n": 1}}).json()
    assert len(by_id["data"]["articles"]["nodes"]) == 1
    by_hash = trusting.post("/graphql", json=persisted(NAMES)).json()
    assert len(by_hash["data"]["actors"]["nodes"]) == 2
    assert trusting.post("/graphql", json={"documentId": f"sha256:{sha256(NAMES)}"}).json() == by_hash
    assert trusting.get("/graphql", params={"documentId": sha256(NAMES)}).json() == by_hash
    assert trusting.post("/graphql", json=persisted(NAMES, query=NAMES)).json() == by_hash


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (COUNT, "TRUSTED_DOCUMENT_REQUIRED"),
        (WRITE, "TRUSTED_DOCUMENT_REQUIRED"),
        (INTROSPECTION, "TRUSTED_DOCUMENT_REQUIRED"),
        ({"query": TITLES}, "TRUSTED_DOCUMENT_REQUIRED"),
        (persisted(COUNT["query"], query=COUNT["query"]), "TRUSTED_DOCUMENT_REQUIRED"),
        (persisted(COUNT["query"]), "DOCUMENT_NOT_FOUND"),
        ({"documentId": "titles-2"}, "DOCUMENT_NOT_FOUND"),
        ({"documentId": "", "query": COUNT["query"]}, "DOCUMENT_NOT_FOUND"),
        ({"documentId": "a\u0000b"}, "DOCUMENT_NOT_FOUND"),
        ({"documentId": "x" * 5000}, "DOCUMENT_NOT_FOUND"),
    ],
)
async def test_nothing_else_is_run(trusting: httpx.Client, database: str, body: dict[str, Any], code: str) -> None:
    admin = await authorization(database, "admin")
    assert problem(trusting.post("/graphql", json=body, headers=admin))[:2] == (200, code)


def test_the_rest_twin_runs_our_own_documents(trusting: httpx.Client) -> None:
    assert trusting.get("/v1/articles").status_code == 200


def test_documents_are_registered_all_or_none(database: str, registered: None, tmp_path: Path) -> None:
    def register(manifest: Any) -> str:
        path = tmp_path / "manifest.json"
        path.write_text(manifest if isinstance(manifest, str) else json.dumps(manifest))
        result = run(database, "documents", "register", str(path))
        return result.stdout if result.returncode == 0 else result.stderr

    assert register(apollo(NAMES)) == "Documents: 0 registered, 1 known.\n"
    assert "Cannot query field 'nope'" in register({"new": NAMES, "bad": "{ nope }"})
    assert "another document" in register({"new": NAMES, "titles-1": NAMES})
    assert "never used" in register({"f": "fragment F on Query { __typename }"})
    for wrong in ("[]", "{", '{"a": 1}', '{"": "{ __typename }"}', '{"format": "other", "operations": []}'):
        assert "no manifest of Relay or Apollo" in register(wrong)
    listed = json.loads(run(database, "documents", "list", "--json").stdout)
    assert {entry["id"] for entry in listed} == {"titles-1", sha256(NAMES)}


def test_a_query_is_taught_once_and_then_known_by_its_hash(plain: httpx.Client) -> None:
    query = "query Taught { articles(first: 1) { nodes { id } } }"
    unknown = plain.post("/graphql", json=persisted(query))
    assert problem(unknown) == (200, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
    taught = plain.post("/graphql", json=persisted(query, query=query)).json()
    assert plain.post("/graphql", json=persisted(query)).json() == taught and taught["data"]
    extensions = json.dumps(persisted(query)["extensions"])
    assert plain.get("/graphql", params={"extensions": extensions}).json() == taught


def test_wrong_hashes_teach_nothing(plain: httpx.Client) -> None:
    lie = persisted("{ __typename }", query="{ articles { totalCount } }")
    assert problem(plain.post("/graphql", json=lie))[1] == "PERSISTED_QUERY_MISMATCH"
    assert problem(plain.post("/graphql", json=persisted("{ __typename }")))[1] == "PERSISTED_QUERY_NOT_FOUND"
    plain.post("/graphql", json=persisted("{ __typename }", query="{ __typename }"))
    assert problem(plain.post("/graphql", json=lie))[1] == "PERSISTED_QUERY_MISMATCH", "a known hash is no exception"
    oddities: tuple[Any, ...] = (
        1,
        [],
        {"version": 1},
        {"version": 2, "sha256Hash": "a"},
        {"version": 1, "sha256Hash": None},
    )
    for odd in oddities:
        assert problem(plain.post("/graphql", json={"extensions": {"persistedQuery": odd}}))[1] == "BAD_REQUEST"


def test_what_is_taught_is_bounded() -> None:
    taught = Taught(bytes_max=100, size=5)
    for number in range(50):
        taught.put(str(number), "x" * 10)
    assert len(taught) == 5 and taught.get("49") and taught.get("0") is None
    taught.put("large", "x" * 90)
    assert len(taught) == 2 and taught.get("large")


def test_mutations_are_not_taught_over_get(plain: httpx.Client) -> None:
    extensions = json.dumps(persisted(WRITE["query"])["extensions"])
    answer = plain.get("/graphql", params={"extensions": extensions, "query": WRITE["query"]})
    assert problem(answer)[:2] == (405, "METHOD_NOT_ALLOWED")


def test_caches_may_keep_what_anyone_may_read(plain: httpx.Client) -> None:
    answer = plain.get("/graphql", params=COUNT)
    assert answer.headers["cache-control"] == "public, no-cache"
    assert {"Accept", "Authorization"} <= {name.strip() for name in answer.headers["vary"].split(",")}
    etag = answer.headers["etag"]
    for given in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        known = plain.get("/graphql", params=COUNT, headers={"if-none-match": given})
        assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", etag)
    assert plain.get("/graphql", params=COUNT, headers={"if-none-match": '"other"'}).status_code == 200
    other = plain.get("/graphql", params=COUNT, headers={"accept": "application/graphql-response+json"})
    assert other.headers["etag"] != etag
    wrong = plain.get("/graphql", params={"query": "{ nope }"})
    assert wrong.headers["cache-control"] == "no-store" and "etag" not in wrong.headers


async def test_caches_may_not_share_what_took_a_key(serve: Client, database: str) -> None:
    client = serve(CLAIMGRAPH_CACHE_S="60")
    assert client.get("/graphql", params=COUNT).headers["cache-control"] == "public, max-age=60"
    reader = await authorization(database, "read")
    assert client.get("/graphql", params=COUNT, headers=reader).headers["cache-control"] == "private, max-age=60"


async def test_introspection_is_the_admins_where_it_is_off(closed: httpx.Client, database: str) -> None:
    reader, admin = [await authorization(database, scope) for scope in ("read", "admin")]
    for query in (
        INTROSPECTION,
        {"query": '{ __type(name: "Article") { name } }'},
        {"query": "{ ...F } fragment F on Query { _service { sdl } }"},
    ):
        for headers in ({}, reader):
            assert problem(closed.post("/graphql", json=query, headers=headers))[1] == "INTROSPECTION_DISABLED"
        assert closed.post("/graphql", json=query, headers=admin).json()["data"]
    assert closed.post("/graphql", json={"query": "{ __typename }"}).json()["data"] == {"__typename": "Query"}


def test_nothing_is_hinted_where_introspection_is_off(closed: httpx.Client, plain: httpx.Client) -> None:
    for query in (
        "{ article { titel } }",
        "{ artcles { totalCount } }",
        "{ claims(filter: {modalty: [REPORTED]}) { totalCount } }",
    ):
        hinted, silent = (problem(client.post("/graphql", json={"query": query}))[2] for client in (plain, closed))
        assert "Did you mean" in hinted
        assert "Did you mean" not in silent and silent.startswith(hinted.partition(" Did you mean")[0])


def test_the_page_can_be_switched_off(closed: httpx.Client) -> None:
    answer = closed.get("/graphql", headers={"accept": "text/html"})
    assert answer.status_code == 406 and "<html" not in answer.text


def test_persisted_queries_can_be_switched_off(closed: httpx.Client) -> None:
    assert problem(closed.post("/graphql", json=persisted("{ __typename }"))) == (
        200,
        "PERSISTED_QUERY_NOT_SUPPORTED",
        "PersistedQueryNotSupported",
    )
    assert closed.post("/graphql", json=persisted("{ __typename }", query="{ __typename }")).json()["data"]
