"""What a word can be, as bits: one lookup per token answers every question that the rules ask of a word."""

from __future__ import annotations

DET = 1 << 0
PREP = 1 << 1
CONJ = 1 << 2
PRON_SUBJ = 1 << 3
PRON = 1 << 4
REL = 1 << 5
SUB = 1 << 6
ADV = 1 << 7
NEG = 1 << 8
BE = 1 << 9
HAVE = 1 << 10
FIN = 1 << 11
"""A finite verb and hardly anything else ("is", « affirmait »)."""
FIN_AMBIGUOUS = 1 << 12
"""A finite verb or another word, its neighbours decide ("plans", « annonce », "said")."""
PART = 1 << 13
INF = 1 << 14
GER = 1 << 15
BASE = 1 << 16
"""An English base form, finite only after a plural."""
FUTURE = 1 << 17
CONDITIONAL = 1 << 18
NOUN = 1 << 19
ADJ = 1 << 20
TITLE = 1 << 21
ORG_HEAD = 1 << 22
ORG_SUFFIX = 1 << 23
MONTH = 1 << 24
WEEKDAY = 1 << 25
DEMONYM = 1 << 26
GIVEN = 1 << 27
FEMALE = 1 << 28
PLACE = 1 << 29
OPENER = 1 << 30
"""Capitalised only because it opens a sentence."""
NUMBER = 1 << 31
SCALE = 1 << 32
CURRENCY = 1 << 33
REPORT = 1 << 34
POSTPOSABLE = 1 << 35
DENY = 1 << 36
CLITIC = 1 << 37
GENERIC = 1 << 38
"""An acronym that names no actor ("GDP", « IA »)."""
EVENT = 1 << 39
PARTICLE = 1 << 40
POSSESSIVE = 1 << 41
ORG_CUE = 1 << 42
PRODUCT_CUE = 1 << 43
PLACE_CUE = 1 << 44
INSTITUTION = 1 << 45
LOCATIVE = 1 << 46
PAST = 1 << 47
"""A past form; with FIN_AMBIGUOUS it may be a participle ("published")."""
STATIVE = 1 << 48
PLURAL = 1 << 49
RELATIVE_DAY = 1 << 50
COUNTRY = 1 << 51
"""Of a name, not of a word: it is a country's."""

VERB = FIN | FIN_AMBIGUOUS | PART | INF | GER | BASE
COMMON = NOUN | ADJ | ADV | DET | PREP | CONJ | PRON | PRON_SUBJ | SUB | REL | OPENER | VERB
"""A word that a dictionary knows as something other than a name."""
