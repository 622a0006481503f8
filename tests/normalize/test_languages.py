"""Languages are folders of `service/normalize/lang`: what differs between them is asked of their objects."""

import re
from pathlib import Path

import pytest

from service.normalize import normalize
from service.normalize.lang.language import language_of, languages
from service.normalize.words.lexicon import lexicon

_NORMALIZE = Path("service/normalize")
_TESTS = re.compile(r"""\bfrench\b|\benglish\b|[=!]=\s*["'](?:fr|en)["']""")


def test_a_language_is_a_folder() -> None:
    folders = {path.parent.name for path in _NORMALIZE.glob("lang/*/__init__.py")}
    assert set(languages()) == folders == {"en", "fr"}


@pytest.mark.parametrize("code", ["en", "fr"])
def test_a_language_has_its_lexicon_and_its_rules(code: str) -> None:
    assert language_of(code).code == code
    assert lexicon(code).language is language_of(code)


def test_a_language_without_a_folder_is_an_error() -> None:
    with pytest.raises(KeyError):
        language_of("xx")


def test_an_article_in_another_language_says_that_nothing_was_looked_for() -> None:
    document = normalize("Die Regierung hat das Gesetz am Dienstag beschlossen.", language="de")
    assert document.provenance.notes == (
        "No rules for language 'de': no claims were looked for, and known actors only.",
    )


def test_no_room_asks_which_language_it_reads() -> None:
    asking = {
        f"{file}: {found.group()}"
        for file in _NORMALIZE.rglob("*.py")
        if "lang" not in file.parts and "llm" not in file.parts
        for found in _TESTS.finditer(file.read_text(encoding="utf-8"))
    }
    assert asking == set()


@pytest.mark.parametrize(
    ("singular", "plural"), [("country", "countries"), ("spokesman", "spokesmen"), ("bus", "buses"), ("day", "days")]
)
def test_english_plurals(singular: str, plural: str) -> None:
    assert language_of("en").plural(singular) == plural


@pytest.mark.parametrize(("singular", "plural"), [("journal", "journaux"), ("pays", "pays"), ("bateau", "bateaux")])
def test_french_plurals(singular: str, plural: str) -> None:
    assert language_of("fr").plural(singular) == plural
