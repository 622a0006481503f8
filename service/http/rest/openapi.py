"""The OpenAPI document, generated from the routes; `openapi.yaml` in the repository is its copy."""

from __future__ import annotations

from typing import Any

import yaml
from litestar import Litestar
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, Contact, License, SecurityScheme, Tag

from service import __version__
from service.http.edge.problems import PROBLEM_JSON
from service.http.rest.openapi_details import describe
from service.http.rest.openapi_forms import describe_forms

_DESCRIPTION = """Who said what about whom, where, and how surely: news articles, the actors that they mention
and the claims that they carry. The same data, filters and cursors as the GraphQL API at `/graphql`."""


_KEY = "An API key or a JWT with the scope `read`, `write` or `admin`. Reads may be open to everyone."
_API = "/v1/"
_REFUSALS = {
    "Unauthenticated": (
        "401",
        "A key is missing, or the one that was sent doesn't hold.",
        "WWW-Authenticate",
        "How to send a key (RFC 6750).",
    ),
    "Forbidden": ("403", "The key lacks the scope.", "WWW-Authenticate", "The scope that it takes (RFC 6750)."),
    "NotAcceptable": ("406", "`Accept` takes no type of this answer; the problem names them.", None, ""),
    "RateLimited": ("429", "Too many requests.", "Retry-After", "Seconds until the next request is welcome."),
}


def openapi_config() -> OpenAPIConfig:
    """What the document says beside the routes. No pages: `/docs` is ours and loads nothing from elsewhere."""
    return OpenAPIConfig(
        title="Claimgraph",
        version=__version__,
        description=_DESCRIPTION,
        license=License(name="MIT", identifier="MIT"),
        contact=Contact(name="Claimgraph"),
        tags=[
            Tag(name="Articles", description="Texts with their source, dates and provenance."),
            Tag(name="Actors", description="People, organisations, products, places and groups."),
            Tag(name="Claims", description="Propositions: whose word, about whom, how surely."),
            Tag(name="Sources", description="Publishers of the articles."),
            Tag(name="Search", description="Full text over all three."),
            Tag(name="Bulk", description="Everything in and out as NDJSON."),
            Tag(name="Health", description="For load balancers and orchestrators."),
        ],
        components=Components(
            security_schemes={"bearer": SecurityScheme(type="http", scheme="bearer", description=_KEY)}
        ),
        render_plugins=[],
        use_handler_docstrings=True,
        path="/openapi-schema-is-served-by-us",
    )


def openapi_yaml(app: Litestar, *, open_reads: bool) -> str:
    """The document as YAML: stable, so that it can be compared with the repository's copy.

    Where `open_reads` holds, reads take no key; a client that sends one is known by it nevertheless.
    """
    document: dict[str, Any] = app.openapi_schema.to_schema()
    _add_access(document, open_reads=open_reads)
    describe(document)
    describe_forms(
        document, {path: taken.offers for (path, method), taken in app.state.taken.items() if method == "GET"}
    )
    text: str = yaml.safe_dump(_plain(document), sort_keys=False, allow_unicode=True, width=110)
    return text


def _add_access(document: dict[str, Any], *, open_reads: bool) -> None:
    """What the gate in front of every route asks for and answers."""
    document["components"]["responses"] = {name: _refusal(*described) for name, described in _REFUSALS.items()}
    for path, operations in document["paths"].items():
        if not path.startswith(_API):
            # Whoever watches over the service has no key.
            for operation in operations.values():
                operation["security"] = []
            continue
        for method, operation in operations.items():
            operation["security"] = [] if method == "get" and open_reads else [{"bearer": []}]
            for name, (status, *_) in _REFUSALS.items():
                operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{name}"})


def _refusal(_status: str, description: str, header: str | None, meaning: str) -> dict[str, Any]:
    headers = {} if header is None else {header: {"description": meaning, "schema": {"type": "string"}}}
    return {
        "description": description,
        **({"headers": headers} if headers else {}),
        "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _plain(value: Any) -> Any:
    """Only what YAML has: enums and string subclasses become plain values."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bool | int | float) or value is None:
        return value
    return str(getattr(value, "value", value))
