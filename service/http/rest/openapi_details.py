"""What the OpenAPI document says beyond the routes' types: shapes of ids, names of fields, examples.

The examples are requests that the demo's articles answer; a test sends each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schema.limits import AUTHORS_MAX, DOMAIN_MAX, LANGUAGE_MAX, NAME_MAX, TITLE_MAX, URL_BYTES_MAX
from service.http.edge.methods import MERGE_PATCH
from service.http.rest import changes, history, lists, nested_lists, search
from service.http.rest.fields import names
from service.http.rest.openapi_contract import describe_answers, describe_bodies, describe_schemas
from service.http.rest.openapi_shapes import (
    branches,
    with_null_as_type,
    without_noise,
    without_null,
    without_single_choices,
)
from service.http.rest.parameters import SEVERAL_MAX

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
    "/v1/reviews/{id}/claims": nested_lists.REVIEWED_CLAIMS.query,
    "/v1/articles/{id}/versions": history.VERSIONS.query, "/v1/actors/{id}/history": history.ACTOR.query,
    "/v1/claims/{id}/history": history.CLAIM.query, "/v1/reviews/{id}/history": history.OF_REVIEW.query,
    "/v1/reviews/{id}": history.REVIEW, "/v1/claim-links/{id}": nested_lists.LINK,
    "/v1/relations/{id}": nested_lists.RELATION, "/v1/actors/{id}/timeline": nested_lists.TIMELINE,
    "/v1/search": search.SEARCH, "/v1/suggest": search.SUGGEST, "/v1/claim-stats": search.CLAIM_STATS,
    "/v1/changes": changes.CHANGES,
}  # fmt: skip
_INPUTS = {
    "NewArticle": "IngestArticleInput", "ArticleChange": "UpdateArticleInput", "SourceInput": "SourceInput",
    "NewActor": "UpsertActorInput", "ActorChange": "UpsertActorInput", "AliasInput": "AliasInput",
    "NewClaim": "UpsertClaimInput", "ClaimChange": "UpsertClaimInput", "CueInput": "CueInput",
    "NewLink": "LinkClaimsInput", "NewReview": "ReviewClaimInput", "VersionToRestore": "RestoreVersionInput",
    "Merge": "MergeActorsInput", "Dismissal": "DismissMergeCandidateInput", "NewRetraction": "RetractArticleInput",
    "ToRestore": "RestoreInput",
}  # fmt: skip
"""The bodies, and the inputs of the mutations that take them."""
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
    "ingestedAfter": "2020-01-01T00:00:00Z",
    "updatedAfter": "2020-01-01T00:00:00Z",
    "publishedBefore": "2100-01-01T00:00:00Z",
    "url": "https://courrier-ouest.example/economie/kervanic-lirio",
    "completeness": ["FULL"],
    "hasClaims": True,
    "name": "altman",
    "kind": ["PERSON"],
    "wikidataId": "Q7407093",
    "modality": ["REPORTED", "POSSIBLE"],
    "polarity": "POSITIVE",
    "stance": ["SAYS"],
    "factuality": ["UNDERSPECIFIED"],
    "attribution": "ACTOR",
    "count": True,
    "facets": True,
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
_FILTERS: Mapping[str, str] = {
    "articles": '{"claims": {"some": {"modality": ["REPORTED"]}}}',
    "translations": '{"not": {"publishedAfter": "2100-01-01T00:00:00Z"}}',
    "copies": '{"publishedAt": {"gte": "2020-01-01", "lt": "2100-01-01"}}',
    "actors": '{"not": {"kind": ["PLACE"]}}',
    "co-mentioned": '{"mentionCount": {"gte": 2}}',
    "claims": '{"article": {"language": ["fr"]}}',
    "claim-stats": '{"article": {"language": ["fr"]}}',
    "related": '{"article": {"language": ["fr"]}}',
    "sources": '{"articles": {"some": {"language": ["fr"]}}}',
    "mentions": '{"actor": {"kind": ["PERSON"]}}',
    "relations": '{"not": {"predicate": ["OWNS"]}}',
    "actor-merge-candidates": '{"score": {"gte": 0.5}}',
    "reviews": '{"reviewedAt": {"isNull": false}}',
}
"""Filters by the last word of the path."""
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
_OF_STATUS = frozenset(
    {"Request fulfilled, document follows", "Document created, URL follows", "Request fulfilled, nothing follows"}
    | {"Stream Response"}
)
_DONE = {"200": "It is done; this is how it stands now.", "201": "It is made.", "204": "It is gone."}
_ANSWERS: Mapping[str, Any] = {"healthz": {"status": "ok"}, "readyz": {"status": "ok"}}


def describe(document: dict[str, Any]) -> None:
    """Complete the document in place."""
    without_single_choices(document)
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
            _examples(operation)
            _answers(operation, method)
    describe_answers(document, _DOCUMENTS)
    describe_bodies(document, _INPUTS)
    describe_schemas(document)
    for name in _INPUTS:
        # What is unknown in a body is refused; answers may get more members with time.
        document["components"]["schemas"][name]["additionalProperties"] = False
    with_null_as_type(document)
    without_noise(document)


def _parameter(path: str, parameter: dict[str, Any]) -> None:
    name, schema = parameter["name"], parameter["schema"]
    description = schema.pop("description", parameter.get("description"))
    without_null(schema)
    if "maximum" in schema:
        # The generator drops a bound of 0.
        schema.setdefault("minimum", 0)
    if schema.get("type") == "array":
        # As clients do by default, which some of them ask to be told.
        parameter |= {"style": "form", "explode": True}
    if name == "orderBy" and schema.get("type") == "array":
        schema["uniqueItems"] = True
    if name == "fields" and path in _DOCUMENTS:
        schema = {
            "type": "array",
            "items": {"type": "string", "enum": names(_DOCUMENTS[path])},
            "minItems": 1,
        }
        parameter |= {"schema": schema, "style": "form", "explode": False}
    elif name == "ids":
        of_type = {"type": "string", "pattern": _id_pattern(_PREFIXES[path.split("/")[2]])}
        schema = {"type": "array", "items": of_type, "minItems": 1, "maxItems": SEVERAL_MAX}
        parameter |= {"schema": schema, "style": "form", "explode": False}
    elif name in _IDS:
        each = schema["items"] if schema.get("type") == "array" else schema
        each["pattern"] = _id_pattern(_IDS[name] or _PREFIXES[path.split("/")[2]])
    parameter["description"] = description
    example = _example(path, name, schema)
    if example is not None:
        parameter["example"] = example


def _shape(name: str, schema: dict[str, Any], *, written: bool) -> None:
    """Ids of one type look alike; texts that callers write hold words, have their limits, and some are dates."""
    if written and name == "authors":
        next(entry for entry in branches(schema) if entry.get("type") == "array")["maxItems"] = AUTHORS_MAX
    for entry in list(branches(schema)) if written else ():
        if entry.get("type") == "string" and name in _LIMITS:
            entry |= _LIMITS[name]
        elif entry.get("type") == "string" and name in _DATES:
            entry["format"] = "date-time"
    for entry in branches(schema):
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


def _id_pattern(prefix: str) -> str:
    return f"^{prefix}_[1-9][0-9]{{0,17}}$"


def _example(path: str, name: str, schema: dict[str, Any]) -> Any:
    several = schema.get("type") == "array"
    if name in _IDS or name == "ids":
        first = f"{_IDS.get(name) or _PREFIXES[path.split('/')[2]]}_1"
        return [first] if several else first
    if name == "fields":
        known = schema["items"]["enum"]
        return ["id"] if "id" in known else known[:1]
    if name == "filter":
        return _FILTERS[path.rpartition("/")[2]]
    if name == "kind" and path.endswith("/related"):
        return "REPEATS"
    example = _PARAMETERS.get(name)
    if example is None or isinstance(example, list) == several:
        return example
    return [example] if several else example[0]


def _answers(operation: dict[str, Any], method: str) -> None:
    """What each answer is, beyond what its status says; a change that needs a version says so."""
    told = operation["description"].partition(".")[0] + "."
    for status, answer in operation["responses"].items():
        if answer.get("description") in _OF_STATUS:
            answer["description"] = told if method == "get" else _DONE[status]
        for content in answer.get("content", {}).values():
            # Lines of text, in the eyes of whoever takes them as one body.
            content["schema"] = content["schema"] or {"type": "string"}
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "If-Match" and "428" in operation["responses"]:
            parameter["required"] = True


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
