"""Whom a clause is about: its grammatical subject as an actor, pronouns resolved where that is safe."""

from __future__ import annotations

from service.normalize.phrases.discourse import Scene
from service.normalize.phrases.nominals import read_nominal
from service.normalize.phrases.nouns import Nominal, name_after
from service.normalize.phrases.predicates import predicate_kind
from service.normalize.phrases.subject_start import subject_start
from service.normalize.phrases.topics import Topic
from service.normalize.reference.affiliations import main_actor, organization_of
from service.normalize.reference.pronouns import INVERTED, resolve_pronoun
from service.normalize.reference.roles import (
    LATTER,
    age_given,
    described_person,
    described_thing,
    last_group,
    last_named,
    person_meant,
    role_in_organization,
)
from service.normalize.words import tags as t
from service.normalize.words.wordset import wordmap, wordset

_GENITIVE = wordset("reference.genitive")
_DEFINITE = wordset("reference.definite")
_DEMONSTRATIVE = wordset("reference.subjects.demonstrative")
_LAST_NAMED = wordset("reference.subjects.last_named")
_THAT_OF = wordset("reference.subjects.that_of")
_ENVOYS = wordset("reference.subjects.envoys")
_FIGURES = wordset("reference.subjects.figures")
_PARTS = wordset("reference.subjects.parts")
_WHOLES = wordset("reference.subjects.wholes")


def find_topic(  # noqa: C901
    scene: Scene, first: int, verb: int, speaker: int | None = None, *, quoted: bool = False
) -> Topic | None:
    """What the clause from `first` with its verb at `verb` is about, None for nothing ("there is", "it rains")."""
    start = subject_start(scene, first, verb)
    tokens = scene.tokens
    if start - first > 2 and tokens.tag[start] & t.PRON_SUBJ and (topical := _topical(scene, first, start)) is not None:
        return topical
    if start >= verb:
        return _inverted(scene, verb, speaker)
    low = tokens.low[start]
    if low in {"ce", "cette", "the"} and tokens.low[start + 1] in LATTER:
        return _as_topic(scene, last_named(scene, start))
    if low == "ces" and tokens.low[start + 1] in {"derniers", "dernières"}:
        return _as_topic(scene, last_group(scene, start))
    if low in _LAST_NAMED:
        # « Celle-ci conteste »: not whom the sentence was about, but who was named last.
        return _as_topic(scene, last_named(scene, start))
    if low in _DEMONSTRATIVE:
        cleft = _cleft(scene, verb)
        if cleft is not None:
            return scene.topic(cleft)
    if low in _DEMONSTRATIVE and start + 1 <= verb and (named := predicate_kind(scene, verb)) is not None:
        return _of_kind(scene, named, speaker)
    if tokens.tag[start] & t.PRON_SUBJ and start not in scene.cast.at:
        if _impersonal(scene, start, verb):
            return _after_impersonal(scene, verb, speaker, quoted=quoted)
        return resolve_pronoun(scene, low, speaker, quoted=quoted)
    if low in _THAT_OF and tokens.low[start + 1] in {"de", "d'", "du", "des"}:
        owner = read_nominal(scene, start + 2, verb)
        return _as_topic(scene, owner.actor if owner.actor is not None else owner.owner)
    if start > first - 1 and start and tokens.low[start - 1] == "ni" and "ni" in tokens.low[start:verb]:
        return Topic(None, plural=True)
    if low in {"neither", "ni"} and (low == "ni" or "nor" in tokens.low[start:verb]):
        return _neither(scene, start, speaker, quoted=quoted)
    return phrase_topic(scene, start, verb, speaker, quoted=quoted)


def _topical(scene: Scene, first: int, pronoun: int) -> Topic | None:
    """ "As for Ann Roe, she …", « Quant à Valmont, il … »: what is put in front is what the pronoun means."""
    low = scene.tokens.low
    opens = low[first] in {"quant", "concernant", "côté", "regarding"} or low[first : first + 2] == ["as", "for"]
    if not opens:
        return None
    named = next((scene.cast.at[k] for k in range(first, pronoun) if k in scene.cast.at), None)
    return scene.topic(named) if named is not None else None


def phrase_topic(
    scene: Scene, start: int, last: int, speaker: int | None = None, *, quoted: bool = False
) -> Topic | None:
    """What the noun phrase of tokens `start` to `last` means."""
    nominal = read_nominal(scene, start, last)
    if start not in scene.cast.at and _coordinated(scene, nominal, last):
        return Topic(None, person=nominal.person, plural=True)
    if nominal.actor is not None and not nominal.person:
        return scene.topic(nominal.actor)
    apposed = _apposed_name(scene, start, last)
    if apposed is not None:
        return scene.topic(apposed)
    if nominal.actor is not None:
        return scene.topic(nominal.actor)
    actor = _described(scene, start, last, nominal)
    if actor is not None:
        return scene.topic(actor)
    possessor = _possessor(scene, nominal, speaker, quoted=quoted)
    envoy = _envoy(scene, nominal, possessor)
    if envoy is not None:
        return envoy
    owner = _owned(scene, nominal, possessor)
    if owner is None:
        owner = _own_organization(scene, nominal, possessor)
    if owner is not None:
        return scene.topic(owner)
    if nominal.head is None and nominal.owner is None:
        return Topic(None, plural=nominal.plural, feminine=nominal.feminine)
    return Topic(None, person=nominal.person, plural=nominal.plural, feminine=nominal.feminine)


def _coordinated(scene: Scene, nominal: Nominal, last: int) -> bool:
    """ "The politicians Roe of Nordia and Doe": of several nobody alone."""
    tokens, cast = scene.tokens, scene.cast
    if nominal.actor is None or nominal.end >= last:
        return False
    for k in range(nominal.end, min(last - 1, nominal.end + _PAIRED_WITHIN)):
        if tokens.low[k] in {"and", "et"}:
            behind = next((j for j in range(k + 1, min(last, k + 5)) if j in cast.at), None)
            return behind is not None and cast.at[behind] != nominal.actor
        if tokens.word[k] == "," or tokens.tag[k] & (t.REL | t.SUB):
            return False
    return False


def _as_topic(scene: Scene, actor: int | None) -> Topic | None:
    return scene.topic(actor) if actor is not None else None


def _described(scene: Scene, start: int, last: int, nominal: Nominal) -> int | None:
    """Whom a description without a name stands for: « le capitaine des Bleus », "the minister", "the drug"."""
    low = scene.tokens.low
    if nominal.person or nominal.head is None:
        if nominal.owner is not None and nominal.inside and role_in_organization(scene, start, last, nominal.owner):
            return person_meant(scene, start)
        if low[start] in _DEFINITE and nominal.owner is None and age_given(scene, start, last):
            return person_meant(scene, start)
        return described_person(scene, start, last)
    if nominal.owner is not None and nominal.inside and role_in_organization(scene, start, last, nominal.owner):
        return person_meant(scene, start)
    if low[start] in _DEFINITE and age_given(scene, start, last):
        return person_meant(scene, start)
    if nominal.owner is not None and scene.actor(nominal.owner).kind == "PERSON" and low[nominal.head] in _WHOLES:
        return organization_of(scene, nominal.owner)
    if (found := described_person(scene, start, last)) is not None:
        return found
    return described_thing(scene, start, last)


def _envoy(scene: Scene, nominal: Nominal, possessor: int | None) -> Topic | None:
    """ "A spokeswoman for the firm": somebody without a name who speaks for the firm."""
    if nominal.head is None or not nominal.person:
        return None
    noun = scene.tokens.low[nominal.head]
    if noun not in _ENVOYS:
        return None
    owner = nominal.owner if nominal.owner is not None else possessor
    if owner is None or scene.actor(owner).kind == "PLACE":
        return None
    feminine = True if noun.endswith(("woman", "ate")) else False if noun.endswith("man") else None
    return Topic(owner, person=True, plural=False, feminine=feminine, envoy=True)


def _owned(scene: Scene, nominal: Nominal, possessor: int | None) -> int | None:
    """The owner of what only measures it ("Nike's shares") or is part of it ("its team")."""
    if nominal.head is None:
        return None
    noun = scene.tokens.low[nominal.head]
    if noun not in _FIGURES and noun not in _PARTS:
        return None
    owner = nominal.owner if nominal.owner is not None else possessor
    if owner is not None and scene.actor(owner).kind == "PERSON":
        # « Les hommes de Christophe Urios »: the team.
        return organization_of(scene, owner) if noun in _PARTS else None
    return owner


def _own_organization(scene: Scene, nominal: Nominal, owner: int | None) -> int | None:
    """ "her party", « son groupe », « 19 de ses membres »: the organization of whom the pronoun means."""
    if nominal.head is None or nominal.pronoun is None or nominal.owner is not None:
        return None
    noun = scene.tokens.low[nominal.head]
    if noun not in _WHOLES and noun not in _MEMBERS:
        return None
    if owner is None:
        return None
    if scene.actor(owner).kind == "PERSON":
        return organization_of(scene, owner)
    return owner if noun in _MEMBERS and nominal.plural else None


_OWNERS = wordmap("reference.subjects.owners")
_MEMBERS = wordset("reference.subjects.members")


def _possessor(scene: Scene, nominal: Nominal, speaker: int | None, *, quoted: bool) -> int | None:
    """Whom "its", « son » in front of the head means: in indirect speech the speaker, else what was spoken of last."""
    word = nominal.pronoun
    if word is None:
        return None
    if word in _OWN_WORDS:
        return speaker
    if speaker is not None and not quoted and word not in {"its", "their"}:
        return speaker
    pronoun = _OWNERS.get(word)
    if pronoun is not None:
        found = resolve_pronoun(scene, pronoun, speaker, quoted=quoted)
        return found.actor if found is not None else None
    return scene.subject


_OWN_WORDS = wordset("reference.subjects.own_words")


def _of_kind(scene: Scene, kind: str, speaker: int | None) -> Topic | None:
    """What "this is a viable brand", "it is no cure", « c'est un très bon joueur » is said of: the last of its kind."""
    if kind == "NONE":
        return None
    for topic in reversed(scene.spoken):
        if topic.actor is None or topic.sentence < scene.sentence - 4 or topic.actor == speaker:
            continue
        if scene.actor(topic.actor).kind == kind:
            return scene.topic(topic.actor)
    leading = main_actor(scene, kind)
    return scene.topic(leading) if leading is not None and leading != speaker else None


def _cleft(scene: Scene, verb: int) -> int | None:
    """ "It was Ann Roe who called", « C'est le groupe Valmont qui paiera »: who did it stands after the verb."""
    tokens = scene.tokens
    if not tokens.tag[verb] & t.BE or verb + 2 >= len(tokens.word):
        return None
    for k in range(verb + 1, min(len(tokens.word) - 1, verb + 5)):
        if k in scene.cast.at:
            end = scene.cast.ends[k]
            follows = tokens.low[end] in {"who", "that", "qui"} if end < len(tokens.word) else False
            return scene.cast.at[k] if follows else None
        if not tokens.tag[k] & (t.DET | t.TITLE | t.NOUN | t.ADJ):
            return None
    return None


def _neither(scene: Scene, start: int, speaker: int | None, *, quoted: bool) -> Topic | None:
    """ "Neither he nor his staff": the first, where a pronoun leads; two names are no one's."""
    low = scene.tokens.low[start + 1]
    if scene.tokens.tag[start + 1] & t.PRON_SUBJ:
        return resolve_pronoun(scene, low, speaker, quoted=quoted)
    return Topic(None, plural=True)


def _apposed_name(scene: Scene, start: int, verb: int) -> int | None:
    """Who is named between the comma and the verb: "His predecessor, Peter Marks, was", « Côté irlandais, X devra ».

    None where a name heads the phrase itself: then what stands after the comma says more of it.
    """
    tokens, cast = scene.tokens, scene.cast
    commas = scene.commas_in(start, verb)
    if not commas or _headed_by_name(scene, start, commas[0]):
        return None
    comma = commas[0]
    name = name_after(scene, comma + 1, verb)
    if name is None:
        return None
    index = cast.at[name]
    end = cast.ends[name]
    closes = tokens.word[end] in ",(" and scene.actor(index).kind == "PERSON"
    reaches_verb = all(tokens.tag[k] & (t.ADV | t.NEG | t.CLITIC | t.HAVE | t.BE) for k in range(end, verb))
    return index if closes or reaches_verb or tokens.word[end] == "," else None


def _headed_by_name(scene: Scene, start: int, last: int) -> bool:
    """Whether a name stands in the phrase, but for the owner of its noun."""
    tokens, cast = scene.tokens, scene.cast
    for k in range(start, last):
        if k not in cast.at:
            continue
        end = cast.ends[k]
        before = tokens.low[k - 1] if k > start else ""
        owns = tokens.low[end : end + 1] in (["'s"], ["'"]) or before in _GENITIVE
        aside = (k > start and tokens.tag[k - 1] & t.PREP) or before in _GENITIVE
        if not owns and not aside and not _qualifies(scene, k, end, last):
            return True
    return False


def _qualifies(scene: Scene, k: int, end: int, last: int) -> bool:
    """ "the Corvid spokesman", « la déléguée CGT »: the name only says of which organization."""
    if scene.actor(scene.cast.at[k]).kind == "PERSON":
        return False
    beside = end < last and scene.tokens.tag[end] & (t.TITLE | t.NOUN)
    return bool(beside) or (not scene.language.nouns_compound and bool(scene.tokens.tag[k - 1] & t.TITLE))


_SURELY_IMPERSONAL = wordset("reference.subjects.surely_impersonal")
_LOOKING_AHEAD = wordset("reference.subjects.looking_ahead")
_PAIRED_WITHIN = 6
"""Tokens after a name within which another is joined to it."""
_JUDGING = wordset("reference.subjects.judging")
_JUDGED = wordset("reference.subjects.judged")
_CLAUSES = wordset("reference.subjects.clauses")
_JUDGED_WITHIN = 7
"""Tokens from the verb within which the adjective of a judgement stands."""
_WEATHER = wordset("reference.subjects.weather")
_NOBODY = wordset("reference.subjects.nobody")


def _impersonal(scene: Scene, start: int, verb: int) -> bool:
    low = scene.tokens.low
    if low[start] == "il" and (
        ("y" in low[start:verb] and scene.tokens.tag[verb] & t.HAVE)
        or scene.lexicon.lemmas.get(low[verb]) in _WEATHER
        or (low[verb - 1] == "s'" and scene.lexicon.lemmas.get(low[verb]) == "agir")
    ):
        return True
    if low[start] in {"il", "it"} and _judges(scene, verb):
        return True
    if scene.phrase_at(start, "impersonal") is None:
        return low[start] in _NOBODY
    if low[start] not in {"it", "il"}:
        return True
    tokens = scene.tokens
    for k in range(verb + 1, min(verb + 8, len(tokens.word))):
        if low[k] == "to" and low[k - 1] in _LOOKING_AHEAD:
            # "It is due to report": somebody is.
            return False
        if low[k] in {"que", "qu'", "that", "to", "clear", "unclear"}:
            return True
        if low[k] in {"de", "d'"} and k == verb + 2 and tokens.tag[k - 1] & t.ADJ:
            # « il est difficile de savoir »
            return True
        if tokens.word[k] in ",.;":
            break
    return low[verb] in _SURELY_IMPERSONAL or "y" in low[start : verb + 1]


def _judges(scene: Scene, verb: int) -> bool:
    """« il n'est pas clair si », "it was unclear whether": an adjective that a whole clause is said to be."""
    tokens = scene.tokens
    if not tokens.tag[verb] & t.BE and scene.lexicon.lemmas.get(tokens.low[verb]) not in _JUDGING:
        return False
    k, end = verb + 1, min(verb + _JUDGED_WITHIN, len(tokens.word) - 1)
    while k < end and tokens.tag[k] & (t.NEG | t.ADV | t.PART | t.BE) and tokens.low[k] not in _JUDGED:
        k += 1
    if k >= end or tokens.low[k] not in _JUDGED or tokens.low[k + 1] not in _CLAUSES:
        return False
    return tokens.low[k + 1] != "to" or tokens.low[k] not in _LOOKING_AHEAD


def _after_impersonal(scene: Scene, verb: int, speaker: int | None, *, quoted: bool) -> Topic | None:
    """« Il semble que les élus aient cédé », "It was 2am when Ann Roe left": whom the clause after it is about."""
    tokens = scene.tokens
    seems = tokens.low[verb] in _SEEMS
    timed = tokens.tag[verb] & t.BE and verb + 1 < len(tokens.word) and tokens.word[verb + 1][0].isdigit()
    if not seems and not timed:
        return None
    opener = {"que", "qu'", "that"} if seems else {"quand", "lorsque", "lorsqu'", "when"}
    for k in range(verb + 1, min(len(tokens.word) - 2, verb + 12)):
        if tokens.low[k] in opener:
            inner = scene.main_verb(k + 1, min(len(tokens.word), k + 25))
            return find_topic(scene, k + 1, inner, speaker, quoted=quoted) if inner is not None else None
        if tokens.word[k] in ".;":
            return None
    return None


_SEEMS = wordset("reference.subjects.seems")


def _inverted(scene: Scene, verb: int, speaker: int | None) -> Topic | None:
    low = scene.tokens.low
    if verb + 1 < len(low) and low[verb + 1] in INVERTED:
        return resolve_pronoun(scene, low[verb + 1], speaker)
    if low[verb] in {"reste", "restent"} and verb + 1 in scene.cast.at:
        return scene.topic(scene.cast.at[verb + 1])
    return None
