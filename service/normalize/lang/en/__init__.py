"""English: its habits and its rules."""

from __future__ import annotations

import re

from service.normalize.lang.en.forms import plural, verb_forms
from service.normalize.lang.en.nominals import read_english
from service.normalize.lang.en.tokens import ENDINGS, TOKEN
from service.normalize.lang.en.verbs import finite_verbs
from service.normalize.lang.language import Language
from service.normalize.words import tags as t

LANGUAGE = Language(
    code="en",
    token=TOKEN,
    endings=ENDINGS,
    elided={},
    demonym_endings=(),
    plural=plural,
    verb_forms=verb_forms,
    bodies_in_lower_case=False,
    bodies_translated=True,
    titles_capitalized=True,
    demonyms_capitalized=True,
    months_capitalized=True,
    adjectives_glued=True,
    genitive_ending=True,
    names_joined_by_prepositions=False,
    foreign_joints=frozenset(),
    articles_like_particles=frozenset(),
    never_names=frozenset(),
    common_ending=re.compile(r"(?:people|men|[dgkn]ers|tors|ly|ing|tions?|ments?|ness|ists|ologists?|ians|ities|ed)$"),
    adjective_follows=False,
    nouns_compound=True,
    bare_nouns=True,
    agent_ending=None,
    subject_follows_quotation=False,
    complement_unmarked=True,
    conjunction_compares=False,
    for_attributes=False,
    commas_splice=False,
    verbal_noun=t.GER,
    verbs_like_nouns=True,
    modal_verbs=True,
    negation_doubled=False,
    decimal_comma=False,
    imperative_ending="",
    finite_verbs=finite_verbs,
    read_nominal=read_english,
)
