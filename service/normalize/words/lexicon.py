"""A language's words and phrases, read once from the TOML files under `lang`.

Words are compared in lower case with the straight apostrophe. Country names come from the Unicode
CLDR through Babel, everything else from `lang/{language}/lexicon/*.toml` and `lang/common/lexicon/`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from babel import Locale

from service.document import ActorKind
from service.normalize.lang.language import Language, language_of, languages
from service.normalize.words import tags as t
from service.normalize.words.tokens import WordReader, split_words
from service.normalize.words.value import Value
from service.normalize.words.wordset import kept

LANGUAGES = languages()
"""The languages that have rules."""

Phrases = dict[str, tuple[tuple[tuple[str, ...], str], ...]]
"""First word of a phrase to (all its words, the category), longest phrase first."""


class Lexicon(Value, frozen=True):
    """All that the rules know of a language."""

    language: Language
    tags: dict[str, int]
    reader: WordReader
    lemmas: dict[str, str]
    phrases: Phrases
    places: Phrases
    numbers: dict[str, float]
    scales: dict[str, float]
    currencies: dict[str, str]
    months: dict[str, int]
    weekdays: dict[str, int]
    relative_days: dict[str, int]
    abbreviations: frozenset[str]
    anaphors: dict[str, str]
    """Noun of a definite description ("company") to the kind it stands for."""
    called: dict[str, str]
    """The same of nouns that stand only for whom the article has called so ("victim", "studio")."""
    products: frozenset[str]
    """Noun of a definite description that stands for a product ("drug")."""
    anaphor_heads: frozenset[str]
    """First words of all these nouns."""
    anaphor_starts: frozenset[str]
    """First words of those of two words or more ("prime minister")."""
    known_kinds: dict[str, ActorKind]
    """Well-known names in lower case to what they are."""
    institutions: frozenset[str]
    """What an institution is called in lower case in front of its name: « ministère »."""
    pasts: dict[str, str]
    """Verbs by their base form to their simple past."""
    bodies: Phrases
    """Institutions that are named in lower case: « commission des finances »."""
    marked: frozenset[str]
    """First words of whatever may be a group or an institution of a state: most sentences have none."""
    group_nouns: Phrases
    state_nouns: frozenset[str]
    """What a country acts through ("government")."""
    adherents: frozenset[str]
    """Who is of one party: « socialistes », "republicans"."""
    negative_verbs: frozenset[str]
    hedging_verbs: frozenset[str]


_WORD_TAGS = {
    "determiner": t.DET,
    "possessive": t.DET | t.POSSESSIVE,
    "preposition": t.PREP,
    "conjunction": t.CONJ,
    "pronoun_subject": t.PRON_SUBJ,
    "pronoun_other": t.PRON,
    "relative": t.REL,
    "subordinator": t.SUB,
    "adverb": t.ADV,
    "negation": t.NEG,
    "negation_second": t.NEG,
    "be": t.BE,
    "have": t.HAVE,
    "finite": t.FIN,
    "sentence_opener": t.OPENER,
    "noun": t.NOUN,
    "adjective": t.ADJ,
    "clitic": t.CLITIC,
    "title": t.TITLE,
    "org_head": t.ORG_HEAD,
    "org_suffix": t.ORG_SUFFIX,
    "institution": t.INSTITUTION,
    "org_cue": t.ORG_CUE,
    "product_cue": t.PRODUCT_CUE,
    "place_cue": t.PLACE_CUE,
    "place_suffix": t.PLACE_CUE,
    "place_head": t.PLACE_CUE,
    "locative": t.LOCATIVE,
    "event_word": t.EVENT,
    "generic_acronym": t.GENERIC,
    "particle": t.PARTICLE,
    "demonym": t.DEMONYM,
    "given": t.GIVEN,
    "female": t.FEMALE,
}

_VERB_ROLES = (("reporting", t.REPORT), ("postposable", t.POSTPOSABLE), ("denying", t.DENY), ("stative", t.STATIVE))

_PHRASE_CATEGORIES = (
    "according_to",
    "split_conjunction",
    "conditional",
    "probable",
    "possible",
    "predicted",
    "reported",
    "counterfactual",
    "negating",
    "factive_double",
    "not_negation",
    "impersonal",
)

_BOTH = ["deux", "both"]
_GROUP_NOUNS = ("board_noun", "staff_noun", "kin_noun", "acting_noun")


def _read(language: str, name: str) -> dict[str, Any]:
    file = resources.files("service.normalize") / "lang" / language / "lexicon" / name
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


def _rows(text: str) -> list[list[str]]:
    return [row.split() for row in text.replace("\n", " ").split(";") if row.strip()]


def _trie(entries: list[tuple[str, str]], language: str) -> Phrases:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    elided_words = language_of(language).elided
    for phrase, category in entries:
        plain = phrase.replace("_", " ")
        elided = plain.endswith("'")
        words = tuple(split_words(plain + "a" if elided else plain, language))
        words = words[:-1] if elided else words
        if words and words[-1] in elided_words:
            shortened = (*words[:-1], elided_words[words[-1]])
            found.setdefault(shortened[0], []).append((shortened, category))
        if words:
            found.setdefault(words[0], []).append((words, category))
    return {first: tuple(sorted(all_, key=lambda e: (-len(e[0]), e))) for first, all_ in found.items()}


_NO_COUNTRIES = frozenset({"ZZ", "UN", "EU", "EZ", "QO", "XA", "XB"})


@cache
def _known_kinds() -> dict[str, ActorKind]:
    lists = _read("common", "known.toml")
    kinds: tuple[ActorKind, ...] = ("PRODUCT", "ORGANIZATION")
    return {name.replace("_", " "): kind for kind in kinds for name in kept(lists[kind.lower()])}


def _country_names(language: str) -> list[str]:
    locale = Locale.parse(language)
    return [
        name.lower().replace("’", "'")
        for code, name in locale.territories.items()
        if len(code) == 2 and code not in _NO_COUNTRIES
    ]


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language by its code. KeyError for a language without rules."""
    own = language_of(language)
    words, verbs = _read(language, "words.toml"), _read(language, "verbs.toml")
    phrases, names = _read(language, "phrases.toml"), _read(language, "names.toml")
    places = _read("common", "places.toml")
    tagged: dict[str, int] = {}

    def tag(word: str, bits: int) -> None:
        tagged[word] = tagged.get(word, 0) | bits

    for source in (words, names, _read("common", "given.toml")):
        for key, bits in _WORD_TAGS.items():
            for word in kept(source.get(key, "")):
                tag(word, bits)
    for noun in kept(words["noun"]) + kept(names["noun"]):
        tag(own.plural(noun), t.NOUN | t.PLURAL)
    for word in kept(names["demonym"]):
        for ending in own.demonym_endings:
            tag(word + ending, t.DEMONYM)
    lemmas = _verb_forms(language, verbs, tag, tagged)
    for group, bits in (
        ("month", t.MONTH),
        ("weekday", t.WEEKDAY),
        ("relative_day", t.RELATIVE_DAY),
        ("number", t.NUMBER | t.OPENER),
        ("scale", t.SCALE),
        ("currency", t.CURRENCY),
    ):
        for word in _pairs(words[group]):
            tag(word, bits)
    countries = [(name, "COUNTRY") for name in _country_names(language)]
    cities = [(name, "PLACE") for key in ("city", "country_alias") for name in kept(places[key])]
    anaphors, called = (
        {
            " ".join(split_words(noun + " ", language)): kind.upper()
            for kind in ("organization", "person")
            for noun in phrases[f"{sort}_{kind}"]
        }
        for sort in ("anaphor", "called")
    )
    products = frozenset(" ".join(split_words(n + " ", language)) for n in phrases["anaphor_product"])
    group_nouns = [(noun, key) for key in _GROUP_NOUNS for noun in phrases[key]]
    marked = [noun for noun, _ in group_nouns] + phrases["state_noun"] + phrases["adherent"] + _BOTH
    return Lexicon(
        language=own,
        marked=frozenset(split_words(noun + " ", language)[0] for noun in marked),
        tags=tagged,
        reader=WordReader(language, tagged),
        lemmas=lemmas,
        pasts=_pasts(tagged, lemmas),
        phrases=_trie([(p, key) for key in _PHRASE_CATEGORIES for p in phrases[key]], language),
        places=_trie(countries + cities, language),
        numbers={k: float(v) for k, v in _pairs(words["number"]).items()},
        scales={k: float(v) for k, v in _pairs(words["scale"]).items()},
        currencies=_pairs(words["currency"]),
        months={k: int(v) for k, v in _pairs(words["month"]).items()},
        weekdays={k: int(v) for k, v in _pairs(words["weekday"]).items()},
        relative_days={k: int(v) for k, v in _pairs(words["relative_day"]).items()},
        abbreviations=frozenset(words["abbreviation"].split()),
        anaphors=anaphors,
        called=called,
        products=products,
        anaphor_heads=frozenset(noun.split()[0] for noun in (*anaphors, *called, *products)),
        anaphor_starts=frozenset(noun.split()[0] for noun in (*anaphors, *called, *products) if " " in noun),
        known_kinds=_known_kinds(),
        institutions=frozenset(word for word, bits in tagged.items() if bits & t.INSTITUTION),
        bodies=_trie([(body, "ORGANIZATION") for body in names["body"]], language),
        group_nouns=_trie(
            [(noun, key) for key in ("board_noun", "staff_noun", "kin_noun", "acting_noun") for noun in phrases[key]],
            language,
        ),
        state_nouns=frozenset(phrases["state_noun"]),
        adherents=frozenset(phrases["adherent"]),
        negative_verbs=frozenset(kept(verbs["negative_implicative"])),
        hedging_verbs=frozenset(kept(verbs["hedging"])),
    )


def _pasts(tagged: dict[str, int], lemmas: dict[str, str]) -> dict[str, str]:
    pasts: dict[str, str] = {}
    for form, lemma in lemmas.items():
        if tagged[form] & t.PAST:
            pasts.setdefault(lemma, form)
    return pasts


def _verb_forms(language: str, verbs: dict[str, Any], tag: Any, tagged: dict[str, int]) -> dict[str, str]:
    irregular = _rows(verbs["irregular"])
    bases = {row[0] for row in irregular}
    spoken = [lemma for lemma in kept(verbs["reporting"]) if lemma not in bases]
    forms = language_of(language).verb_forms(verbs, irregular, spoken)
    roles: dict[str, int] = {}
    for key, role in _VERB_ROLES:
        for lemma in kept(verbs.get(key, "")):
            roles[lemma] = roles.get(lemma, 0) | role
    not_finite = frozenset(kept(verbs.get("not_finite", "")))
    lemmas: dict[str, str] = {}
    nouns = {word for word, bits in tagged.items() if bits & (t.NOUN | t.ADJ)}
    for form, lemma, bits in forms:
        if form in not_finite and bits & t.FIN:
            bits = bits & ~t.FIN | t.FIN_AMBIGUOUS
        if form in nouns and bits & t.FIN:
            bits = bits & ~t.FIN | t.FIN_AMBIGUOUS
        tag(form, bits | roles.get(lemma, 0))
        lemmas.setdefault(form, lemma)
    return lemmas
