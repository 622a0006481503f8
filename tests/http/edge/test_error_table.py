"""The table of error codes in the docs: every code that the service can answer, and no other."""

from __future__ import annotations

import importlib
import pkgutil
import re
from http import HTTPStatus
from pathlib import Path

import service
from service.errors import ServiceError

ROOT = Path(service.__file__).parents[1]
ROW = re.compile(r"^\| `([A-Z_]+)`(?: \*)? \| (\d{3}|–) \| (.+) \| (.+) \|$", re.MULTILINE)
CODE = re.compile(r'"([A-Z]+(?:_[A-Z]+)+|CONFLICT|FORBIDDEN|UNAUTHENTICATED)"')
ROOMS = ("http", "live", "mutation", "query")
NO_CODES = re.compile(
    r"^(_|CLAIMGRAPH|WRITE_REFUSED|GRAPHQL_RESPONSE|(CT|PR|PS)_(PLUS|MINUS)$|[A-Z]+_OF$|INVESTED_IN$|BEST_MATCH$)"
)


def rows() -> dict[str, str]:
    found = ROW.findall((ROOT / "docs" / "errors.md").read_text())
    assert len({code for code, *_ in found}) == len(found), "a code stands in the table twice"
    return {code: status for code, status, *_ in found}


def kinds() -> list[type[ServiceError]]:
    for module in pkgutil.walk_packages(service.__path__, "service."):
        if module.name.split(".")[1] in (*ROOMS, "errors"):
            importlib.import_module(module.name)
    waiting, found = [ServiceError], []
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return [kind for kind in found if kind.__module__.startswith("service.")]


def written() -> set[str]:
    """Codes that are written where they are answered."""
    texts = [path.read_text() for room in ROOMS for path in (ROOT / "service" / room).rglob("*.py")]
    return {code for text in texts for code in CODE.findall(text) if not NO_CODES.match(code)}


def test_every_kind_of_error_stands_in_the_table_with_its_status() -> None:
    table = rows()
    for kind in kinds():
        assert kind.code in table, f"docs/errors.md lacks {kind.code}"
        if kind.code != "STARTUP_FAILED":
            assert table[kind.code] == str(kind.status), kind.code


def test_the_table_and_the_code_name_the_same_codes() -> None:
    born = written() | {kind.code for kind in kinds()}
    table = set(rows())
    assert born - table == set(), "these codes are answered and not documented"
    assert table - born == set(), "these codes are documented and never answered"


def test_statuses_are_those_of_http() -> None:
    for status in rows().values():
        assert status == "–" or HTTPStatus(int(status)) >= HTTPStatus.BAD_REQUEST
