"""The contract as files, for the tools of clients."""

from __future__ import annotations

import httpx
from graphql import GraphQLInterfaceType, GraphQLUnionType, build_client_schema, build_schema, get_introspection_query

from tests.conftest import authorization, served


def test_the_sdl_is_the_contract_that_introspection_tells(live_server: str) -> None:
    answer = httpx.get(f"{live_server}/schema.graphql")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    told = httpx.post(f"{live_server}/graphql", json={"query": get_introspection_query()}).json()["data"]
    written = build_schema(answer.text)
    assert {name for name in written.type_map if not name.startswith("__")} == {
        name for name in build_client_schema(told).type_map if not name.startswith("_") and "__" not in name
    } - {"FieldSet"}


def test_possible_types_are_those_of_every_interface_and_union(live_server: str) -> None:
    answer = httpx.get(f"{live_server}/schema/possible-types.json")
    assert answer.headers["content-type"] == "application/json"
    schema = build_schema(httpx.get(f"{live_server}/schema.graphql").text)
    assert answer.json() == {
        name: sorted(possible.name for possible in schema.get_possible_types(named))
        for name, named in schema.type_map.items()
        if isinstance(named, GraphQLInterfaceType | GraphQLUnionType) and not name.startswith("_")
    }
    assert answer.json()["SearchResult"] == ["Actor", "Article", "Claim"]


def test_whoever_has_a_file_is_told_so(live_server: str) -> None:
    for path in ("/schema.graphql", "/schema/possible-types.json"):
        tag = httpx.get(f"{live_server}{path}").headers["etag"]
        again = httpx.get(f"{live_server}{path}", headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")


async def test_where_the_schema_is_not_told_only_an_administrator_gets_it(fresh_database: str) -> None:
    admin = await authorization(fresh_database, "admin")
    with served(fresh_database, CLAIMGRAPH_INTROSPECTION="0") as url:
        for path in ("/schema.graphql", "/schema/possible-types.json"):
            refused = httpx.get(url + path)
            assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")
            assert httpx.get(url + path, headers=admin).status_code == 200


def test_a_scalar_says_how_it_is_written(live_server: str) -> None:
    query = "{ __schema { types { kind name specifiedByURL } } }"
    types = httpx.post(f"{live_server}/graphql", json={"query": query}).json()["data"]["__schema"]["types"]
    scalars = {each["name"]: each["specifiedByURL"] for each in types if each["kind"] == "SCALAR"}
    assert scalars["DateTime"] == "https://www.rfc-editor.org/rfc/rfc3339"
    built_in = {"Boolean", "Float", "ID", "Int", "String"}
    own = {name for name in scalars if not name.startswith("_") and "__" not in name and name != "FieldSet"}
    assert {name for name in own if scalars[name] is None} == built_in
