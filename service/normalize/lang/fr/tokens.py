"""French words and marks, and what the ending of an unknown word says of it."""

from __future__ import annotations

import re

from service.normalize.words import tags as t
from service.normalize.words.spelling import INITIALS, MARK, NUMBER, PLAIN, TAIL

TOKEN = re.compile(
    rf"{PLAIN}|{MARK}|{NUMBER}|{INITIALS}"
    r"|[A-ZÀ-Ý][^\W\d_]+(?:-[^\W\d_]+)*-[dl]'[A-ZÀ-Ý][^\W\d_]+(?:-[^\W\d_]+)*"
    r"|(?!(?:Qu|Lorsqu|Puisqu|Jusqu|Quoiqu|Quelqu|Presqu)')[A-ZÀ-Ý][^\W\d_]+'[^\W\d_]+"
    r"|(?:[cdjlmnstCDJLMNST]|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu|[Qq]uoiqu)'(?=[\w«\"“])"
    r"|[Aa]ujourd'hui|[Rr]endez-vous|[Pp]rud'hom\w+"
    r"|-(?:t-)?(?:ils?|elles?|on|ce|je|nous|vous)\b(?!-)"
    r"|[^\W_]+(?:(?:[-&](?!(?:t-)?(?:ils?|elles?|on|ce|je|nous|vous)\b(?!-))|\.(?=\d)|\.(?=(?:com|org|net|fr|io|ai)\b))[^\W_]+)*"
    rf"{TAIL}"
)

ENDINGS = (
    (re.compile(r"\w{2,}(?:eraient|iraient|erait|irait)$"), t.FIN | t.CONDITIONAL),
    (re.compile(r"\w{2,}(?:aient|ait|èrent|irent)$"), t.FIN | t.PAST),
    (re.compile(r"\w{2,}(?:era|eront|ira|iront)$"), t.FIN | t.FUTURE),
    (re.compile(r"\w{2,}(?:ée|ées|és|é)$"), t.PART),
    (re.compile(r"\w{3,}(?:ement|amment|emment)$"), t.ADV),
    (re.compile(r"\w{2,}(?:tions?|ments?|ités?|ismes?|istes?|eurs?|ages?|ances?|ences?)$"), t.NOUN),
    (re.compile(r"\w{2,}(?:iques?|elles?|euses?|eux|ables?|ibles?|aires?|aux|ales?)$"), t.ADJ),
    (re.compile(r"\w{3,}ant$"), t.GER),
    (re.compile(r"\w{2,}(?:er|ir)$"), t.INF),
    (re.compile(r"\w{2,}(?:ent|it)$"), t.FIN_AMBIGUOUS),
)
