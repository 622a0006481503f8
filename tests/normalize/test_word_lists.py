"""The word lists of `lang/<language>/rules`: each is asked for by a rule, and says what it is for."""

import re
import tomllib
from pathlib import Path

import pytest

from service.normalize.words.wordset import phrasemap, wordmap, wordset

_NORMALIZE = Path("service/normalize")
_FILES = sorted(_NORMALIZE.glob("lang/*/rules/*.toml"))
_CALL = re.compile(r'\b(?:wordset|wordmap|phrasemap)\(\s*"([\w.]+)"')


def _paths(value: object, path: str) -> list[str]:
    """The lists below `path`: texts, and tables that give several words for one."""
    if not isinstance(value, dict) or any(isinstance(entry, list) for entry in value.values()):
        return [path]
    return [found for key, entry in value.items() for found in _paths(entry, f"{path}.{key}")]


def test_every_list_is_asked_for_by_a_rule() -> None:
    asked = {path for file in _NORMALIZE.rglob("*.py") for path in _CALL.findall(file.read_text(encoding="utf-8"))}
    written = {path for file in _FILES for path in _paths(tomllib.loads(file.read_text(encoding="utf-8")), file.stem)}
    assert written == asked


@pytest.mark.parametrize("file", _FILES, ids=lambda file: f"{file.parts[-3]}/{file.name}")
def test_every_list_says_what_it_is_for(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    starts = [n for n, line in enumerate(lines) if re.match(r'\w+ = "', line)]
    assert [lines[n] for n in starts if not lines[n - 1].startswith("# ")] == []


def test_a_list_holds_the_words_of_every_language() -> None:
    assert wordset("speech.complements.markers") == {"that", "que", "qu'"}


def test_a_list_can_be_asked_of_one_language() -> None:
    assert wordset("words.language.usual", "fr").isdisjoint({"the", "of"})


def test_an_underscore_in_a_list_stands_for_a_blank() -> None:
    assert wordmap("descriptions.antecedents.watches")["gendarme boursier"] == "marchés"
    assert "meneur de jeu" in wordset("descriptions.descriptions.players")


def test_languages_that_say_something_of_the_same_word_are_read_together() -> None:
    assert {"head coach", "sélectionneur"} < set(phrasemap("descriptions.antecedents.same")["coach"])


def test_a_list_that_nobody_wrote_is_an_error_that_names_it() -> None:
    with pytest.raises(KeyError, match=r"names\.kinds\.nonsense"):
        wordset("names.kinds.nonsense")
