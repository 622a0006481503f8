"""A sentence cut into the clauses that stand alone: coordination, contrast and condition."""

from __future__ import annotations

from itertools import pairwise

import msgspec

from service.normalize.phrases.discourse import Scene
from service.normalize.phrases.subject_start import bits_of
from service.normalize.speech.complements import complement
from service.normalize.speech.coordination import ClauseKind, Cut, coordination, in_headline, starts_bare
from service.normalize.words import tags as t
from service.normalize.words.value import Value
from service.normalize.words.wordset import wordset

_NOT_A_CONDITION = wordset("speech.clauses.not_a_condition")


class Clause(Value, frozen=True):
    """Tokens `first` to `last` (exclusive) of one proposition; `joined` by "and" to the one before it."""

    first: int
    last: int
    kind: ClauseKind = "MAIN"
    joined: bool = False
    body: int = 0
    """The first token after the conjunction."""
    shared: tuple[int, int] | None = None
    """The tokens of the subject, where it is that of the clause before: "has left and will not return"."""
    spliced: bool = False
    """Whether only a comma parts it from the clause before."""


def split_clauses(scene: Scene, first: int, last: int) -> list[Clause]:
    """The clauses of tokens `first` to `last`, in order, punctuation at the seams left out."""
    seams = scene.seams_in(first, last)
    if not seams:
        a, b = _trim(scene, first, last)
        return _spliced(scene, Clause(a, b, body=a)) if a < b else []
    cuts: list[Cut] = []
    start = behind = first
    words, phrases = scene.tokens.word, scene.phrases
    for i in seams:
        if i < behind:
            continue
        cut: Cut | None = None
        if i in phrases:
            cut = _condition(scene, i, start, last) or coordination(scene, i, start, last)
        elif scene.has_finite(start, i) and (words[i] == ";" or _stands_alone(scene, start, i, last)):
            cut = Cut(i + 1, i + 1)
        if cut is None:
            continue
        cuts.append(cut)
        start = cut.at
        behind = max(cut.body, i + 1)
        end = _end_of_fronted(scene, cut, last) if _opens_here(scene, cut, first, cuts) else None
        if end is not None:
            cuts.append(Cut(end, end))
            start = behind = end
    return _between(scene, first, last, cuts)


def _stands_alone(scene: Scene, start: int, colon: int, last: int) -> bool:
    """Whether a colon parts two whole clauses, not a verb from its words."""
    tokens = scene.tokens
    if (
        colon + 1 >= last
        or (tokens.word[colon + 1] in '«“"' and not (scene.sources_in(start, colon) or tokens.low[start] == "pour"))
        or any(_leads_to(scene, r, colon, last) for r in scene.reports_in(start, colon))
    ):
        return False
    verb = scene.main_verb(colon + 1, last)
    return verb is not None and not starts_bare(scene, colon + 1, verb)


def _leads_to(scene: Scene, r: int, colon: int, last: int) -> bool:
    """Whether what the verb at `r` reports begins after the colon: "they said: it is over"."""
    found = complement(scene, r, last)
    return found is not None and found[0] == colon + 1


def _opens_here(scene: Scene, cut: Cut, first: int, cuts: list[Cut]) -> bool:
    """Whether a subordinate clause is put in front of its main clause."""
    before = cuts[-2].body if len(cuts) > 1 else first
    return cut.kind == "CONDITION" or (not scene.has_finite(before, cut.at) and not cut.joined)


def _between(scene: Scene, first: int, last: int, cuts: list[Cut]) -> list[Clause]:
    if not cuts:
        a, b = _trim(scene, first, last)
        return _spliced(scene, Clause(a, b, body=a)) if a < b else []
    clauses: list[Clause] = []
    edges = [Cut(first, first), *[c for c in cuts if c.at > first or c.kind == "CONDITION"], Cut(last, last)]
    if len(edges) > 2 and edges[1].at == first:
        edges.pop(0)
    for here, following in pairwise(edges):
        a, b = _trim(scene, here.at, following.at)
        if a < b:
            clause = Clause(a, b, here.kind, here.joined, min(max(a, here.body), b - 1), here.shared)
            clauses.extend(_spliced(scene, clause))
    return clauses


def _spliced(scene: Scene, clause: Clause) -> list[Clause]:
    """« Il s'entraîne, il est professionnel »: clauses that only a comma parts."""
    found: list[Clause] = []
    first = clause.first
    splices = scene.splices_in(clause.first + 2, clause.last - 2)
    if not splices:
        return [clause]
    for comma in splices:
        if comma > first + 1 and _splices(scene, max(first, clause.body if not found else first), comma, clause.last):
            found.append(
                msgspec.structs.replace(clause, first=first, last=comma) if not found else _plain(first, comma)
            )
            first = comma + 1
    if not found:
        return [clause]
    return [*found, _plain(first, clause.last)]


def _plain(first: int, last: int) -> Clause:
    return Clause(first, last, body=first, spliced=True)


def _splices(scene: Scene, first: int, comma: int, last: int) -> bool:
    """Whether whole clauses stand on both sides of the comma."""
    tokens = scene.tokens
    k = comma + 1
    named = k in scene.cast.at
    if named:
        if not in_headline(scene, comma):
            return False
        k = scene.cast.ends[k]
    else:
        if not (scene.language.commas_splice or scene.within_quotation(comma)) or scene.cast.at.get(k) is not None:
            return False
        k += 1
    while k < last and tokens.tag[k] & (t.CLITIC | t.ADV | t.NEG) and not scene.finite[k]:
        k += 1
    if k >= last or not scene.finite[k] or tokens.low[k + 1 : k + 2] == ["vrai"]:
        return False
    if named and tokens.tag[k] & t.REPORT:
        return False
    before = scene.main_verb(first, comma)
    opens = bits_of(scene, first) & (t.SUB | t.REL | t.GER | t.PART | t.PREP) and not tokens.tag[first] & t.DET
    if before is None or opens or (starts_bare(scene, first, before) and tokens.tag[first] & t.SUB):
        return False
    # A speaker put in between: « C'est, dit-il, … »; a relative clause that goes on: « l'élu, il le sait, … ».
    return not (named and scene.main_verb(comma + 1, last) is None) and _closed(scene, first, comma)


def _closed(scene: Scene, first: int, comma: int) -> bool:
    """Whether no subordinate clause in front of its main clause ends at the comma: « Quand il pleut, il … »."""
    tokens = scene.tokens
    opening = (t.SUB | t.REL, t.CLITIC)
    near = range(first, min(first + 4, comma))
    opener = next((k for k in near if tokens.tag[k] & opening[0] and not tokens.tag[k] & opening[1]), None)
    return opener is None or scene.has_finite(first, opener)


def _trim(scene: Scene, first: int, last: int) -> tuple[int, int]:
    words = scene.tokens.word
    while first < last and words[first] in ",;:":
        first += 1
    while first < last and words[last - 1] in ",;:":
        last -= 1
    return first, last


def _condition(scene: Scene, i: int, start: int, last: int) -> Cut | None:
    phrase = scene.phrase_at(i, "conditional")
    if phrase is None:
        return None
    tokens = scene.tokens
    low = tokens.low
    if low[i] == "s'" and (i + 1 >= last or low[i + 1] not in {"il", "ils"}):
        return None
    if low[i] == "should" and not (i == start and tokens.tag[i + 1] & (t.DET | t.PRON_SUBJ) if i + 1 < last else False):
        return None
    if low[i] in {"si", "if", "s'"} and phrase.last == i + 1:
        lemmas = scene.lexicon.lemmas
        before = {lemmas.get(low[k], low[k]) for k in range(max(start, i - 3), i)}
        if i and low[i - 1] in {"même", "as", "comme"}:
            return None
        if (
            before & _NOT_A_CONDITION
            or (before & {"say", "dire", "tell"} and _negated(scene, i))
            or (
                low[i] == "si"
                and i + 1 < last
                and tokens.tag[i + 1] & (t.ADJ | t.ADV)
                and not tokens.tag[i + 1] & (t.DET | t.PRON_SUBJ)
            )
        ):
            return None
    if low[i] == "unless" or phrase.last > i + 1 or low[i] in {"si", "if", "s'", "provided", "assuming", "should"}:
        verb = _clause_verb(scene, phrase.last, last)
        if verb is None or verb == phrase.last:
            # "if approved", "if started early"
            return None
        return Cut(i, phrase.last, "CONDITION")
    return None


def _negated(scene: Scene, i: int) -> bool:
    """ "did not say if", « n'a pas dit si »: a question, no condition."""
    return any(scene.tokens.tag[k] & t.NEG for k in range(max(0, i - 5), i))


def _clause_verb(scene: Scene, first: int, last: int) -> int | None:
    """The main verb of what follows, before it is cut off by a strong mark."""
    words = scene.tokens.word
    end = next((k for k in range(first, last) if words[k] in ";"), last)
    return scene.main_verb(first, end)


def _end_of_fronted(scene: Scene, cut: Cut, last: int) -> int | None:
    """Where a subordinate clause in front ends: the comma after its verb that a main clause follows."""
    verb = scene.main_verb(cut.body, last)
    if verb is None:
        return None
    words = scene.tokens.word
    for k in range(verb + 1, last):
        if words[k] == "," and scene.tokens.low[k + 1 : k + 2] in (["as"], ["comme"]) and "," in words[k + 1 : last]:
            # "If more rain falls, as forecasters predict, the town …"
            continue
        if words[k] == "," and scene.main_verb(k + 1, last) is not None and not _starts_bare_clause(scene, k + 1, last):
            return k + 1
    return None


def _starts_bare_clause(scene: Scene, first: int, last: int) -> bool:
    verb = scene.main_verb(first, last)
    tags = scene.tokens.tag
    if verb is None or starts_bare(scene, first, verb):
        return True
    return bool(tags[first] & (t.REL | t.CONJ)) and not tags[first] & t.DET
