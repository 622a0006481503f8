"""The pages for people: the explorer, GraphiQL and the REST documentation, from files of the package.

Nothing on them comes from another host: `web/` builds their scripts, styles and fonts into `static/`,
and each page's content security policy forbids the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

import msgspec

STATIC_DIR: Final = Path(__file__).parents[1] / "static"
"""Built files, to be served under `/static`; names carry a hash of the content, so they never change."""

EXAMPLES_DIR: Final = Path(__file__).parent / "examples"
"""The example queries, one `.graphql` file each, ordered by their number."""

_STATIC_URL: Final = "/static"
_ICON: Final = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='7' fill='%23b5179e'/%3E"
    "%3Cpath d='M8 9h16v11h-8l-5 4v-4H8z' fill='white'/%3E%3C/svg%3E"
)


def _policy(**extra: str) -> str:
    """A content security policy (W3C CSP 3) that allows our own origin only, and `extra` by directive."""
    directives = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        # Icons in the styles and the page's own are written as addresses that hold their content.
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    } | {name.replace("_", "-"): value for name, value in extra.items()}
    return "; ".join(f"{name} {value}" for name, value in directives.items())


# The editor writes its colours and positions as style elements while it runs.
GRAPHIQL_CSP: Final = _policy(style_src="'self' 'unsafe-inline'", worker_src="'self'")
"""The `Content-Security-Policy` of GraphiQL; `'self'` in connect-src covers the WebSocket of subscriptions."""

DOCS_CSP: Final = _policy()
"""The `Content-Security-Policy` of the REST documentation."""


EXPLORER_CSP: Final = _policy(form_action="'self'")
"""The `Content-Security-Policy` of the explorer; without script its search box is a form."""


class MissingBuildError(Exception):
    """The built pages are not in the package."""


class _Chunk(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An entry of Vite's build manifest: a script, the styles and the chunks that it needs to start."""

    file: str
    is_entry: bool = False
    imports: tuple[str, ...] = ()
    css: tuple[str, ...] = ()


class _Example(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    query: str


@cache
def load_examples() -> list[tuple[str, str]]:
    """The example queries as (title, GraphQL document), in the order of their files.

    The title is the file's name without its number: `04-search.graphql` is "Search".
    """
    return [(_title(path), path.read_text("utf-8")) for path in sorted(EXAMPLES_DIR.glob("*.graphql"))]


def graphiql_html(examples: Sequence[tuple[str, str]]) -> bytes:
    """GraphiQL as an HTML page in UTF-8, with one tab for each of `examples`, given as (title, document).

    The page sends its queries to its own path. Raises `MissingBuildError` without a build.
    """
    data = msgspec.json.encode([_Example(title=title, query=query) for title, query in examples]).decode()
    # No document can end the element that it stands in (HTML, "Restrictions for contents of script elements").
    data = data.replace("<", "\\u003c")
    body = (
        '<div id="graphiql"><p class="loading">Loading GraphiQL…</p></div>'
        f'<script type="application/json" id="examples">{data}</script>'
    )
    return _page("graphiql", "Claimgraph", body)


def docs_html(openapi_url: str = "/openapi.yaml") -> bytes:
    """The REST documentation as an HTML page in UTF-8, drawn from the OpenAPI document at `openapi_url`.

    Raises `MissingBuildError` without a build.
    """
    body = (
        f'<div id="docs" data-openapi="{escape(openapi_url)}"><p class="loading">Loading the documentation…</p></div>'
    )
    return _page("docs", "Claimgraph REST API", body)


def explorer_html(title: str, content: str) -> bytes:
    """A page of the explorer: `content` is HTML to read before its script runs, or without it.

    Raises `MissingBuildError` without a build.
    """
    shown = title if title == "Claimgraph" else f"{title} · Claimgraph"
    return _page("explorer", shown, f'<div id="explorer"><main id="content">{content}</main></div>', noscript="")


def _page(
    name: str, title: str, body: str, noscript: str = "<noscript>This page needs JavaScript.</noscript>"
) -> bytes:
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<link rel="icon" href="{_ICON}">
{_links(name)}
</head>
<body>
{body}
{noscript}
</body>
</html>
""".encode()


@cache
def _links(name: str) -> str:
    """The elements that load a page's built files."""
    chunks = _manifest(STATIC_DIR / name / "manifest.json")
    entry = next(chunk for chunk in chunks.values() if chunk.is_entry)
    base = f"{_STATIC_URL}/{name}"
    # Without code splitting the build has one style sheet, which belongs to no chunk.
    styles = entry.css or tuple(chunk.file for chunk in chunks.values() if chunk.file.endswith(".css"))
    lines = [f'<link rel="stylesheet" href="{base}/{file}">' for file in styles]
    lines += [f'<link rel="modulepreload" href="{base}/{chunks[key].file}">' for key in entry.imports]
    lines += [f'<script type="module" src="{base}/{entry.file}"></script>']
    return "\n".join(lines)


def _manifest(path: Path) -> Mapping[str, _Chunk]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, _Chunk])
    except FileNotFoundError:
        raise MissingBuildError(f"{path} is missing: build the pages with `make web`.") from None


def _title(path: Path) -> str:
    return path.stem.partition("-")[2].replace("-", " ").capitalize()
