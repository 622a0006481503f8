"""English words and marks, and what the ending of an unknown word says of it."""

from __future__ import annotations

import re

from service.normalize.words import tags as t
from service.normalize.words.spelling import INITIALS, MARK, NUMBER, PLAIN, TAIL, WORD

TOKEN = re.compile(
    rf"{PLAIN}|{MARK}|{NUMBER}|{INITIALS}|[^\W\d_]+(?=n't\b)|n't\b|'(?:s|re|ve|ll|d|m)\b"
    rf"|(?:O|D|L|d|l)'[A-Z][^\W\d_]+|{WORD}{TAIL}"
)

ENDINGS = (
    (re.compile(r"\w{3,}ed$"), t.FIN_AMBIGUOUS | t.PART | t.PAST),
    (re.compile(r"\w{3,}ing$"), t.GER),
    (re.compile(r"\w{3,}ly$"), t.ADV),
    (re.compile(r"\w{2,}(?:tion|ment|ness|ity|ism|ship)$"), t.NOUN),
    (re.compile(r"\w{2,}(?:tions|ments|ities|ists|ers|ors|ians)$"), t.NOUN | t.PLURAL),
    (re.compile(r"\w{2,}(?:ous|ful|ive|able|ible|ical|ish|less)$"), t.ADJ),
)
