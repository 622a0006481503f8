"""What the OpenAPI document says of the forms that lists come in, and of the export of one list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.http.rest.forms.annotation import ANNOTATIONS
from service.http.rest.forms.atom import ATOM
from service.http.rest.forms.csv import CSV
from service.http.rest.forms.form import Form, Offer
from service.http.rest.forms.jsonld import JSONLD
from service.http.rest.forms.ndjson import NDJSON
from service.http.rest.forms.plain import TEXT
from service.http.rest.forms.table import FORMS, JSON
from service.http.rest.whole_lists import EXPORT, KIND, ONLY_OF_PAGES, WHOLE_LISTS, of_a_whole

_ABOUT: Mapping[str, str] = {
    CSV.name: "RFC 4180 with a header row: a column for each field, named by its path; JSON in cells that hold lists;"
    " an apostrophe before texts that a spreadsheet would take for formulas.",
    NDJSON.name: "An item a line, as the JSON of the list has it.",
    ATOM.name: "A feed (RFC 4287), its pages linked as in RFC 5005.",
    JSONLD.name: "schema.org's NewsArticle, Claim, ClaimReview and others, several as a graph, with their context.",
    ANNOTATIONS.name: "An AnnotationPage, or one Annotation, of the W3C Web Annotation Data Model.",
    TEXT.name: "The article's body, whose code points all offsets count.",
}
_OBJECTS = {JSONLD.name: "LinkedData", ANNOTATIONS.name: "Annotations"}
"""The forms that are JSON, by the names of their schemas: what clients make of one without a name differs."""


def describe_forms(document: dict[str, Any], offers: Mapping[str, Sequence[Offer]]) -> None:
    """Complete the document in place; `offers` are the forms of each list by its path."""
    for path, offered in offers.items():
        if offered and path in document["paths"]:
            _describe(document["paths"][path]["get"], [offer.form for offer in offered])
    _describe_export(document, offers)
    document["components"]["schemas"] |= {
        schema: {"type": "object", "title": schema, "description": _ABOUT[name]} for name, schema in _OBJECTS.items()
    }


def _describe(operation: dict[str, Any], forms: Sequence[Form]) -> None:
    """The forms in words and in `x-media-types`, by their names.

    Not as further content of the answer: what generators make of it is then of no type any more, JSON or text or
    whatever, in every client. For the same reason there is no parameter for what a client of JSON can't read.
    """
    operation["parameters"] = [parameter for parameter in operation["parameters"] if parameter["name"] != "format"]
    others = {form.name: form.media_type for form in forms if form is not JSON}
    answer = operation["responses"]["200"]
    named = ", ".join(f"`{media_type}` (`format={name}`)" for name, media_type in others.items())
    answer["description"] = f"As JSON; by `Accept` or the query parameter `format` also as {named}."
    answer["x-media-types"] = others


def _told(form: Form) -> dict[str, Any]:
    if form.name in _OBJECTS:
        return {"schema": {"$ref": f"#/components/schemas/{_OBJECTS[form.name]}"}}
    return {"schema": {"type": "string", "description": _ABOUT[form.name]}}


def _describe_export(document: dict[str, Any], offers: Mapping[str, Sequence[Offer]]) -> None:
    """An export of one list takes what that list takes, each parameter once."""
    operation = document["paths"][EXPORT]["get"]
    known: dict[str, dict[str, Any]] = {}
    kinds: dict[str, list[str]] = {}
    for kind, whole in WHOLE_LISTS.items():
        for parameter in document["paths"][whole.path]["get"]["parameters"]:
            if parameter["name"] not in ONLY_OF_PAGES | {KIND, "format"}:
                known.setdefault(parameter["name"], parameter)
                kinds.setdefault(parameter["name"], []).append(kind)
    every = [form for form in FORMS if any(form in _forms(offers[whole.path]) for whole in WHOLE_LISTS.values())]
    own = {parameter["name"]: parameter for parameter in operation["parameters"]}
    operation["parameters"] = [
        {**own[KIND], "schema": {"type": "string", "enum": list(WHOLE_LISTS)}, "example": "claims"},
        {
            **own["format"],
            "description": "In which form a list comes, as far as it has that form; NDJSON when absent.",
            "schema": {"type": "string", "enum": [form.name for form in every]},
            "example": NDJSON.name,
        },
        *(_of(parameter, kinds[name]) for name, parameter in known.items()),
    ]
    operation["responses"]["200"]["content"].update(
        {form.media_type: _told(form) for form in every if form is not NDJSON}
    )


def _forms(offers: Sequence[Offer]) -> list[Form]:
    return [offer.form for offer in of_a_whole(offers)]


def _of(parameter: dict[str, Any], kinds: list[str]) -> dict[str, Any]:
    """A list's parameter as one of the export, for which lists and with the values of whichever takes it."""
    schema = parameter["schema"]
    if len(kinds) > 1 and parameter["name"] in ("orderBy", "fields"):
        # Each list has values of its own.
        schema = {"type": "string"} if parameter["name"] == "orderBy" else {**schema, "items": {"type": "string"}}
    told = {key: value for key, value in parameter.items() if key != "example"}
    # What a list requires, an export of another doesn't.
    told["required"] = False
    return {**told, "schema": schema, "description": f"{parameter['description']} Of {', '.join(kinds)}."}
