"""Where the OpenAPI document says that a member of a body may be null, null is taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from service.demo.read import demo_articles
from service.exchange.ingest import ingest
from service.store.pool import open_store
from tests.conftest import PATIENT, authorization, create_database, served
from tests.http.rest.test_openapi import SCHEMAS, operations

IDS = {"articles": "art_1", "actors": "act_1", "claims": "clm_1", "reviews": "rev_1"}


def bodies() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Each member that may be null: the method, the path, the member, and a body without it."""
    for path, method, operation in operations():
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        kind = path.split("/")[2] if path.startswith("/v1/") else ""
        if "{id}" in path and kind not in IDS:
            continue
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        for key, property_ in SCHEMAS.get(name, {}).get("properties", {}).items():
            if "null" in property_.get("type", ()) or {"type": "null"} in property_.get("oneOf", ()):
                yield method, path.replace("{id}", IDS.get(kind, "")), key, content["example"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def written(server_url: str, empty_template: str) -> str:
    url = await create_database(server_url, empty_template)
    async with open_store(PATIENT, url) as store:
        await ingest(store, demo_articles(), lambda _item: None)
    return url


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def key(written: str) -> dict[str, str]:
    return await authorization(written, "write")


@pytest.fixture(scope="module")
def client(written: str, key: dict[str, str]) -> Iterator[httpx.Client]:
    with served(written) as url, httpx.Client(base_url=url, headers={**key, "If-Match": "*"}, timeout=60) as client:
        yield client


@pytest.mark.parametrize(("method", "path", "member", "example"), list(bodies()))
def test_null_is_taken(client: httpx.Client, method: str, path: str, member: str, example: dict[str, Any]) -> None:
    answer = client.request(method, path, json={**example, member: None})
    assert answer.is_success, answer.text
