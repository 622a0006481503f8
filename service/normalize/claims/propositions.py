"""A clause as a sentence that can be read alone."""

from __future__ import annotations

import re

from service.normalize.phrases.discourse import Scene
from service.normalize.words import tags as t
from service.normalize.words.wordset import wordmap, wordset

_RESOLVED = wordset("claims.propositions.resolved")
_SECONDS = wordset("claims.polarity.seconds")
_AUXILIARIES = wordmap("claims.propositions.auxiliaries")
"""Infinitives and gerunds to their third persons."""
ACCUSED_OF = frozenset({"of", "de", "d'"})
_INDICATIVE = wordmap("claims.propositions.indicative")
_DEED_NEAR = 5
_CLOSING = '.!…»”" ,;'
_VOWELS = frozenset("aàâeéèêiîoôuœ")
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu|lorsqu|puisqu|quoiqu|jusqu)['’]", re.IGNORECASE)


def readable(
    scene: Scene,
    first: int,
    last: int,
    verb: int | None,
    subject: int | None,
    body: str,
    *,
    shared: tuple[int, int] | None = None,
    unsaid: bool = False,
) -> str:
    """The clause with its subject pronoun replaced by the actor's name, a capital and a full stop.

    A clause whose subject stands elsewhere, at the tokens `shared`, gets it in front. What is denied or doubted
    (`unsaid`) is told in the indicative.
    """
    tokens = scene.tokens
    start = first
    while start < last and tokens.tag[start] & t.SUB and tokens.low[start] in {"que", "qu'", "that"}:
        start += 1
    end = last
    while end > start and tokens.word[end - 1] in '.!…»”"':
        end -= 1
    if start >= end:
        return body[tokens.start[first] : tokens.end[last - 1]]
    text = body[tokens.start[start] : tokens.end[end - 1]]
    if unsaid and verb is not None and start < verb < end:
        a, b = tokens.start[verb], tokens.end[verb]
        text = body[tokens.start[start] : a] + indicative(body[a:b]) + body[b : tokens.end[end - 1]]
    if subject is not None and verb is not None and not _RESOLVED.isdisjoint(tokens.low[start:verb]):
        pronoun = next(k for k in range(start, verb) if tokens.low[k] in _RESOLVED)
        if _is_subject(scene, pronoun, verb):
            name = scene.actor(subject).name
            left = _unelided(body[tokens.start[start] : tokens.start[pronoun]], name)
            text = left + name + _gap(scene, pronoun) + body[tokens.end[pronoun] : tokens.end[end - 1]].lstrip()
    if shared is not None:
        words = body[tokens.start[shared[0]] : tokens.end[shared[1] - 1]]
        text = f"{scene.actor(subject).name if subject is not None else words} {text}"
    if not text.isprintable() or "  " in text:
        # Line breaks, tabs and blanks that do not break.
        text = " ".join(text.split())
    return _capitalised(text) + "."


def own_deed(scene: Scene, first: int, last: int, subject: str, body: str) -> str | None:
    """What somebody says of himself by an infinitive or a gerund, as a sentence: "denied ignoring it" becomes
    "Nordia ignored it.", « affirme ne pas avoir menti » « Ann Roe n'a pas menti. ». None where the form can't be told.
    """
    tokens = scene.tokens
    k = first = _deed_start(scene, first, last)
    while k < last and k - first < _DEED_NEAR and tokens.tag[k] & (t.NEG | t.ADV | t.CLITIC):
        k += 1
    if k >= last:
        return None
    before = [body[tokens.start[j] : tokens.end[j]] for j in range(first, k)]
    verb = _finite_deed(scene, k, before)
    if verb is None:
        return None
    text = f"{subject} {verb}{body[tokens.end[k] : tokens.end[last - 1]]}"
    return _capitalised(" ".join(text.split()).rstrip(_CLOSING)) + "."


def _deed_start(scene: Scene, first: int, last: int) -> int:
    """After "the firm of", « l'entreprise d' », in front of what somebody is accused of."""
    tokens = scene.tokens
    if first not in scene.cast.at and not tokens.tag[first] & t.DET:
        return first
    of = next((k for k in range(first + 1, last) if tokens.low[k] in ACCUSED_OF), None)
    return of + 1 if of is not None and of + 1 < last else first


def indicative(verb: str) -> str:
    """A French subjunctive as what it says: « dément que l'usine soit fermée », « L'usine est fermée »."""
    return _INDICATIVE.get(verb, verb)


def _finite_deed(scene: Scene, k: int, before: list[str]) -> str | None:
    """The infinitive or gerund at token `k` as a finite verb of one person, with the words in front of it."""
    low = scene.tokens.low[k]
    finite = _AUXILIARIES.get(low)
    if scene.language.negation_doubled:
        if finite is None:
            return None
        negations = [word for word in before if word.lower() in _SECONDS]
        clitics = [word for word in before if word not in negations and word.lower() not in {"ne", "n'", "n’"}]
        if len(negations) + len(clitics) == len(before):
            return _joined([*clitics, finite])
        ne = "n'" if not clitics and finite[0] in _VOWELS else "ne"
        return " ".join([_joined([ne, *clitics, finite]), *negations])
    lemma = scene.lexicon.lemmas.get(low)
    negated = any(word.lower() in {"not", "n't"} for word in before)
    adverbs = [word for word in before if word.lower() not in {"not", "n't"}]
    if finite is None and negated and lemma is not None:
        return " ".join(["did not", *adverbs, lemma])
    finite = finite or scene.lexicon.pasts.get(lemma or "")
    if finite is None or (not scene.tokens.tag[k] & t.GER and low not in _AUXILIARIES):
        return None
    return " ".join([*adverbs, finite, *(["not"] if negated else [])])


def _joined(words: list[str]) -> str:
    """With a blank after each word but an elided one: « l'a »."""
    return "".join(word if word.endswith(("'", "’")) else word + " " for word in words).rstrip()


def _unelided(left: str, name: str) -> str:
    """« s'il » becomes « si Microsoft », « qu'elle » « que Microsoft » or « qu'OpenAI »."""
    if left[-2:].lower() in {"s'", "s’"}:
        return left[:-1] + "i "
    elided = left[-1:] in {"'", "’"} and left[-2:-1] == "u"
    return left[:-1] + "e " if elided and name[0].lower() not in _VOWELS else left


def _capitalised(text: str) -> str:
    """With a capital in front, but for names that have theirs further in: "xAI", "iPhone"."""
    word = text.split(" ", 1)[0]
    own = word[0].islower() and word != word.lower() and not _ELIDED.match(word)
    return text if own else text[0].upper() + text[1:]


def _is_subject(scene: Scene, pronoun: int, verb: int) -> bool:
    """Whether only clitics, negation and adverbs stand between the pronoun and the verb."""
    return all(scene.tokens.tag[k] & (t.CLITIC | t.NEG | t.ADV) for k in range(pronoun + 1, verb))


def _gap(scene: Scene, pronoun: int) -> str:
    following = scene.tokens.low[pronoun + 1] if pronoun + 1 < len(scene.tokens.word) else ""
    return "" if following.startswith("'") else " "
