"""Changes of the contract that break clients are marked."""

from __future__ import annotations

import pathlib

import pytest

from schema import sdl
from schema.changes import main, report

OLD = "type Query { article(id: ID): Article } type Article { id: ID! title: String! } enum Kind { A B }"


def test_the_contract_as_it_is_breaks_nothing() -> None:
    text, breaks = report(sdl(), sdl())
    assert not breaks
    assert text == "0 breaking, 0 dangerous; 0 lines added, 0 removed."


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (OLD.replace("title: String! ", ""), "BREAKING   Field Article.title was removed."),
        (OLD.replace("title: String!", "title: String"), "BREAKING   Field Article.title changed type"),
        (OLD.replace("article(id: ID)", "article(id: ID!)"), "BREAKING   Argument Query.article(id:) has changed type"),
        (OLD.replace("A B", "A"), "BREAKING   Enum value Kind.B was removed."),
    ],
)
def test_what_breaks_clients_is_marked(new: str, told: str) -> None:
    text, breaks = report(OLD, new)
    assert breaks
    assert told in text.replace("Value B was removed from enum type Kind.", "Enum value Kind.B was removed.")


@pytest.mark.parametrize("new", ["article(id: [ID!])", "article(id: [ID])"])
def test_a_list_of_what_was_taken_is_not(new: str) -> None:
    """One value stands for a list of one."""
    assert not report(OLD, OLD.replace("article(id: ID)", new))[1]


def test_what_only_adds_is_not(tmp_path: pathlib.Path) -> None:
    old, new = tmp_path / "old.graphql", tmp_path / "new.graphql"
    old.write_text(OLD)
    new.write_text(OLD.replace("title: String!", "title: String! url: String"))
    assert main([str(old), str(new)]) == 0
    assert main([str(new), str(old)]) == 1
    assert main([]) == 2
