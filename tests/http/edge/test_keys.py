"""API keys: shown once, kept as hashes, and what each may do."""

from __future__ import annotations

import asyncio
import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from service.errors import BadInput, NotFound
from service.http.edge.access import KEY_TRUSTED_S
from service.store.keys import create_key, list_keys, note_use, recognise_key, replace_key, revoke_key
from service.store.pool import Store
from tests.conftest import COMMAND, authorization, clean_environment
from tests.http.conftest import COUNT, WRITE, Client, problem

UNKNOWN = "cgk_abcdefgh_" + "A" * 43


def bearer(text: str) -> dict[str, str]:
    return {"authorization": f"Bearer {text}"}


async def test_a_key_is_recognised_and_only_its_hash_is_kept(fresh_store: Store) -> None:
    made, text = await create_key(fresh_store, "importer", ("write",))
    assert text.startswith(f"cgk_{made.prefix}_") and len(text) == 56
    assert await recognise_key(fresh_store, text) == made
    async with fresh_store.connection() as connection:
        kept = str(await connection.fetch("select * from api_key"))
    assert text not in kept and text.partition(made.prefix)[2] not in kept


@pytest.mark.parametrize("change", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: t + "A", str.upper])
async def test_a_key_with_another_secret_is_nobody(fresh_store: Store, change) -> None:  # type: ignore[no-untyped-def]
    _, text = await create_key(fresh_store, "importer", ("write",))
    assert await recognise_key(fresh_store, change(text)) is None


async def test_keys_are_listed_revoked_and_replaced(fresh_store: Store) -> None:
    first, _ = await create_key(fresh_store, "demo", ("read",))
    second, _ = await replace_key(fresh_store, "demo", ("write",))
    now = datetime.now(UTC)
    assert [key.state(now) for key in await list_keys(fresh_store)] == ["revoked", "active"]
    revoked = await revoke_key(fresh_store, second.label)
    assert revoked.state(now + timedelta(seconds=5)) == "revoked"
    again = await revoke_key(fresh_store, first.prefix)
    assert again.revoked_at is not None and again.revoked_at <= revoked.revoked_at
    with pytest.raises(NotFound):
        await revoke_key(fresh_store, "zzzzzzzz")


async def test_names_and_scopes_that_will_not_do(fresh_store: Store) -> None:
    for name, scopes in [("", ("read",)), ("a:b", ("read",)), ("a", ("root",)), ("a", ()), ("x" * 101, ("read",))]:
        with pytest.raises(BadInput):
            await create_key(fresh_store, name, scopes)


async def test_last_use_is_written_at_most_once_a_minute(fresh_store: Store) -> None:
    made, _ = await create_key(fresh_store, "importer", ("read",))
    await note_use(fresh_store, made.id)
    (first,) = await list_keys(fresh_store)
    await note_use(fresh_store, made.id)
    assert await list_keys(fresh_store) == [first] and first.last_used_at is not None
    async with fresh_store.connection() as connection:
        await connection.execute("update api_key set last_used_at = now() - interval '61 seconds'")
    await note_use(fresh_store, made.id)
    (later,) = await list_keys(fresh_store)
    assert later.last_used_at is not None and later.last_used_at >= first.last_used_at


def test_without_a_key_a_guarded_service_shows_only_its_pages(guarded: httpx.Client) -> None:
    for response in (guarded.post("/graphql", json=COUNT), guarded.get("/v1/articles"), guarded.get("/v1/export")):
        status, code, message = problem(response)
        assert (status, code) == (401, "UNAUTHENTICATED") and "scope `read`" in message
        assert response.headers["www-authenticate"] == 'Bearer realm="claimgraph"'
    for path in ("/healthz", "/readyz", "/docs", "/openapi.yaml"):
        assert guarded.get(path).status_code == 200
    assert guarded.get("/graphql", headers={"accept": "text/html"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["//v1/articles", "/v1//articles", "/v1/articles/", "/v1/articles//", "/static/../v1/articles", "/v1%2Farticles"],
)
def test_no_spelling_of_a_path_gets_past_the_gate(guarded: httpx.Client, path: str) -> None:
    request = guarded.build_request("GET", guarded.base_url.join("/"))
    request.url = request.url.copy_with(raw_path=path.encode())
    assert guarded.send(request).status_code in (401, 404)


async def test_scopes_on_both_sides(guarded: httpx.Client, database: str) -> None:
    reader, writer = [await authorization(database, scope) for scope in ("read", "write")]
    assert guarded.post("/graphql", json=COUNT, headers=reader).json()["data"]["articles"]["totalCount"] > 0
    assert guarded.get("/v1/articles", headers=reader).status_code == 200
    for response in (
        guarded.post("/graphql", json=WRITE, headers=reader),
        guarded.post("/v1/actors", json={"name": "Keyed", "kind": "PERSON"}, headers=reader),
        guarded.post("/v1/import", content=b"{}", headers=reader),
    ):
        status, code, message = problem(response)
        assert (status, code) == (403, "FORBIDDEN") and "lacks" in message and "`write`" in message
        assert 'error="insufficient_scope", scope="write"' in response.headers["www-authenticate"]
    assert guarded.post("/graphql", json=WRITE, headers=writer).json()["data"]["upsertActor"]["actor"]
    assert guarded.post("/v1/actors", json={"name": "Keyed", "kind": "PERSON"}, headers=writer).status_code == 200


def test_reads_are_open_on_loopback_and_writes_never(plain: httpx.Client) -> None:
    assert plain.post("/graphql", json=COUNT).json()["data"]
    assert plain.get("/v1/articles").status_code == 200
    for response in (
        plain.post("/graphql", json=WRITE),
        plain.post("/v1/actors", json={"name": "Keyed", "kind": "PERSON"}),
        plain.post("/v1/import", content=b"{}"),
        plain.delete("/v1/articles/art_1"),
    ):
        assert problem(response)[:2] == (401, "UNAUTHENTICATED")


def test_a_service_that_listens_to_others_asks_for_a_key(serve: Client) -> None:
    assert problem(serve(HOST="0.0.0.0").get("/v1/articles"))[:2] == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    "header", ["Bearer", "Basic dTpw", f"Bearer {UNKNOWN}", f"bearer {UNKNOWN}", "Bearer ÿ", "x" * 5000]
)
def test_a_wrong_key_is_refused_even_where_reads_are_open(plain: httpx.Client, header: str) -> None:
    for response in (
        plain.post("/graphql", json=COUNT, headers={b"authorization": header.encode("latin-1")}),
        plain.get("/v1/articles", headers={b"authorization": header.encode("latin-1")}),
    ):
        assert problem(response)[:2] == (401, "UNAUTHENTICATED")
        assert 'error="invalid_token"' in response.headers["www-authenticate"]
        assert "Bearer " not in response.text.replace("`Bearer`", "") and UNKNOWN not in response.text


async def test_expired_and_revoked_keys(guarded: httpx.Client, database: str, database_store: Store) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=1.5)
    passing = await authorization(database, "read", expires_at=soon)
    assert guarded.get("/v1/articles", headers=passing).status_code == 200
    revoked = await authorization(database, "read")
    assert guarded.get("/v1/articles", headers=revoked).status_code == 200
    await revoke_key(database_store, revoked["authorization"].removeprefix("Bearer "))
    await asyncio.sleep(KEY_TRUSTED_S + 0.2)
    assert "is expired" in problem(guarded.get("/v1/articles", headers=passing))[2]
    assert "is revoked" in problem(guarded.get("/v1/articles", headers=revoked))[2]


async def test_writes_carry_the_keys_name(guarded: httpx.Client, database: str, database_store: Store) -> None:
    writer = await authorization(database, "write")
    body = "Ada Lovelace pourrait revenir chez OpenAI, selon Microsoft."
    article = guarded.post("/v1/articles", json={"body": body, "language": "fr"}, headers=writer).json()["id"]
    claim = {"articleId": article, "quote": "revenir", "text": "Elle revient", "modality": "POSSIBLE"}
    made = guarded.post("/v1/claims", json=claim | {"polarity": "POSITIVE"}, headers=writer)
    assert made.status_code == 201, made.text
    async with database_store.connection() as connection:
        found = await connection.fetchval("select extractor from claim where text = 'Elle revient'")
    assert found == "tests"
    etag = guarded.get(f"/v1/articles/{article}", headers=writer).headers["etag"]
    assert guarded.delete(f"/v1/articles/{article}", headers=writer | {"if-match": etag}).status_code == 204


async def test_no_secret_is_logged(serve: Client, database: str, tmp_path: Path) -> None:
    log = tmp_path / "service.log"
    client = serve(log, CLAIMGRAPH_LOG_LEVEL="debug", CLAIMGRAPH_OPEN_READS="0")
    key = await authorization(database, "write")
    for headers in (key, bearer(UNKNOWN)):
        client.post("/graphql", json=WRITE, headers=headers)
        client.post("/graphql", content=b"{", headers=headers | {"content-type": "application/json"})
        client.get("/v1/nothing", headers=headers)
    logged = log.read_text()
    assert key["authorization"][-43:] not in logged and UNKNOWN[-43:] not in logged


def run(database_url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = clean_environment(DATABASE_URL=database_url)
    return subprocess.run([*COMMAND, *arguments], env=environment, capture_output=True, text=True, timeout=60)


def test_the_commands(fresh_database: str) -> None:
    made = run(fresh_database, "keys", "create", "importer", "--scope", "write", "--expires", "90d")
    assert made.returncode == 0 and made.stdout.startswith("cgk_") and "not shown again" in made.stderr
    text = made.stdout.strip()
    assert text not in made.stderr
    listed = run(fresh_database, "keys", "list")
    assert text[:12] in listed.stdout and text[13:] not in listed.stdout
    (entry,) = json.loads(run(fresh_database, "keys", "list", "--json").stdout)
    assert (entry["name"], entry["scopes"], entry["state"]) == ("importer", ["write"], "active")
    assert "digest" not in entry
    revoked = run(fresh_database, "keys", "revoke", text[:12])
    assert revoked.stdout == f"Revoked {text[:12]} (importer).\n"
    for wrong, sentence in [
        (("create", "a", "--scope", "root"), "'root' is no scope"),
        (("create", "a", "--expires", "soon"), "must be like 12h"),
        (("create", "a", "--expires", "2001-01-01"), "which has passed"),
        (("revoke", "nobody"), "no key with the prefix"),
    ]:
        result = run(fresh_database, "keys", *wrong)
        assert result.returncode == 1 and sentence in result.stderr


async def test_keys_of_one_name_are_two_callers(plain: httpx.Client, database: str) -> None:
    one, other = [await authorization(database, "write") | {"idempotency-key": "same"} for _ in range(2)]
    made = plain.post("/v1/actors", json={"name": "Of One", "kind": "GROUP"}, headers=one)
    assert made.status_code == 201
    assert plain.post("/v1/actors", json={"name": "Of One", "kind": "GROUP"}, headers=one).json() == made.json()
    assert plain.post("/v1/actors", json={"name": "Of Another", "kind": "GROUP"}, headers=one).status_code == 422
    assert plain.post("/v1/actors", json={"name": "Of Another", "kind": "GROUP"}, headers=other).status_code == 201


def test_a_shared_name_is_told(database: str) -> None:
    first = run(database, "keys", "create", "shared by two")
    second = run(database, "keys", "create", "shared by two")
    label = "_".join(first.stdout.split("_")[:2])
    assert "has the name" not in first.stderr
    assert f"{label} has the name 'shared by two', too" in second.stderr
    listed = [
        key for key in json.loads(run(database, "keys", "list", "--json").stdout) if key["name"] == "shared by two"
    ]
    assert [key["liveOfName"] for key in listed] == [2, 2]
    assert "one of" in run(database, "keys", "list").stdout
    run(database, "keys", "revoke", label)
    assert "has the name" in run(database, "keys", "create", "shared by two").stderr
