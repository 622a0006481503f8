"""The OpenAPI document as client generators read it: plain types, names for everything, a meaning for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from schema import SCHEMA
from service.http.app import create_app
from service.http.rest.openapi import openapi_yaml
from service.settings import Settings

Schema = dict[str, Any]
METHODS = frozenset({"get", "post", "patch", "put", "delete"})
BODIES = ("post", "patch", "put")


def described(*, open_reads: bool) -> Schema:
    read: Schema = yaml.safe_load(openapi_yaml(create_app(Settings(), "postgresql:///"), open_reads=open_reads))
    return read


DOCUMENT = described(open_reads=True)
SCHEMAS: Schema = DOCUMENT["components"]["schemas"]


def operations(document: Schema = DOCUMENT) -> Iterator[tuple[str, str, Schema]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert method in METHODS
            yield path, method, operation


def schemas(part: Any = DOCUMENT, where: str = "") -> Iterator[tuple[str, Schema]]:
    """Every schema of the document, with its place; what stands in examples is none."""
    if isinstance(part, dict):
        if not where.endswith("/properties"):
            yield where, part
        for name, entry in part.items():
            if name not in {"example", "examples"} or where.endswith("/properties"):
                yield from schemas(entry, f"{where}/{name}")
    elif isinstance(part, list):
        for at, entry in enumerate(part):
            yield from schemas(entry, f"{where}/{at}")


def test_a_choice_is_only_of_a_named_thing_and_null() -> None:
    odd = [
        where
        for where, schema in schemas()
        for choice in ("oneOf", "anyOf", "allOf")
        if choice in schema
        and not (choice == "oneOf" and [set(entry) for entry in schema[choice]] in ([{"$ref"}, {"type"}],))
    ]
    assert odd == []


def test_nothing_but_words_about_it_stands_beside_a_choice_or_a_reference() -> None:
    odd = {
        where: set(schema) - {"oneOf", "$ref", "description", "examples"}
        for where, schema in schemas()
        if schema.keys() & {"oneOf", "$ref"}
    }
    assert {where: more for where, more in odd.items() if more} == {}


def test_parameters_have_one_type_and_are_never_null() -> None:
    odd = [
        (path, method, parameter["name"])
        for path, method, operation in operations()
        for parameter in operation.get("parameters", ())
        if not isinstance(parameter["schema"].get("type", parameter["schema"].get("$ref")), str)
    ]
    assert odd == []


def test_lists_in_addresses_say_what_they_hold_and_how_they_are_written() -> None:
    lists = {
        (path, parameter["name"]): parameter
        for path, _, operation in operations()
        for parameter in operation.get("parameters", ())
        if parameter["schema"].get("type") == "array"
    }
    assert lists[("/v1/claims", "modality")]["schema"] == {
        "items": {"$ref": "#/components/schemas/Modality"},
        "type": "array",
    }
    for (_, name), parameter in lists.items():
        assert parameter["schema"]["items"]
        assert (parameter["style"], parameter["explode"]) == ("form", name not in ("fields", "ids"))


def test_operations_have_names_that_are_theirs_alone_and_no_language_s_own() -> None:
    names = Counter(operation["operationId"] for _, _, operation in operations())
    assert [name for name, times in names.items() if times > 1] == []
    assert names.keys().isdisjoint({"import", "export", "delete", "default", "class", "return", "new", "from"})


def test_everything_is_described() -> None:
    silent = [where for where, schema in schemas(SCHEMAS, "") if where.count("/") == 1 and "description" not in schema]
    silent += [
        f"{name}.{key}"
        for name, schema in SCHEMAS.items()
        for key, property_ in schema.get("properties", {}).items()
        if not property_.get("description")
    ]
    for path, method, operation in operations():
        silent += [f"{method} {path} {key}" for key in ("summary", "description", "tags") if not operation.get(key)]
        silent += [
            f"{method} {path} {parameter['name']}"
            for parameter in operation.get("parameters", ())
            if not parameter.get("description")
        ]
        silent += [
            f"{method} {path} {status}"
            for status, answer in operation["responses"].items()
            if "$ref" not in answer and not answer.get("description", "").endswith(".")
        ]
    assert silent == []


def test_objects_are_named_and_answers_have_a_type() -> None:
    nameless = [
        where
        for where, schema in schemas()
        if schema.get("type") == "object" and where.removeprefix("/components/schemas/").count("/")
    ]
    assert nameless == []
    untyped = [
        (path, method, status, media_type)
        for path, method, operation in operations()
        for status, answer in operation["responses"].items()
        for media_type, content in answer.get("content", {}).items()
        if not content["schema"]
    ]
    assert untyped == []


def test_bodies_take_nothing_that_is_unknown_and_answers_may_grow() -> None:
    bodies = {
        content["schema"]["$ref"].rpartition("/")[2]
        for _, method, operation in operations()
        if method in BODIES
        for content in operation.get("requestBody", {}).get("content", {}).values()
        if "$ref" in content["schema"]
    }
    closed = {name for name, schema in SCHEMAS.items() if schema.get("additionalProperties") is False}
    assert bodies <= closed
    assert {name for name in closed - bodies if not name.endswith("Input")} == set()


def test_writes_take_a_key_and_reads_where_they_are_not_open() -> None:
    for document, reads in ((DOCUMENT, []), (described(open_reads=False), [{"bearer": []}])):
        for path, method, operation in operations(document):
            if path.startswith("/v1/"):
                assert operation["security"] == (reads if method == "get" else [{"bearer": []}]), path
                assert {"401", "403"} <= operation["responses"].keys()
            else:
                assert operation["security"] == []


def test_what_a_change_needs_is_required() -> None:
    needing = [
        next(parameter for parameter in operation["parameters"] if parameter["name"] == "If-Match")
        for _, _, operation in operations()
        if "428" in operation["responses"]
    ]
    assert needing
    assert all(parameter["required"] for parameter in needing)


@pytest.mark.parametrize("name", ["Modality", "ActorKind", "SearchMatch", "ChangeAction"])
def test_an_enum_s_values_and_their_meanings_are_the_contract_s(name: str) -> None:
    values = SCHEMA._schema.type_map[name].to_kwargs()["values"]
    assert SCHEMAS[name]["enum"] == list(values)
    for value, member in values.items():
        assert f"- `{value}`: {member.description}" in SCHEMAS[name]["description"]


def test_a_field_is_described_as_in_the_contract() -> None:
    claim = SCHEMA._schema.type_map["Claim"].to_kwargs()["fields"]
    assert SCHEMAS["Claim"]["properties"]["text"]["description"] == claim["text"].description
    ingest = SCHEMA._schema.type_map["IngestArticleInput"].to_kwargs()["fields"]
    assert SCHEMAS["NewArticle"]["properties"]["source"]["description"] == ingest["source"].description
