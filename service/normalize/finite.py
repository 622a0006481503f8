"""Which words are finite verbs here: ambiguous forms are settled by their neighbours."""

from __future__ import annotations

from service.normalize import tags as t
from service.normalize.tokens import Tokens

_NOMINAL = t.DET | t.PREP | t.ADJ | t.NUMBER
_FREE_CLITICS = frozenset(["s'", "se", "y", "lui", "leur", "me", "m'", "te", "t'"])
_EXPLETIVE_S = frozenset(["it", "he", "she", "that", "there", "what", "who", "here", "let", "where"])
_SUBJECT_RELATIVES = frozenset({"qui", "who", "which", "that"})


def _behind_auxiliary(tags: list[int], i: int) -> bool:
    k = i - 1
    while k >= 0 and i - k < 4 and tags[k] & (t.ADV | t.NEG) and not tags[k] & (t.BE | t.HAVE):
        k -= 1
    return k >= 0 and bool(tags[k] & (t.BE | t.HAVE))


def _french(tokens: Tokens, i: int, bits: int, capital: list[bool]) -> bool:
    tags, low = tokens.tag, tokens.low
    before = tags[i - 1] if i else 0
    prior = low[i - 1] if i else ""
    if bits & t.FIN and not bits & t.FIN_AMBIGUOUS:
        if low[i] == "est" and prior == "l'":
            return False
        if low[i] == "a" and tokens.word[i] == "A":
            return False
        return not (before & t.DET and not before & t.CLITIC)
    if not bits & t.FIN_AMBIGUOUS:
        return False
    if before & t.PRON_SUBJ or prior in {"ne", "n'", "qui"} or prior in _FREE_CLITICS:
        return True
    if _behind_auxiliary(tags, i) or before & (t.DET | t.PREP):
        return False
    after = tags[i + 1] if i + 1 < len(tokens) else 0
    following = low[i + 1] if i + 1 < len(tokens) else ""
    opens_complement = bool(after & (t.DET | t.PREP | t.ADV | t.NEG | t.INF)) or following in {
        "que",
        "qu'",
        ":",
        "«",
        "-t-il",
        "-il",
        "-elle",
    }
    if bits & t.PART and following == "par":
        return False
    if not before & t.COMMON and i and capital[i - 1]:
        return opens_complement or not bits & t.NOUN
    if before & (t.NOUN | t.ADJ | t.DEMONYM) or (not before and prior.isalpha()):
        return opens_complement and not (bits & t.NOUN and following in {"de", "d'", "du", "des"})
    if prior in {",", ")", "»", "et", "mais", "puis"}:
        return (
            opens_complement
            and (not bits & t.NOUN or following in {"que", "qu'"} or bool(after & t.DET and not after & t.PREP))
            and not bits & t.PART
        )
    return False


def _english(tokens: Tokens, i: int, bits: int, capital: list[bool]) -> bool:
    tags, low, words = tokens.tag, tokens.low, tokens.word
    before = tags[i - 1] if i else 0
    prior = low[i - 1] if i else ""
    if low[i] == "'s":
        return prior in _EXPLETIVE_S
    if capital[i] and i and words[i - 1] not in '.!?“"':
        return False
    if prior == "to":
        return False
    if bits & t.FIN:
        return not (
            before & t.POSSESSIVE
            or (before & t.DET and low[i] in {"will", "might", "can"})
            or (low[i] == "can" and before & t.NUMBER)
        )
    if not bits & (t.FIN_AMBIGUOUS | t.BASE):
        return False
    after = tags[i + 1] if i + 1 < len(tokens) else 0
    if before & (t.DET | t.PREP) and not before & (t.REL | t.PRON) and not (before & t.ADV):
        return False
    if _behind_auxiliary(tags, i) or (
        before & t.FIN
        and prior in {"will", "would", "can", "could", "may", "might", "must", "should", "did", "does", "do", "n't"}
    ):
        return False
    if bits & t.FIN_AMBIGUOUS and bits & t.PAST:
        return _english_past(tokens, i, before, prior, capital)
    nominal_before = bool(before & (t.ADJ | t.NUMBER)) or prior in {"'s", "'"}
    if nominal_before and not before & (t.NOUN | t.ADV):
        return False
    opens_complement = bool(after & (t.DET | t.PRON | t.PRON_SUBJ)) or (
        i + 1 < len(tokens) and low[i + 1] in {"that", "to", "it"}
    )
    if bits & t.FIN_AMBIGUOUS:
        if before & t.PLURAL and not before & t.REL:
            return False
        if before & (t.PRON_SUBJ | t.REL):
            return True
        if bits & t.NOUN:
            return opens_complement or (i > 0 and capital[i - 1] and bool(after & (t.PREP | t.ADV)))
        return bool(prior) and (prior[-1].isalnum() or prior in {",", ")", "”"})
    plural = bool(before & t.PLURAL) or prior in {
        "they",
        "we",
        "you",
        "i",
        "people",
        "who",
        "both",
        "all",
        "many",
        "some",
    }
    if not plural and before & t.ADV and i > 1:
        plural = bool(tags[i - 2] & t.PLURAL) or low[i - 2] in {"they", "we", "you", "i", "people"}
    return plural and (opens_complement or not bits & t.NOUN or bool(before & t.PRON_SUBJ))


def _english_past(tokens: Tokens, i: int, before: int, prior: str, capital: list[bool]) -> bool:
    following = tokens.low[i + 1] if i + 1 < len(tokens) else ""
    if (
        following == "by"
        or (before & t.ADJ and not before & (t.NOUN | t.ADV))
        or prior in {"'s", "being", "having", "get", "got"}
    ):
        return False
    if prior in {",", "(", "–", "—", ""}:
        return not tokens.tag[i + 1] & t.PREP if following else False
    if before & t.NUMBER:
        return False
    return True


def finite_verbs(tokens: Tokens, capital: list[bool], language: str) -> list[bool]:
    """For each token whether it is a finite verb of its clause."""
    decide = _french if language == "fr" else _english
    maybe = t.FIN | t.FIN_AMBIGUOUS | t.BASE | t.BE
    return [bool(bits & maybe) and decide(tokens, i, bits, capital) for i, bits in enumerate(tokens.tag)]
