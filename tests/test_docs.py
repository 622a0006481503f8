"""What the pages in docs/ say of settings, codes and limits is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import service
from schema import costs, limits
from service.http.edge import http_protocol
from service.http.graphql import websocket
from service.http.graphql.reconnection import SIGN_EVERY_S
from service.http.graphql.sse import KEEP_ALIVE_S
from service.query import document
from service.setting_table import SETTINGS

ROOT = Path(service.__file__).parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))
ENDINGS = {"CLAIMGRAPH_FUZZ_OPERATIONS", "CLAIMGRAPH_FUZZ_EXAMPLES"}


def page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize("path", [*PAGES, ROOT / "README.md"], ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    known = {setting.name for setting in SETTINGS} | ENDINGS
    named = set(re.findall(r"\bCLAIMGRAPH_[A-Z_]*[A-Z]\b(?!_?\*)", path.read_text("utf-8")))
    assert named - known == set()


@pytest.mark.parametrize("path", [*PAGES, ROOT / "README.md"], ids=lambda path: path.name)
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_every_page_is_named_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    named = [path.name for path in PAGES if not path.name.startswith("bench-")]
    assert [name for name in named if f"docs/{name}" not in readme] == []


def test_the_close_codes_of_sockets() -> None:
    told = {int(code) for code in re.findall(r"^\| (\d{4}) \|", page("subscriptions"), re.MULTILINE)}
    used = {value for name, value in vars(websocket).items() if name.isupper() and isinstance(value, int)}
    assert told == {code for code in used if code >= 1000}


def test_the_bounds_of_streams_and_sockets() -> None:
    text = page("subscriptions")
    assert f"within {websocket.INIT_WITHIN_S:.0f} seconds" in text
    assert f"up to {websocket.OPERATIONS_MAX} operations" in text
    assert f"every {KEEP_ALIVE_S:.0f} seconds" in text
    assert f"every {SIGN_EVERY_S:.0f} seconds while nothing comes" in text
    assert websocket.RECHECK_EVERY_S == 2 and "every two seconds" in text


def test_the_lines_that_resume_are_those_that_are_tried() -> None:
    tried = (ROOT / "conformance" / "reconnect.mjs").read_text("utf-8")
    told = page("subscriptions")
    for line in (
        "const after = {};",
        "on: { message: ({ payload }) => Object.assign(after, payload?.after, payload?.extensions?.after) },",
        "subscribe: (sink) => ({ unsubscribe: client.subscribe({ query: query ?? '', variables }, sink) }),",
    ):
        assert line in tried and line in told


def test_the_limits_of_operations() -> None:
    text = page("security")
    for row in (
        f"| characters, tokens of a document | {document.CHARACTERS_MAX:,}, {document.TOKENS_MAX:,} |",
        f"| {document.DEPTH_MAX}, {document.FRAGMENTS_MAX}, {document.REPEATS_MAX} |",
        f"| values in a request's variables | {document.VALUES_MAX:,} |",
        f"| cost of an operation | {costs.BUDGET:,} |",
        f"| a field of the root | {costs.ROOT_FIELD} |",
        f"| a table to plan for, once for each place in the document | {costs.TABLE} |",
        f"| a short list (aliases, cues), for each object that has it | {costs.LIST} |",
        f"below an object; at the root | {costs.COUNT}; {costs.COUNT_OF_ALL} |",
        f"at the root; of a search | {costs.FACET}; {costs.FACET_OF_ALL:,}; {costs.FACET_OF_SEARCH:,} |",
        f"`highlights` of a result | {costs.SEARCH:,}; {costs.SUGGESTIONS}; {costs.HIGHLIGHTS} |",
        f"| `suggest` | {costs.SUGGEST} |",
        f"| `claimStats`, for each dimension | {costs.GROUPING:,} |",
        f"| the facet `actor` of a search, beside that | {costs.FACET_OF_ACTORS:,} |",
        "| `coMentioned`, `timeline`, `mentions` of an actor"
        f" | {costs.CO_MENTIONED}, {costs.TIMELINE}, {costs.MENTIONS} |",
        f"| a relation in a filter; at most {limits.FILTER_DEPTH_MAX} one from the next,"
        f" {limits.FILTER_RELATIONS_MAX} in all ([filters.md](filters.md)) | {costs.RELATION} |",
        f"at the root | {costs.ORDER_BY_COUNT}; {costs.ORDER_BY_COUNT_OF_ALL:,} |",
        f"| headers | {http_protocol.HEADER_BYTES_MAX // 1024} KiB, within",
    ):
        assert row in text
