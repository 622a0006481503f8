"""What the OpenAPI document says beyond the routes' types: shapes of ids, names of fields, examples.

The examples are requests that the demo's articles answer; a test sends each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from schema.limits import AUTHORS_MAX, DOMAIN_MAX, LANGUAGE_MAX, NAME_MAX, TITLE_MAX, URL_BYTES_MAX
from service.http.edge.methods import MERGE_PATCH
from service.http.rest import history, lists, nested_lists
from service.http.rest.fields import names

_IDS = {
    "id": "", "articleId": "art", "translationOfId": "art", "actorId": "act", "claimantId": "act", "subjectId": "act",
    "loserId": "act", "objectIds": "act", "sourceId": "src", "fromId": "clm", "toId": "clm", "claimId": "clm",
}  # fmt: skip
_PREFIXES = {
    "articles": "art", "actors": "act", "claims": "clm", "sources": "src", "reviews": "rev", "claim-links": "lnk",
    "aliases": "als", "relations": "rel", "actor-merge-candidates": "cnd",
}  # fmt: skip
_DOCUMENTS = {
    "/v1/articles": lists.ARTICLES, "/v1/articles/{id}": lists.ARTICLE, "/v1/actors": lists.ACTORS,
    "/v1/actors/{id}": lists.ACTOR, "/v1/claims": lists.CLAIMS, "/v1/claims/{id}": lists.CLAIM,
    "/v1/sources": lists.SOURCES, "/v1/sources/{id}": lists.SOURCE,
    "/v1/articles/{id}/actors": nested_lists.ARTICLE_ACTORS.query,
    "/v1/articles/{id}/mentions": nested_lists.ARTICLE_MENTIONS.query,
    "/v1/articles/{id}/translations": nested_lists.TRANSLATIONS.query,
    "/v1/articles/{id}/copies": nested_lists.COPIES.query,
    "/v1/actors/{id}/mentions": nested_lists.ACTOR_MENTIONS.query,
    "/v1/actors/{id}/co-mentioned": nested_lists.CO_MENTIONED.query,
    "/v1/actors/{id}/relations": nested_lists.RELATIONS.query,
    "/v1/actor-merge-candidates": nested_lists.MERGE_CANDIDATES.query,
    "/v1/claims/{id}/related": nested_lists.RELATED.query, "/v1/claims/{id}/reviews": nested_lists.REVIEWS.query,
    "/v1/articles/{id}/versions": history.VERSIONS.query, "/v1/actors/{id}/history": history.ACTOR.query,
    "/v1/claims/{id}/history": history.CLAIM.query, "/v1/reviews/{id}/history": history.OF_REVIEW.query,
    "/v1/reviews/{id}": history.REVIEW, "/v1/claim-links/{id}": nested_lists.LINK,
    "/v1/relations/{id}": nested_lists.RELATION,
}  # fmt: skip
_WORDS = r"\S"
_LONG = 100_000
_WRITTEN = frozenset({"text", "quote", "title", "description", "rating", "reviewer", "name", "unnamedSource", "guid"})
"""Texts that callers write: blank ones are refused."""

_NAME = {"minLength": 1, "maxLength": NAME_MAX}
_LIMITS: Mapping[str, Mapping[str, Any]] = {
    "title": {"maxLength": TITLE_MAX},
    "url": {"maxLength": URL_BYTES_MAX},
    "language": {"maxLength": LANGUAGE_MAX},
    "domain": {"maxLength": DOMAIN_MAX},
    "country": {"pattern": "^[A-Za-z]{2}$"},
    "name": _NAME,
    "reviewer": _NAME,
    "rating": _NAME,
}
"""Limits of texts that callers write, which are not the models' but those of every way in."""

_DATES = frozenset({"publishedAt", "reviewedAt"})

_PARAMETERS: Mapping[str, Any] = {
    "first": 2,
    "q": "altman",
    "types": ["ARTICLE"],
    "language": "fr",
    "sourceDomain": "exemple.fr",
    "publishedAfter": "2020-01-01T00:00:00Z",
    "publishedBefore": "2100-01-01T00:00:00Z",
    "url": "https://courrier-ouest.example/economie/kervanic-lirio",
    "completeness": ["FULL"],
    "hasClaims": True,
    "name": "altman",
    "kind": ["PERSON"],
    "wikidataId": "Q7407093",
    "modality": ["REPORTED", "POSSIBLE"],
    "polarity": "POSITIVE",
    "factuality": ["UNDERSPECIFIED"],
    "attribution": "ACTOR",
    "count": True,
    "facets": True,
    "filter": '{"not": {"publishedAfter": "2100-01-01T00:00:00Z"}}',
    "claimant": "Sam Altman",
    "subject": "OpenAI",
    "search": "OpenAI",
    "match": "ALL",
    "halfLifeDays": 365,
    "interval": "MONTH",
    "prefix": "alt",
    "groupBy": ["MODALITY"],
    "reason": "Sent by mistake",
    "If-Match": '"1"',
    "Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324",
}
_BODIES: Mapping[str, Any] = {
    "VersionToRestore": {"toVersion": 1},
    "NewArticle": {
        "title": "Un accord en vue",
        "body": "OpenAI aurait trouvé un accord avec Microsoft. « Rien n’est signé », affirme Sam Altman.",
        "language": "fr",
        "publishedAt": "2024-02-03T08:00:00+01:00",
        "source": {"name": "Le Journal", "domain": "journal.example"},
    },
    "ArticleChange": {"title": "Un accord est en vue"},
    "NewActor": {"name": "Ligue des lecteurs", "kind": "GROUP", "aliases": [{"name": "LdL"}]},
    "ActorChange": {"description": "American entrepreneur"},
    "Merge": {"loserId": "act_2"},
    "NewClaim": {
        "articleId": "art_1",
        "text": "OpenAI changes its leadership.",
        "modality": "REPORTED",
        "polarity": "POSITIVE",
        "start": 0,
        "end": 5,
    },
    "ClaimChange": {"modality": "REPORTED"},
    "NewLink": {"toId": "clm_2", "kind": "SUPPORTS", "score": 0.8},
    "NewRetraction": {"reason": "Its figures were made up"},
    "Dismissal": {"reason": "Mother and daughter"},
    "ToRestore": {"id": "clm_1"},
    "NewReview": {"reviewer": "Reader’s desk", "rating": "Mostly true", "url": "https://reviews.example/1"},
}
_LINES = '{"article": {"title": "T", "body": "OpenAI would be sold.", "language": "en"}}\n'
_ANSWERS: Mapping[str, Any] = {"healthz": {"status": "ok"}, "readyz": {"status": "ready"}}


def describe(document: dict[str, Any]) -> None:
    """Complete the document in place."""
    _plain(document)
    for name, schema in document["components"]["schemas"].items():
        written = name in _BODIES or name.endswith("Input")
        for key, property_ in schema.get("properties", {}).items():
            _shape(key, property_, written=written)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method == "patch":
                content = operation["requestBody"]["content"]
                content[MERGE_PATCH] = content["application/json"]
            for parameter in operation.get("parameters", ()):
                _parameter(path, parameter)
                if parameter["name"] == "fields":
                    _narrowed(operation["responses"]["200"]["content"]["application/json"])
            _examples(operation)


def _plain(part: Any) -> None:
    """A choice of one is no choice: its schema stands for itself."""
    if isinstance(part, list):
        for entry in part:
            _plain(entry)
    if not isinstance(part, dict):
        return
    for entry in part.values():
        _plain(entry)
    for choice in ("oneOf", "allOf"):
        given = part.get(choice)
        if isinstance(given, list) and len(given) == 1 and isinstance(given[0], dict):
            del part[choice]
            part.update({key: value for key, value in given[0].items() if key not in part})


def _parameter(path: str, parameter: dict[str, Any]) -> None:
    name, schema = parameter["name"], parameter["schema"]
    description = schema.pop("description", parameter.get("description"))
    given = [entry for entry in schema.get("oneOf", ()) if entry.get("type") != "null"]
    if any(entry.get("type") == "string" and "format" not in entry for entry in given):
        # A text is any text, "null" too; of other parameters that word means that they are not given.
        del schema["oneOf"]
        schema.update(given[0])
    if "maximum" in schema:
        # The generator drops a bound of 0.
        schema.setdefault("minimum", 0)
    _moment(schema)
    if name == "fields" and path in _DOCUMENTS:
        schema = {
            "type": "array",
            "items": {"type": "string", "enum": names(_DOCUMENTS[path])},
            "minItems": 1,
        }
        parameter |= {"schema": schema, "style": "form", "explode": False}
    elif name in _IDS:
        schema["pattern"] = _id_pattern(_IDS[name] or _PREFIXES[path.split("/")[2]])
    parameter["description"] = description
    example = _example(path, name, schema)
    if example is not None:
        parameter["example"] = example


def _narrowed(answer: dict[str, Any]) -> None:
    """With `fields`, items lack what is required of them otherwise."""
    partly = {"type": "object", "description": "With `fields`: items that hold only these."}
    answer["schema"] = {"anyOf": [answer["schema"], partly]}


def _shape(name: str, schema: dict[str, Any], *, written: bool) -> None:
    """Ids of one type look alike; texts that callers write hold words, have their limits, and some are dates."""
    if written and name == "authors":
        next(entry for entry in _branches(schema) if entry.get("type") == "array")["maxItems"] = AUTHORS_MAX
    for entry in list(_branches(schema)) if written else ():
        if entry.get("type") == "string" and name in _LIMITS:
            entry |= _LIMITS[name]
        elif entry.get("type") == "string" and name in _DATES:
            entry["anyOf"] = [{"format": "date-time"}, {"format": "date"}]
    for entry in _branches(schema):
        if entry.get("maxLength", 0) > _LONG:
            # The limit of the whole request's body is met before.
            del entry["maxLength"]
        if entry.get("type") == "string" and "enum" not in entry and "format" not in entry:
            if _IDS.get(name):
                entry["pattern"] = _id_pattern(_IDS[name])
                example = f"{_IDS[name]}_1"
                schema["examples"] = [[example] if schema.get("type") == "array" else example]
            elif written and name in _WRITTEN:
                entry["pattern"] = _WORDS


def _moment(schema: dict[str, Any]) -> None:
    """A moment in time may also be given as a number."""
    branches = schema.get("oneOf") or ([dict(schema)] if schema.get("format") == "date-time" else [])
    if any(branch.get("format") == "date-time" for branch in branches):
        schema.pop("format", None)
        schema.pop("type", None)
        schema["oneOf"] = [*branches, {"type": "number", "description": "Seconds since 1970, UTC."}]


def _branches(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for entry in schema.get("oneOf", ()):
        yield from _branches(entry)
    if "items" in schema:
        yield from _branches(schema["items"])


def _id_pattern(prefix: str) -> str:
    return f"^{prefix}_[1-9][0-9]{{0,17}}$"


def _example(path: str, name: str, schema: dict[str, Any]) -> Any:
    if name in _IDS:
        return f"{_IDS[name] or _PREFIXES[path.split('/')[2]]}_1"
    if name == "fields":
        known = schema["items"]["enum"]
        return ["id"] if "id" in known else known[:1]
    if name == "filter" and path == "/v1/actors":
        return '{"not": {"kind": ["PLACE"]}}'
    if name == "kind" and path.endswith("/related"):
        return "REPEATS"
    example = _PARAMETERS.get(name)
    several = any(entry.get("type") == "array" for entry in _branches(schema))
    return example[0] if isinstance(example, list) and not several else example


def _examples(operation: dict[str, Any]) -> None:
    content = (operation.get("requestBody") or {}).get("content", {})
    for body in content.values():
        name = body["schema"].get("$ref", "").rpartition("/")[2]
        if name in _BODIES:
            body["example"] = _BODIES[name]
    answers = operation["responses"].get("200", {}).get("content", {})
    for media_type, answer in answers.items():
        if operation["operationId"] in _ANSWERS:
            answer["example"] = _ANSWERS[operation["operationId"]]
        elif media_type == "application/x-ndjson":
            answer["example"] = _LINES
