"""The contract is printed, documented throughout, and says of every field where it lives."""

from pathlib import Path

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType
from strawberry import UNSET

import schema
from schema.fields import Argument, lookup
from schema.ids import PREFIXES, TABLES, BadIdError, parse_id, parse_id_of
from schema.mapping import Choice
from service.query.statement import Contract

GRAPHQL = schema.SCHEMA._schema
OWN_TYPES = {name: named for name, named in GRAPHQL.type_map.items() if not name.startswith("_") and "__" not in name}


def test_the_printed_schema_is_the_one_in_the_repository() -> None:
    printed = Path(schema.__file__).with_name("schema.graphql")
    assert printed.read_text(encoding="utf-8") == schema.sdl(), "run `claimgraph schema > schema/schema.graphql`"


def test_everything_is_documented() -> None:
    silent = []
    for name, named in OWN_TYPES.items():
        if not named.description:
            silent.append(name)
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field_name, field in named.fields.items():
                if field_name.startswith("_"):
                    continue
                silent += [f"{name}.{field_name}"] if not field.description else []
                for argument_name, argument in getattr(field, "args", {}).items():
                    silent += [f"{name}.{field_name}({argument_name}:)"] if not argument.description else []
        if isinstance(named, GraphQLEnumType):
            silent += [f"{name}.{value}" for value, member in named.values.items() if not member.description]
    assert silent == []


def test_every_output_field_says_where_it_lives() -> None:
    contract = Contract(GRAPHQL)
    for name, named in OWN_TYPES.items():
        if isinstance(named, GraphQLObjectType) and name not in {"FacetCount", "SearchNote"}:
            for field_name in (field for field in named.fields if not field.startswith("_")):
                assert contract.mapping(name, field_name) is not None


def test_no_field_has_a_resolver_of_its_own() -> None:
    own = [
        field.extensions["strawberry-definition"]
        for named in OWN_TYPES.values()
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType)
        for field_name, field in named.fields.items()
        if not field_name.startswith("_")
    ]
    assert len(own) > 100
    assert [definition.python_name for definition in own if definition.base_resolver is not None] == []


def test_every_list_is_paged_by_the_same_arguments() -> None:
    lists = [
        (f"{name}.{field_name}", field.args)
        for name, named in OWN_TYPES.items()
        if isinstance(named, GraphQLObjectType)
        for field_name, field in named.fields.items()
        if str(field.type).rstrip("!").endswith("Connection") and field_name != "changes"
    ]
    assert len(lists) > 15
    for where, arguments in lists:
        paging = {name: (str(arguments[name].type), arguments[name].description) for name in list(arguments)[-4:]}
        assert paging == {
            "first": ("Int", "Items from the front, 0 to 100; 20 when absent."),
            "after": ("String", "Items after this cursor."),
            "last": ("Int", "Items from the end, 0 to 100; not with `first`."),
            "before": ("String", "Items before this cursor."),
        }, where


def test_an_argument_that_may_be_null_is_null_and_another_is_required_or_has_a_default() -> None:
    maybe, required, given = (
        Argument("kind", int | None, "Which."),
        Argument("kind", int, "Which."),
        Argument("kind", int, "Which.", default=3),
    )
    assert maybe.declared().default is None
    assert required.declared().default is UNSET
    assert given.declared().default == 3


def test_an_argument_that_finds_a_row_binds_a_value() -> None:
    with pytest.raises(TypeError, match="the argument mainKind binds no value"):
        lookup("actor", "One actor.", Argument("main_kind", str, "Which.", Choice({"PERSON": "true"})))


def test_every_node_type_has_an_id_prefix_and_a_table() -> None:
    node_types = {named.name for named in GRAPHQL.get_possible_types(OWN_TYPES["Node"])}
    assert node_types == set(PREFIXES) == set(TABLES)


@pytest.mark.parametrize("name", ["ArticleConnection", "ActorConnection", "ClaimConnection", "MentionConnection"])
def test_connections_have_the_relay_fields_and_the_shortcuts(name: str) -> None:
    assert {"edges", "nodes", "pageInfo", "totalCount"} <= OWN_TYPES[name].fields.keys()


def test_ids_are_read_back() -> None:
    assert parse_id("clm_12") == ("Claim", 12)
    assert parse_id_of("act_7", "Actor") == 7


@pytest.mark.parametrize(
    "text", ["", "12", "art_", "art_0", "art_01", "art_-1", "art_1 ", "xyz_1", "art_99999999999999999999", "art_²"]
)
def test_malformed_ids_are_told(text: str) -> None:
    with pytest.raises(BadIdError, match="not an id of this service"):
        parse_id(text)


def test_an_id_of_another_type_is_told() -> None:
    with pytest.raises(BadIdError, match="an id of type Article; this takes one of type Actor"):
        parse_id_of("art_1", "Actor")
