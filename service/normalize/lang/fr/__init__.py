"""French: its habits and its rules."""

from __future__ import annotations

import re

from service.normalize.lang.fr.forms import plural, verb_forms
from service.normalize.lang.fr.nominals import read_french
from service.normalize.lang.fr.tokens import ENDINGS, TOKEN
from service.normalize.lang.fr.verbs import finite_verbs
from service.normalize.lang.language import Language
from service.normalize.words import tags as t

LANGUAGE = Language(
    code="fr",
    token=TOKEN,
    endings=ENDINGS,
    elided={"de": "d'", "que": "qu'"},
    demonym_endings=("e", "s", "es", "ne", "nes"),
    plural=plural,
    verb_forms=verb_forms,
    bodies_in_lower_case=True,
    bodies_translated=False,
    titles_capitalized=False,
    demonyms_capitalized=False,
    months_capitalized=False,
    adjectives_glued=False,
    genitive_ending=False,
    names_joined_by_prepositions=True,
    foreign_joints=frozenset({"of", "and", "for"}),
    articles_like_particles=frozenset({"le", "la", "du"}),
    never_names=frozenset({"mes"}),
    common_ending=re.compile(r"(?:ez|ment|tions?|ée?s?|ant|ités?|eurs|euses)$"),
    adjective_follows=True,
    nouns_compound=False,
    bare_nouns=False,
    agent_ending=re.compile(r"(?:[^u]eur|euse|trice|ien|ienne|iste)$"),
    subject_follows_quotation=True,
    complement_unmarked=False,
    conjunction_compares=True,
    for_attributes=True,
    commas_splice=True,
    verbal_noun=t.INF,
    verbs_like_nouns=False,
    modal_verbs=False,
    negation_doubled=True,
    decimal_comma=True,
    imperative_ending="ez",
    finite_verbs=finite_verbs,
    read_nominal=read_french,
)
