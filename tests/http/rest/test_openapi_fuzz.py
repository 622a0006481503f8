"""schemathesis over the real service: whatever the document allows is answered as the document says.

`CLAIMGRAPH_FUZZ_EXAMPLES` sets how many requests are made up for each operation.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS, load_all_checks

import service
from service.demo.read import demo_articles
from service.exchange.ingest import ingest
from service.store.pool import open_store
from tests.conftest import PATIENT, authorization, create_database, served

EXAMPLES = int(os.environ.get("CLAIMGRAPH_FUZZ_EXAMPLES", "8"))
load_all_checks()
LEFT_OUT = [
    # What is stored, and rules between fields, decide whether a request that is well shaped can be met: a
    # cursor must be one that was given out, a span must lie in its article. The document can't say that.
    CHECKS.get_one("positive_data_acceptance"),
    # Reads are open here, as on any loopback address; tests/http/edge asks what a key may do.
    CHECKS.get_one("ignored_auth"),
    # A change that names no version is refused with a status of its own, 428, which the check doesn't know.
    CHECKS.get_one("missing_required_header"),
]
NARROWED = [CHECKS.get_one("response_schema_conformance")]
"""With `fields`, items lack what is required of them otherwise: the document describes whole ones."""
DELETED = [CHECKS.get_one("negative_data_rejection")]
"""What was deleted is told before all that is wrong with a request, with a status that the check doesn't know: 410."""

schema = schemathesis.openapi.from_path(Path(service.__file__).parents[1] / "openapi.yaml")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def fuzzed_database(server_url: str, empty_template: str) -> str:
    url = await create_database(server_url, empty_template)
    async with open_store(PATIENT, url) as store:
        await ingest(store, demo_articles(), lambda _item: None)
    return url


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def key(fuzzed_database: str) -> dict[str, str]:
    return await authorization(fuzzed_database, "write")


@pytest.fixture(scope="module")
def base_url(fuzzed_database: str) -> Iterator[str]:
    with served(fuzzed_database) as url:
        yield url


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_documented(case: schemathesis.Case, base_url: str, key: dict[str, str]) -> None:
    answer = case.call(base_url=base_url, headers=key)
    narrowed = NARROWED if "fields" in (case.query or {}) else []
    gone = DELETED if answer.status_code == 410 else []
    case.validate_response(answer, excluded_checks=[*LEFT_OUT, *narrowed, *gone])
