"""One article under reading: its words, verbs, phrases and actors, and who was spoken of last."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cache

import msgspec

from service.normalize.lang.language import Language
from service.normalize.names.actors import Actor, Cast
from service.normalize.phrases.topics import Topic
from service.normalize.words import tags as t
from service.normalize.words.lexicon import Lexicon
from service.normalize.words.lexicon import lexicon as lexicon_of
from service.normalize.words.quotations import Quotation, find_quotations
from service.normalize.words.sentences import Sentence
from service.normalize.words.token_index import TokenIndex, index_tokens
from service.normalize.words.tokens import Tokens
from service.normalize.words.value import Value
from service.normalize.words.wordset import places_of, wordset

_REMEMBERED = 24
"""Topics that pronouns may look back on."""
_JOINED = wordset("phrases.discourse.joined")
_LONE = frozenset({"PLACE", "PRODUCT"})
_CAUSING = wordset("phrases.discourse.causing")
_MEASURED = wordset("phrases.discourse.measured")
_OPENING = wordset("phrases.discourse.opening")
_BEFORE_THAT = wordset("phrases.discourse.before_that")


class Phrase(Value, frozen=True):
    """A phrase of the lexicon at tokens `first` to `last` (exclusive)."""

    first: int
    last: int
    category: str


class Scene(msgspec.Struct):
    """What the steps from sentence to claim share; `subject`, `person`, `thing` are the last ones spoken of."""

    tokens: Tokens
    sentences: list[Sentence]
    cast: Cast
    lexicon: Lexicon
    capital: list[bool]
    finite: list[bool]
    phrases: dict[int, list[Phrase]]
    commas: list[int]
    splices: list[int]
    """Commas in front of a subject pronoun or a name."""
    verbs: list[int]
    joints: list[int]
    reports: list[int]
    accusing: list[int]
    """Tokens that are forms of "accuse"."""
    marks: list[int]
    sources: list[int]
    """Tokens at which a phrase like "according to" begins."""
    seams: list[int]
    colons: list[int]
    numbers: list[int]
    """Tokens that are numbers, in figures or words."""
    dated: list[int]
    """Tokens that name a day, a month or a year."""
    places: list[int]
    """Tokens at which an actor is mentioned."""
    language: Language
    spoken: list[Topic] = []
    """What the clauses so far were about, the latest last."""
    speaker: int | None = None
    """Who was quoted last."""
    spoke_at: int = -9
    """The sentence in which that was."""
    newer: bool = False
    """Whether the article spoke of any other actor by itself since."""
    quotations: list[Quotation] = []
    openings: list[int] = []
    """The first tokens of the quotations."""
    spoke_last: bool = False
    """Whether nobody else was spoken of since."""
    sentence: int = 0
    """The place of the sentence that is read in `sentences`."""
    houses: dict[int, int | None] = {}
    """A person to the organization for which it says "we", as far as that was asked for."""
    ends: dict[int, int] | None = None
    """The token after a mention to its first token, once somebody asked."""

    def actor(self, index: int) -> Actor:
        return self.cast.actors[index]

    def topic(self, index: int) -> Topic:
        """The actor as something to be spoken of."""
        actor = self.cast.actors[index]
        if actor.kind == "PERSON":
            return Topic(index, True, False, actor.feminine if actor.gendered else None, sentence=self.sentence)
        return Topic(index, False, False if actor.kind in _LONE else None, sentence=self.sentence)

    def note(self, topic: Topic) -> None:
        """Remember whom a clause was about, for the pronouns that follow."""
        spoken = self.spoken
        if topic.sentence != self.sentence:
            topic = msgspec.structs.replace(topic, sentence=self.sentence)
        spoken.append(topic)
        if len(spoken) > 2 * _REMEMBERED:
            del spoken[:_REMEMBERED]

    def within_quotation(self, i: int) -> bool:
        """Whether token `i` stands between the marks of a quotation, or is its opening mark."""
        k = bisect_right(self.openings, i) - 1
        return k >= 0 and self.quotations[k].closing > i

    @property
    def recent(self) -> int | None:
        """The actor that the clause before was about, None when that has no name."""
        return self.spoken[-1].actor if self.spoken else None

    @property
    def subject(self) -> int | None:
        """The actor that was spoken of last."""
        return next((r.actor for r in reversed(self.spoken) if r.actor is not None), None)

    @property
    def person(self) -> int | None:
        """The person who was spoken of last."""
        return next((r.actor for r in reversed(self.spoken) if r.person and r.actor is not None and not r.envoy), None)

    @property
    def thing(self) -> int | None:
        """The organization, product, place or group that was spoken of last."""
        return next((r.actor for r in reversed(self.spoken) if not r.person and r.actor is not None), None)

    def phrase_at(self, i: int, *categories: str) -> Phrase | None:
        """The longest phrase of one of the categories at token `i`."""
        found = self.phrases.get(i)
        if found is not None:
            for phrase in found:
                if phrase.category in categories:
                    return phrase
        return None

    def has_finite(self, first: int, last: int) -> bool:
        """Whether a finite verb stands among tokens `first` to `last`."""
        k = bisect_left(self.verbs, first)
        return k < len(self.verbs) and self.verbs[k] < last

    def joints_in(self, first: int, last: int) -> list[int]:
        """The finite verbs and the openers of subordinate clauses among tokens `first` to `last`."""
        return self.joints[bisect_left(self.joints, first) : bisect_left(self.joints, last)]

    def reports_in(self, first: int, last: int) -> list[int]:
        """The forms of reporting verbs among tokens `first` to `last`."""
        return self.reports[bisect_left(self.reports, first) : bisect_left(self.reports, last)]

    def seams_in(self, first: int, last: int) -> list[int]:
        """Where tokens `first` to `last` may be cut into clauses: phrases, semicolons and colons."""
        return self.seams[bisect_left(self.seams, first) : bisect_left(self.seams, last)]

    def sources_in(self, first: int, last: int) -> list[int]:
        """The tokens among `first` to `last` at which a phrase like "according to" begins."""
        return self.sources[bisect_left(self.sources, first) : bisect_left(self.sources, last)]

    def commas_in(self, first: int, last: int) -> list[int]:
        """The commas among tokens `first` to `last`."""
        return self.commas[bisect_left(self.commas, first) : bisect_left(self.commas, last)]

    def splices_in(self, first: int, last: int) -> list[int]:
        """The commas among tokens `first` to `last` after which a clause may begin without a conjunction."""
        return self.splices[bisect_left(self.splices, first) : bisect_left(self.splices, last)]

    def marks_in(self, first: int, last: int) -> list[int]:
        """The tokens among `first` to `last` at which a phrase of the lexicon begins."""
        return self.marks[bisect_left(self.marks, first) : bisect_left(self.marks, last)]

    def main_verb(self, first: int, last: int) -> int | None:
        """The finite verb of the clause itself, not of a relative or subordinate clause inside."""
        pending = int(self.tokens.low[first] == "whether") if first < last else 0
        tags, finite, low = self.tokens.tag, self.finite, self.tokens.low
        consumed = False
        for i in self.joints_in(first, last):
            if finite[i]:
                if not pending:
                    if consumed and low[i - 1] in _JOINED and self._more_verbs(i, last):
                        # "The man who fell and broke his leg left"
                        continue
                    return i
                pending -= 1
                consumed = True
            elif i > first and self.opens_subordinate(i, tags[i], low[i]):
                pending += 1
        return None

    def _more_verbs(self, verb: int, last: int) -> bool:
        """Whether another verb of the same clause follows, with nothing that joins it to this one."""
        for k in self.joints_in(verb + 1, last):
            if not self.finite[k]:
                return False
            between = self.tokens.tag[verb + 1 : k]
            return not any(bits & t.CONJ for bits in between) and "," not in self.tokens.word[verb:k]
        return False

    def opens_subordinate(self, i: int, bits: int, low: str) -> bool:
        """Whether token `i` opens a clause of its own kind inside another."""
        if not bits & (t.REL | t.SUB):
            return False
        if low in {"que", "qu'"} and i > 1 and self.finite[i - 1]:
            return self.tokens.low[i - 2] not in {"ne", "n'"}
        if low in _BEFORE_THAT:
            return False
        if low == "that":
            before = self.tokens.tag[i - 1] if i else 0
            dated = t.MONTH | t.WEEKDAY | t.RELATIVE_DAY | t.NUMBER
            return bool(before & (t.NOUN | t.REPORT | t.ADJ | t.VERB | dated)) or not before
        if low == "as" and self._compares(i):
            return False
        if low in _OPENING:
            return self._finite_before_comma(i)
        return True

    def _compares(self, i: int) -> bool:
        """ "as many as a dozen", "as well as"."""
        low = self.tokens.low
        return any(low[k : k + 1] != [] and low[k] in _MEASURED for k in (i - 1, i + 1) if k >= 0)

    def _finite_before_comma(self, i: int) -> bool:
        words, low = self.tokens.word, self.tokens.low
        dated = t.WEEKDAY | t.MONTH | t.RELATIVE_DAY | t.NUMBER
        if i + 1 < len(words) and (words[i + 1][0].isdigit() or self.tokens.tag[i + 1] & dated):
            return False
        for k in range(i + 1, min(i + 12, len(words))):
            if words[k] in ",;." or low[k] in {"and", "but"}:
                return False
            if self.finite[k]:
                return True
        return False


_Entry = tuple[tuple[str, ...], dict[str, list[tuple[int, tuple[str, ...], str]]]]
"""The categories of a word alone, and by the second word the phrases that it opens: length, words, category."""


@cache
def _phrase_index(language: str) -> dict[str, _Entry]:
    """The lexicon's phrases by their first two words, longest first."""
    index: dict[str, _Entry] = {}
    for first, phrases in lexicon_of(language).phrases.items():
        alone = tuple(category for words, category in phrases if len(words) == 1)
        longer: dict[str, list[tuple[int, tuple[str, ...], str]]] = {}
        for words, category in phrases:
            if len(words) > 1:
                longer.setdefault(words[1], []).append((len(words), words, category))
        index[first] = (alone, longer)
    return index


def _find_phrases(tokens: Tokens, language: str) -> dict[int, list[Phrase]]:
    found: dict[int, list[Phrase]] = {}
    index, low = _phrase_index(language), tokens.low
    ending = ("",)
    for i in places_of(low, index):
        alone, longer = index[low[i]]
        here: list[Phrase] = []
        if longer:
            for n, words, category in longer.get((low[i + 1 : i + 2] or ending)[0], ()):
                if n == 2 or tuple(low[i : i + n]) == words:
                    here.append(Phrase(i, i + n, category))
        here.extend([Phrase(i, i + 1, category) for category in alone])
        if here:
            found[i] = here
    return found


def _find_reports(tokens: Tokens, seen: TokenIndex, lexicon: Lexicon) -> list[int]:
    """Forms of reporting verbs, and infinitives that report after "faire": « fait savoir », « a fait valoir »."""
    tags, low = tokens.tag, tokens.low
    found = [i for i in seen.told if tags[i] & t.REPORT]
    known = [i for i in seen.made_known if lexicon.lemmas.get(low[i - 1]) in _CAUSING]
    return sorted({*found, *known}) if known else found


def _named_tokens(tokens: Tokens, cast: Cast) -> list[bool]:
    """Which tokens are parts of names; lower-case words of groups and descriptions are not."""
    named = [False] * len(tokens.word)
    for actor in cast.actors:
        for name in actor.names:
            named[name.first : name.last] = [True] * (name.last - name.first)
    return named


def set_scene(tokens: Tokens, sentences: list[Sentence], cast: Cast, lexicon: Lexicon, capital: list[bool]) -> Scene:
    """Everything that is known before the first sentence is read."""
    shouting = [range(s.first, s.last) for s in sentences if s.headline]
    seen = index_tokens(tokens)
    finite, more = lexicon.language.finite_verbs(tokens, seen, _named_tokens(tokens, cast), shouting)
    if more:
        seen.told = sorted({*seen.told, *more})
    phrases = _find_phrases(tokens, lexicon.language.code)
    tags, at = tokens.tag, cast.at
    opener = t.REL | t.SUB
    count = len(tags)
    quotations = find_quotations(tokens, seen.quotes)
    return Scene(
        tokens=tokens,
        sentences=sentences,
        cast=cast,
        lexicon=lexicon,
        capital=capital,
        finite=finite,
        verbs=[i for i in seen.told if finite[i]],
        joints=[i for i in seen.told if finite[i] or tags[i] & opener],
        reports=_find_reports(tokens, seen, lexicon),
        accusing=seen.accusing,
        marks=list(phrases),
        sources=[i for i, found in phrases.items() if "according_to" in [phrase.category for phrase in found]],
        seams=sorted([*phrases, *seen.seams]),
        colons=[i for i in seen.seams if tokens.word[i] == ":"],
        phrases=phrases,
        splices=[i for i in seen.commas if i + 1 < count and (tags[i + 1] & t.PRON_SUBJ or i + 1 in at)],
        commas=seen.commas,
        numbers=seen.numbers,
        dated=seen.dated,
        places=sorted(at),
        language=lexicon.language,
        quotations=quotations,
        openings=[quotation.opening for quotation in quotations],
    )
