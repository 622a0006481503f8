"""Whom a pronoun stands for: the last one spoken of whose kind, sex and number fit."""

from __future__ import annotations

from bisect import bisect_left

from service.normalize.phrases.discourse import Scene
from service.normalize.phrases.topics import Topic
from service.normalize.reference.affiliations import organization_of, speaks_for
from service.normalize.words.wordset import wordmap, wordset

INVERTED = wordmap("reference.pronouns.inverted")
_OBJECTS = wordmap("reference.pronouns.objects")
_ONE = wordset("reference.pronouns.one")
_WE = wordset("reference.pronouns.we")
_MANY = wordset("reference.pronouns.many")
_FAR = {pronoun: int(back) for pronoun, back in wordmap("reference.pronouns.far").items()}
"""Sentences back in which a pronoun may find whom it means."""
_FAR_AFIELD = 6
"""Sentences back for whom a speaker's "they" means, who is nobody of his own organization."""
_PLURAL_KINDS = frozenset({"GROUP"})
_PLURAL_VERBS = frozenset({"are", "were", "have"})
_TEAMED = frozenset({"ORGANIZATION", "GROUP"})


SURE = 0.85
"""The confidence below which a pronoun is nobody's."""


def confidence(scene: Scene, word: str, actor: int, speaker: int | None, *, quoted: bool) -> float:
    """How often a pronoun of this sort meant whom it was taken for, in newspaper text that others annotated."""
    spoken = actor == speaker
    if word in _WE:
        # Who says "we" means his house where the text names one, else people whom it does not name.
        return 0.9 if not spoken and speaker is not None and speaks_for(scene, speaker) == actor else 0.3
    if word == "it" and not spoken:
        return 0.8 if scene.spoken and scene.spoken[-1].actor == actor and not quoted else 0.4
    if word == "they" and not spoken and scene.actor(actor).kind not in _PLURAL_KINDS and not _of_many(scene, actor):
        return 0.4
    return 0.9


def resolve_pronoun(scene: Scene, word: str, speaker: int | None = None, *, quoted: bool = False) -> Topic | None:
    """What a subject pronoun stands for, None when it is not sure enough whom it means.

    In indirect speech the third person is the speaker where kind and sex allow; in a quotation (`quoted`) a person is
    anybody else.
    """
    found = _likeliest(scene, word, speaker, quoted=quoted)
    if found is None or found.actor is None:
        return found
    plain = _OBJECTS.get(INVERTED.get(word, word), INVERTED.get(word, word))
    return found if confidence(scene, plain, found.actor, speaker, quoted=quoted) >= SURE else None


def _likeliest(scene: Scene, word: str, speaker: int | None, *, quoted: bool) -> Topic | None:  # noqa: C901
    """Whom the pronoun fits best."""
    word = INVERTED.get(word, word)
    word = _OBJECTS.get(word, word)
    if word in _ONE:
        return scene.topic(speaker) if speaker is not None else None
    if word in _WE:
        if speaker is None:
            return None
        house = organization_of(scene, speaker) if scene.actor(speaker).kind == "PERSON" else None
        return scene.topic(house if house is not None else speaker)
    if word not in _FAR:
        return None
    if speaker is not None and not quoted and (found := _as_speaker(scene, word, speaker)) is not None:
        return found
    except_for = speaker if quoted else None
    found = _remembered(scene, word, except_for)
    if quoted and word in {"they", "it"} and found is not None and found.actor is not None and speaker is not None:
        # "they ran our model": not whom the speaker speaks for.
        own = organization_of(scene, speaker) if scene.actor(speaker).kind == "PERSON" else speaker
        if found.actor == own:
            found = _remembered(scene, word, own, reach=_FAR_AFIELD)
    if word in {"he", "she"} or (found is None and word in {"il", "elle"}):
        # Somebody who was only mentioned, but later than the last subject that fits.
        named = _mentioned(scene, word, except_for)
        surer = found is not None and found.feminine is not None and named is not None and named.feminine is None
        if named is not None and (found is None or (found.sentence < scene.sentence - 1 and not surer)):
            found = named
    if found is not None and found.person and found.actor is not None and not found.envoy:
        _learn_sex(scene, word, found.actor)
    return found


def _as_speaker(scene: Scene, word: str, speaker: int) -> Topic | None:
    """The speaker, where the third person in indirect speech can be the speaker."""
    kind = scene.actor(speaker).kind
    if word in {"he", "she"}:
        envoy = next((r for r in reversed(scene.spoken) if r.actor == speaker and r.envoy), None)
        fits = (kind == "PERSON" and _sex_fits(scene, word, speaker)) or envoy is not None
    elif word in {"il", "elle"}:
        fits = kind != "PERSON" or _sex_fits(scene, word, speaker)
    elif word == "it":
        fits = kind != "PERSON"
    else:
        fits = kind in _TEAMED
    return scene.topic(speaker) if fits else None


def _sex_fits(scene: Scene, word: str, person: int) -> bool:
    actor = scene.actor(person)
    return not actor.gendered or actor.feminine == (word in {"she", "elle"})


def _learn_sex(scene: Scene, word: str, person: int) -> None:
    actor = scene.actor(person)
    if not actor.gendered and word in {"he", "she", "il", "elle"}:
        actor.gendered, actor.feminine = True, word in {"she", "elle"}


def _remembered(scene: Scene, word: str, except_for: int | None, reach: int = 0) -> Topic | None:
    """The last thing spoken of that the pronoun can stand for, within reach."""
    back = scene.sentence - (reach or _FAR[word])
    for topic in reversed(scene.spoken):
        if topic.sentence < back:
            return None
        if topic.actor is not None and topic.actor == except_for and (topic.person or reach):
            continue
        if reach and topic.actor is None:
            continue
        if _fits(scene, word, topic):
            return topic
    return None


def _fits(scene: Scene, word: str, r: Topic) -> bool:
    """Whether number, sex and kind let the pronoun stand for it."""
    if word in _MANY:
        if r.plural is True:
            return True
        if r.plural is not None or r.person or r.actor is None:
            return False
        kind = scene.actor(r.actor).kind
        return kind == "GROUP" or (kind == "ORGANIZATION" and (word == "they" or _of_many(scene, r.actor)))
    if r.plural is True:
        return False
    feminine = word in {"she", "elle"}
    if word in {"he", "she"}:
        return r.person and (r.feminine is None or r.feminine == feminine) and _actor_fits(scene, word, r)
    if word == "it":
        return not r.person or r.envoy
    if r.actor is None or r.person:
        return (r.feminine is None or r.feminine == feminine) and _actor_fits(scene, word, r)
    return True


def _of_many(scene: Scene, index: int) -> bool:
    """« les Républicains », « les Bleus », "Arsenal have": organizations that go by the plural."""
    low = scene.tokens.low
    if any(low[name.last : name.last + 1] and low[name.last] in _PLURAL_VERBS for name in scene.actor(index).names):
        return True
    return any(form.lower().startswith("les ") for form in scene.actor(index).forms) or any(
        name.first and low[name.first - 1] in {"les", "des", "aux"} for name in scene.actor(index).names
    )


def _actor_fits(scene: Scene, word: str, r: Topic) -> bool:
    return r.envoy or r.actor is None or scene.actor(r.actor).kind != "PERSON" or _sex_fits(scene, word, r.actor)


def _just_named(scene: Scene, word: str) -> Topic | None:
    """The only person of that sex whom the sentence before names."""
    if word not in {"he", "she", "il", "elle"} or not scene.sentence:
        return None
    before, here = scene.sentences[scene.sentence - 1].first, scene.sentences[scene.sentence].first
    places = scene.places
    named = {scene.cast.at[p] for p in places[bisect_left(places, before) : bisect_left(places, here)]}
    persons = [i for i in named if scene.actor(i).kind == "PERSON" and _sex_fits(scene, word, i)]
    return scene.topic(persons[0]) if len(persons) == 1 else None


def _mentioned(scene: Scene, word: str, except_for: int | None) -> Topic | None:
    """The person of that sex who was named last before this sentence, whatever the sentence was about."""
    here = scene.sentences[scene.sentence].first
    back = scene.sentences[max(0, scene.sentence - 2)].first
    places = scene.places
    for place in reversed(places[bisect_left(places, back) : bisect_left(places, here)]):
        index = scene.cast.at[place]
        if scene.actor(index).kind == "PERSON" and index != except_for and _sex_fits(scene, word, index):
            return scene.topic(index)
    return None


def resolve_source(scene: Scene, word: str, *, behind: bool = True) -> int | None:
    """Whom « selon lui » or "he said" means: who spoke last, unless somebody else was spoken of since.

    In front of what is said ("She says that", `after` False) rather who was spoken of last.
    """
    word = INVERTED.get(word, word)
    word = _OBJECTS.get(word, word)
    if word not in _FAR:
        return scene.speaker if word in _ONE else None
    speaking = _as_speaker(scene, word, scene.speaker) if scene.speaker is not None else None
    if not behind and scene.newer and (spoken := resolve_pronoun(scene, word)) is not None and spoken.actor is not None:
        return spoken.actor
    if speaking is not None and scene.spoke_last:
        if scene.spoke_at < scene.sentence - 1 and (named := _just_named(scene, word)) is not None:
            # Whom the sentence before introduced, not who spoke some time ago.
            return named.actor
        return speaking.actor
    found = resolve_pronoun(scene, word)
    if found is None or found.actor is None:
        found = speaking if speaking is not None and found is None else found
    return found.actor if found is not None else None
