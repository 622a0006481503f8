"""A service over texts that forms have to write with care."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
import pytest_asyncio

from tests.conftest import authorization, create_seeded_database, served

ODD_TITLE = '=HYPERLINK("https://x.example") \x01 <b>&"quoted", 🦊'
ODD_BODY = (
    'Acme said "it = fine", 🦊 & left.\r\nBob Smith, the head of Acme, said that <sales> fell by 5%.\x0b\n'
    "-1 is what Bob Smith might call it."
)
ODD_ADDRESS = "https://odd.example/a?b=1&c=<é>"


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def odd_database(server_url: str, empty_template: str) -> str:
    """The demo's articles, and one with all that breaks careless writers."""
    return await create_seeded_database(server_url, empty_template)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def odd_writer(odd_database: str) -> dict[str, str]:
    """The header of a key that may write."""
    return await authorization(odd_database, "write")


@pytest.fixture(scope="package")
def service(odd_database: str, odd_writer: dict[str, str]) -> Iterator[httpx.Client]:
    """The service, with the odd article, a review of a claim and a link between two."""
    with served(odd_database) as base_url, httpx.Client(base_url=base_url, timeout=20) as client:
        article = {
            "title": ODD_TITLE,
            "body": ODD_BODY,
            "language": "en",
            "url": ODD_ADDRESS,
            "authors": ['-Jane "J", Roe', "+Bob"],
            "source": {"name": "@Paper", "domain": "odd.example"},
        }
        made = client.post("/v1/articles", json=article, headers=odd_writer)
        assert made.status_code == 201, made.text
        review = {"reviewer": "Maldita", "rating": "=Mostly false", "url": "https://maldita.example/1"}
        assert client.post("/v1/claims/clm_1/reviews", json=review, headers=odd_writer).is_success
        link = {"toId": "clm_2", "kind": "CONTRADICTS"}
        assert client.post("/v1/claims/clm_1/links", json=link, headers=odd_writer).is_success
        yield client


@pytest.fixture
def odd(service: httpx.Client) -> dict[str, object]:
    """The odd article as JSON has it, with its body."""
    (found,) = service.get("/v1/articles", params={"url": ODD_ADDRESS}).json()["nodes"]
    article: dict[str, object] = service.get(f"/v1/articles/{found['id']}").json()
    return article
