"""What a language tells the rules: which of its habits they must reckon with, and the rules that are its own.

A language is a folder beside this module: `lexicon/` and `rules/` hold its words, and its package says `LANGUAGE`.
The rooms ask the object for a habit ("does an adjective stand after its noun?"), never which language it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module, resources
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from service.normalize.phrases.discourse import Scene
    from service.normalize.phrases.nouns import Nominal
    from service.normalize.words.token_index import TokenIndex
    from service.normalize.words.tokens import Tokens

Form = tuple[str, str, int]
"""A form of a verb, its lemma, its tag bits."""


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """A language's habits and its own rules; True and False answer what the attribute's text says."""

    code: str
    """Of ISO 639-1, as its folder is called."""

    # Words and their forms.
    token: re.Pattern[str]
    """A word or a mark."""
    endings: tuple[tuple[re.Pattern[str], int], ...]
    """How words end that no lexicon knows, and the tag bits that this gives them."""
    elided: dict[str, str]
    """What becomes of a phrase's last word in front of a vowel."""
    demonym_endings: tuple[str, ...]
    """Endings that the lexicon's demonyms take."""
    plural: Callable[[str], str]
    """The plural of a noun."""
    verb_forms: Callable[[dict[str, Any], list[list[str]], list[str]], Iterator[Form]]
    """The forms of verbs: of the lexicon's lists, its irregular verbs, and its regular verbs of saying."""

    # Names.
    bodies_in_lower_case: bool
    """Institutions are named without a capital: « ministère de la Culture »."""
    bodies_translated: bool
    """A body's name in its own language follows what it is: "the federation Asgard"."""
    titles_capitalized: bool
    """Offices have capitals: "the Foreign Secretary"."""
    demonyms_capitalized: bool
    """Adjectives of nations, and the members of parties, have capitals inside a sentence: "French", "Democrats"."""
    months_capitalized: bool
    """Months have capitals: without one, "may" is no month."""
    adjectives_glued: bool
    """A name may be the first half of an adjective: "Texas-based"."""
    genitive_ending: bool
    """Whose something is stands in front of it with an ending: "Nordia's founder"."""
    names_joined_by_prepositions: bool
    """Prepositions and articles join the words of a name: « Banque de la Seine »."""
    foreign_joints: frozenset[str]
    """Words of another language that join the words of a foreign name: « Bank of Ireland »."""
    articles_like_particles: frozenset[str]
    """Articles that are spelled as the particles of foreign names."""
    never_names: frozenset[str]
    """Words that a capital makes no name, not even inside a sentence."""
    common_ending: re.Pattern[str]
    """How common words end."""

    # Noun phrases.
    adjective_follows: bool
    """An adjective stands after its noun: « l'armée russe »."""
    nouns_compound: bool
    """A noun stands in front of another that it describes: "the drug company"."""
    bare_nouns: bool
    """A noun needs no article: "parliament voted"."""
    agent_ending: re.Pattern[str] | None
    """How nouns end for people by what they do, where the ending tells."""

    # Who says what.
    subject_follows_quotation: bool
    """After what is said, the verb stands in front of its subject: « C, a dit Anne Roux »."""
    complement_unmarked: bool
    """What is said needs no conjunction: "she said it would"."""
    conjunction_compares: bool
    """The conjunction of what is said also compares, and relates: « plus que »."""
    for_attributes: bool
    """"For" somebody, something is so: « Pour Anne Roux, »."""
    commas_splice: bool
    """A comma may join two sentences."""
    verbal_noun: int
    """The tag of the form that makes a noun of a verb: the gerund's, the infinitive's."""
    verbs_like_nouns: bool
    """Forms of verbs are spelled as nouns: "the plans", "she plans"."""

    # Claims.
    modal_verbs: bool
    """What is to come and what may be is said by verbs of its own, not by tenses."""
    negation_doubled: bool
    """A negation has two halves: « ne … pas »."""
    decimal_comma: bool
    """A comma stands in front of a number's decimals."""
    imperative_ending: str
    """How an imperative ends; empty where it is the base form."""

    finite_verbs: Callable[[Tokens, TokenIndex, list[bool], Iterable[range]], tuple[list[bool], list[int]]]
    """For each token whether it is a finite verb of its clause, and which are verbs only by their pronoun."""
    read_nominal: Callable[[Scene, int, int], Nominal]
    """Take apart the noun phrase that begins at one token and ends before another."""


@cache
def languages() -> tuple[str, ...]:
    """The codes of the languages that have a package here."""
    folder = resources.files("service.normalize") / "lang"
    return tuple(sorted(entry.name for entry in folder.iterdir() if (entry / "__init__.py").is_file()))


@cache
def language_of(code: str) -> Language:
    """The language's own object, loaded when it is first asked for. KeyError for a language without rules."""
    if code not in languages():
        raise KeyError(code)
    found = import_module(f"service.normalize.lang.{code}").LANGUAGE
    assert isinstance(found, Language)
    return found
