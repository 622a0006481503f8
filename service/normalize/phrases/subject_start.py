"""Where a clause's subject begins: after what is put in front of it with a comma."""

from __future__ import annotations

from service.normalize.phrases.discourse import Scene
from service.normalize.words import tags as t
from service.normalize.words.tokens import guess
from service.normalize.words.wordset import wordset

_MARKS = ',«“"–—-(:'
_TIMES = wordset("phrases.subject_start.times")
_ARTICLES = wordset("phrases.subject_start.articles")
_DATED = t.WEEKDAY | t.MONTH
_MISTER = wordset("phrases.subject_start.mister")


def subject_start(scene: Scene, first: int, verb: int) -> int:
    """The first token of the subject of the verb at `verb` in a clause from `first`."""
    start = _after_marks(scene, first, verb)
    if start >= verb:
        return start
    pronoun = _pronoun_after_comma(scene, start, verb)
    if pronoun is not None:
        return pronoun
    tokens = scene.tokens
    bits = tokens.tag[start]
    if bits & t.REL and not bits & (t.DET | t.PRON_SUBJ) and start > 0:
        # « À Lyon, où tout avait commencé, l'université … »
        behind = next((k + 1 for k in range(start, verb) if tokens.word[k] == ","), verb)
        return subject_start(scene, behind, verb) if behind < verb else start
    if _fronted(scene, start, verb):
        return _after_fronted(scene, start, verb)
    return start


def _after_marks(scene: Scene, first: int, verb: int) -> int:
    tokens = scene.tokens
    start = first
    while start < verb and start not in scene.cast.at:
        bits = tokens.tag[start] or bits_of(scene, start)
        opening = (
            tokens.word[start] in _MARKS
            or bits & (t.CONJ | t.SUB)
            or (bits & t.ADV and not bits & (t.DET | t.NOUN | t.ADJ))
        )
        negative = tokens.low[start] in {"personne", "aucun", "aucune", "neither", "ni"}
        if not opening or negative:
            break
        start += 1
    return start


def bits_of(scene: Scene, i: int) -> int:
    """What the word at token `i` can be; the capital of a first word hides what its ending says."""
    bits = scene.tokens.tag[i]
    if bits or not scene.tokens.word[i][0].isupper() or scene.tokens.word[i].isupper() or i in scene.cast.at:
        return bits
    return guess(scene.tokens.low[i], scene.lexicon.language.code) & (t.GER | t.PART | t.ADV)


def _pronoun_after_comma(scene: Scene, start: int, verb: int) -> int | None:
    """ "A former judge, she …", « Quant à Reddit, il … »: a pronoun between a comma and the verb is the subject."""
    tokens = scene.tokens
    k = verb - 1
    while k > start and tokens.tag[k] & (t.CLITIC | t.ADV | t.NEG) and not tokens.tag[k] & t.PRON_SUBJ:
        k -= 1
    if k > start and tokens.tag[k] & t.PRON_SUBJ and tokens.word[k - 1] in ",–—":
        return k
    return None


def _fronted(scene: Scene, start: int, verb: int) -> bool:
    """Whether the clause opens with words that are no subject: "In May", « Rejeté par le Sénat », "Last week"."""
    tokens = scene.tokens
    low = tokens.low
    if start in scene.cast.at:
        return False
    bits = bits_of(scene, start)
    if low[start] in _MISTER and start + 1 < verb:
        return False
    if tokens.word[start + 1] == "," and start + 1 < verb and not bits & (t.PRON | t.PRON_SUBJ | t.DET):
        # "Internally, …", « Outre-Rhin, … »
        return True
    if low[start] in _ARTICLES:
        dated = [*tokens.tag[start + 1 : start + 3], 0, 0]
        return not _TIMES.isdisjoint(low[start + 1 : start + 3]) or bool((dated[0] | dated[1]) & _DATED)
    if bits & (t.PREP | t.GER | t.PART | t.INF) and not bits & t.POSSESSIVE:
        return True
    if bits & (t.WEEKDAY | t.MONTH | t.ADV) and not bits & (t.DET | t.NOUN):
        return True
    bare = (
        not scene.language.bare_nouns and bits & (t.NOUN | t.TITLE | t.ADJ) and not bits & (t.DET | t.PRON | t.NUMBER)
    )
    bare = bare or (not scene.language.bare_nouns and not bits and tokens.word[start].istitle())
    return bool(bare) and "," in tokens.word[start:verb]


def _after_fronted(scene: Scene, start: int, verb: int) -> int:
    """The subject between the comma that ends what is put in front and the verb."""
    words = scene.tokens.word
    commas = [k for k in range(start, verb) if words[k] == "," and not _within_brackets(scene, start, k)]
    if not commas:
        return start
    before = verb - 1
    while before > start and scene.tokens.tag[before] & (t.CLITIC | t.ADV | t.NEG) and words[before] != ",":
        before -= 1
    if words[before] == ",":
        # "In May, Ann Roe, the head of Nordia, resigned"
        opening = next((k + 1 for k in commas[:-1] if _opens_phrase(scene, k + 1, verb)), None)
        return _after_marks(scene, opening, verb) if opening is not None else start
    behind = next((k + 1 for k in reversed(commas) if _opens_phrase(scene, k + 1, verb)), None)
    if behind is None:
        return start
    return _after_marks(scene, behind, verb)


def _within_brackets(scene: Scene, start: int, k: int) -> bool:
    words = scene.tokens.word[start:k]
    return words.count("(") > words.count(")")


def _opens_phrase(scene: Scene, k: int, verb: int) -> bool:
    """Whether a noun phrase can begin at token `k`."""
    k = _after_marks(scene, k, verb)
    if k >= verb:
        return False
    if k in scene.cast.at:
        return True
    bits, word = bits_of(scene, k), scene.tokens.word[k]
    if bits & (t.GER | t.PART | t.PREP | t.REL | t.CONJ) and not bits & (t.DET | t.NOUN | t.ADJ):
        return False
    return bool(bits & (t.DET | t.PRON | t.PRON_SUBJ | t.NOUN | t.ADJ | t.NUMBER | t.TITLE)) or word[0].isalnum()
