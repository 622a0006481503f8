"""The extractor in the whole service: texts in by GraphQL, REST and commands, provenance out."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.conftest import COMMAND, authorization, clean_environment, free_port, served
from tests.normalize.llm.answers import BODY, good_answer
from tests.normalize.llm.conftest import KEY
from tests.normalize.llm.stub import Reply, Stub, completion, problem

INGEST = """
    mutation($input: IngestArticleInput!) {
      ingestArticle(input: $input) {
        status
        userErrors { message }
        article {
          provenance { extractor version notes }
          actors { nodes { name kind } }
          claims { nodes { quote text modality polarity factuality attribution claimant { name } subject { name } } }
        }
      }
    }
"""


def environment(stub: Stub, **more: str) -> dict[str, str]:
    """Settings for a service that asks the stub."""
    return {
        "CLAIMGRAPH_EXTRACTOR": "llm",
        "CLAIMGRAPH_LLM_URL": stub.url,
        "CLAIMGRAPH_LLM_MODEL": "test-model",
        "CLAIMGRAPH_LLM_KEY": KEY,
        "CLAIMGRAPH_LLM_RETRIES": "1",
        "CLAIMGRAPH_LLM_TIMEOUT_S": "2",
        **more,
    }


@pytest.fixture
def service(fresh_database: str, stub: Stub) -> Iterator[str]:
    """The base URL of a service whose texts the stub reads."""
    with served(fresh_database, **environment(stub)) as base_url:
        yield base_url


@pytest_asyncio.fixture(loop_scope="session")
async def key(fresh_database: str) -> dict[str, str]:
    """The header of a key that may write there."""
    return await authorization(fresh_database, "write")


def ingested(service: str, key: dict[str, str], **given: Any) -> dict[str, Any]:
    """What `ingestArticle` answers for `BODY`."""
    variables = {"input": {"body": BODY, "language": "fr", "title": "Paris", **given}}
    answer = httpx.post(f"{service}/graphql", json={"query": INGEST, "variables": variables}, headers=key, timeout=60)
    payload: dict[str, Any] = answer.json()["data"]["ingestArticle"]
    assert payload["userErrors"] == []
    return payload


async def test_an_article_is_read_by_the_model(service: str, stub: Stub, key: dict[str, str]) -> None:
    stub.will(completion(good_answer()))

    payload = ingested(service, key)

    article = payload["article"]
    assert payload["status"] == "CREATED"
    assert article["provenance"] == {"extractor": "llm", "version": "1/test-model", "notes": []}
    assert {(node["name"], node["kind"]) for node in article["actors"]["nodes"]} == {
        ("Sam Altman", "PERSON"),
        ("OpenAI", "ORGANIZATION"),
        ("Paris", "PLACE"),
        ("Microsoft", "ORGANIZATION"),
    }
    assert article["claims"]["nodes"][0] == {
        "quote": "OpenAI n’aurait pas engagé 50 milliards de dollars",
        "text": "OpenAI n'aurait pas engagé 50 milliards de dollars.",
        "modality": "REPORTED",
        "polarity": "NEGATIVE",
        "factuality": "UNDERSPECIFIED",
        "attribution": "ACTOR",
        "claimant": {"name": "Sam Altman"},
        "subject": {"name": "OpenAI"},
    }
    assert stub.asked[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (problem(500), "the endpoint answered 500"),
        (Reply(hangs=True), "an answer took more than 2 s"),
        (completion("Sure!"), "the model's answer was not the JSON asked for"),
    ],
)
async def test_the_rules_read_it_where_the_model_fails(
    service: str, stub: Stub, key: dict[str, str], reply: Reply, told: str
) -> None:
    stub.will(reply)

    article = ingested(service, key)["article"]

    assert article["provenance"] == {
        "extractor": "rules",
        "version": "1",
        "notes": [f"The language model test-model failed: {told}. The extractor rules read it."],
    }
    assert "Microsoft" in {node["name"] for node in article["actors"]["nodes"]} and article["claims"]["nodes"]


async def test_a_changed_body_is_read_by_the_model_too(service: str, stub: Stub, key: dict[str, str]) -> None:
    stub.will(problem(500))
    ingested(service, key, url="https://example.org/a")
    stub.will(completion(good_answer()))
    again = ingested(service, key, url="https://example.org/a")
    assert again["status"] == "UPDATED" and again["article"]["provenance"]["extractor"] == "llm"
    assert len(again["article"]["claims"]["nodes"]) == 3


async def test_others_are_served_while_the_model_thinks(fresh_database: str, stub: Stub, key: dict[str, str]) -> None:
    """No connection waits for a model: with one connection in all, reads go on."""
    stub.will(Reply(hangs=True))
    settings = environment(stub, CLAIMGRAPH_POOL_MIN="1", CLAIMGRAPH_POOL_MAX="1", CLAIMGRAPH_POOL_WAIT_S="0.5")
    with served(fresh_database, **settings) as base_url:
        variables = {"input": {"body": BODY, "language": "fr"}}
        async with httpx.AsyncClient(base_url=base_url, headers=key, timeout=60) as client:
            writes = [
                asyncio.create_task(client.post("/graphql", json={"query": INGEST, "variables": variables}))
                for _ in range(6)
            ]
            while not stub.asked:
                await asyncio.sleep(0.02)
            reads = [await client.post("/graphql", json={"query": "{ articles { totalCount } }"}) for _ in range(20)]
            assert not any(write.done() for write in writes)
            assert {read.json()["data"]["articles"]["totalCount"] for read in reads} == {0}
            assert all(
                write.json()["data"]["ingestArticle"]["userErrors"] == [] for write in await asyncio.gather(*writes)
            )


async def test_raw_lines_of_an_import_are_read_by_the_model(service: str, stub: Stub, key: dict[str, str]) -> None:
    stub.will(completion(good_answer()))
    lines = [json.dumps({"article": {"body": BODY, "title": f"Nummer {n}", "language": "fr"}}) for n in range(5)]
    answer = httpx.post(
        f"{service}/v1/import",
        content="\n".join(lines),
        headers={**key, "content-type": "application/x-ndjson"},
        timeout=60,
    )
    results = [json.loads(line) for line in answer.text.splitlines()]
    assert [(result["line"], result["status"]) for result in results] == [(n, "created") for n in range(1, 6)]
    assert len(stub.asked) == 5
    found = httpx.post(
        f"{service}/graphql", json={"query": "{ articles { nodes { provenance { extractor } } } }"}
    ).json()
    assert {node["provenance"]["extractor"] for node in found["data"]["articles"]["nodes"]} == {"llm"}


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A command of ours, run in a folder."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=clean_environment(**settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("given", [("--extractor", "llm"), ()])
def test_a_file_is_normalized_by_the_model(tmp_path: Path, stub: Stub, given: tuple[str, ...]) -> None:
    (tmp_path / "one.txt").write_text(BODY, "utf-8")
    stub.will(completion(good_answer()))
    settings = environment(stub) if not given else environment(stub) | {"CLAIMGRAPH_EXTRACTOR": "rules"}
    result = run(tmp_path, "normalize", "one.txt", "--language", "fr", *given, **settings)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["provenance"]["extractor"] == "llm"


def test_the_option_goes_before_the_setting(tmp_path: Path, stub: Stub) -> None:
    (tmp_path / "one.txt").write_text(BODY, "utf-8")
    result = run(tmp_path, "normalize", "one.txt", "--extractor", "rules", **environment(stub))
    assert json.loads(result.stdout)["provenance"] == {"extractor": "rules", "version": "1", "notes": []}
    assert stub.asked == []


def test_normalize_without_an_endpoint_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(BODY, "utf-8")
    result = run(tmp_path, "normalize", "one.txt", "--extractor", "llm")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (
        "claimgraph: The extractor llm needs CLAIMGRAPH_LLM_URL and CLAIMGRAPH_LLM_MODEL; set both.\n"
    )


async def test_files_are_ingested_by_the_model(tmp_path: Path, stub: Stub, fresh_database: str) -> None:
    (tmp_path / "one.txt").write_text(BODY, "utf-8")
    stub.will(completion(good_answer()))
    result = run(tmp_path, "ingest", "one.txt", "--language", "fr", DATABASE_URL=fresh_database, **environment(stub))
    assert result.stdout.startswith("Ingested: 1 created"), result.stderr
    assert len(stub.asked) == 1 and KEY not in result.stderr


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        (Reply(body=b'{"data": [{"id": "test-model"}]}'), "test-model at"),
        (Reply(body=b'{"data": [{"id": "other"}]}'), "has no model test-model"),
        (problem(401), "refuses the key (401)"),
        (problem(404), "test-model at"),
    ],
)
async def test_doctor_tells_whether_the_model_is_there(
    tmp_path: Path, stub: Stub, fresh_database: str, reply: Reply, found: str
) -> None:
    stub.will(reply)
    settings = environment(stub, DATABASE_URL=fresh_database, PORT=str(free_port()), COLUMNS="200")
    result = run(tmp_path, "doctor", **settings)
    assert result.returncode == (0 if found.startswith("test-model") else 1)
    assert "language model" in result.stdout and found in result.stdout and KEY not in result.stdout + result.stderr
    assert stub.asked[0].path == "/v1/models" and stub.asked[0].headers["authorization"] == f"Bearer {KEY}"


def test_the_model_can_be_scored(tmp_path: Path, stub: Stub) -> None:
    gold = Path(__file__).parents[2] / "gold" / "fr-tech.json"
    stub.will(completion({"actors": [], "claims": []}))
    result = run(tmp_path, "evaluate", str(gold), "--extractor", "llm", "--json", **environment(stub))
    assert result.returncode == 0, result.stderr
    scores = json.loads(result.stdout)
    assert len(stub.asked) == 1 and scores["overall"]["claims"]["f1"] == 0
