"""One article under reading: its words, verbs, phrases and actors, and who was spoken of last."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import msgspec

from service.normalize import tags as t
from service.normalize.actors import Actor, Cast
from service.normalize.finite import finite_verbs
from service.normalize.lexicon import Lexicon
from service.normalize.quotations import Quotation, find_quotations
from service.normalize.sentences import Sentence
from service.normalize.tokens import Tokens
from service.normalize.topics import Topic
from service.normalize.wordset import wordset

_TELLING = t.FIN | t.FIN_AMBIGUOUS | t.BASE | t.BE | t.REL | t.SUB | t.REPORT
"""Words that may be finite verbs, open a clause or report."""
_SEAM_MARKS = frozenset(";:")
_CAUSING = wordset("faire laisser")
_MEASURED = wordset("many much few little well long far good high low")
_ACCUSING = wordset("accuse accuser")
_REMEMBERED = 24
"""Referents that pronouns may look back on."""
MADE_KNOWN = wordset("savoir valoir remarquer observer comprendre entendre")
"""Infinitives that report behind a form of « faire »."""


class Phrase(msgspec.Struct, frozen=True):
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
    numbers: list[int]
    """Tokens that are numbers, in figures or words."""
    dated: list[int]
    """Tokens that name a day, a month or a year."""
    places: list[int]
    """Tokens at which an actor is mentioned."""
    french: bool
    spoken: list[Topic] = []
    """What the clauses so far were about, the latest last."""
    speaker: int | None = None
    """Who was quoted last."""
    spoke_at: int = -9
    """The sentence in which that was."""
    quotations: list[Quotation] = []
    spoke_last: bool = False
    """Whether nobody else was spoken of since."""
    sentence: int = 0
    """The place of the sentence that is read in `sentences`."""
    houses: dict[int, int | None] = {}
    """A person to the organization for which it says "we", as far as that was asked for."""
    ends: dict[int, int] | None = None
    """The token behind a mention to its first token, once somebody asked."""

    def actor(self, index: int) -> Actor:
        return self.cast.actors[index]

    def topic(self, index: int) -> Topic:
        """The actor as something to be spoken of."""
        actor = self.cast.actors[index]
        person = actor.kind == "PERSON"
        return Topic(
            index,
            person=person,
            plural=False if person or actor.kind in {"PLACE", "PRODUCT"} else None,
            feminine=actor.feminine if person and actor.gendered else None,
        )

    def note(self, topic: Topic) -> None:
        """Remember whom a clause was about, for the pronouns that follow."""
        spoken = self.spoken
        spoken.append(msgspec.structs.replace(topic, sentence=self.sentence))
        if len(spoken) > 2 * _REMEMBERED:
            del spoken[:_REMEMBERED]

    def within_quotation(self, i: int) -> bool:
        """Whether token `i` stands between the marks of a quotation, or is its opening mark."""
        k = bisect_right(self.quotations, i, key=_opening) - 1
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

    def splices_in(self, first: int, last: int) -> list[int]:
        """The commas among tokens `first` to `last` behind which a clause may begin without a conjunction."""
        return self.splices[bisect_left(self.splices, first) : bisect_left(self.splices, last)]

    def marks_in(self, first: int, last: int) -> list[int]:
        """The tokens among `first` to `last` at which a phrase of the lexicon begins."""
        return self.marks[bisect_left(self.marks, first) : bisect_left(self.marks, last)]

    def main_verb(self, first: int, last: int) -> int | None:
        """The finite verb of the clause itself, not of a relative or subordinate clause inside."""
        pending = int(self.tokens.low[first] == "whether") if first < last else 0
        tags, finite, low = self.tokens.tag, self.finite, self.tokens.low
        for i in self.joints_in(first, last):
            if finite[i]:
                if not pending:
                    return i
                pending -= 1
            elif i > first and self.opens_subordinate(i, tags[i], low[i]):
                pending += 1
        return None

    def opens_subordinate(self, i: int, bits: int, low: str) -> bool:
        """Whether token `i` opens a clause of its own kind inside another."""
        if not bits & (t.REL | t.SUB):
            return False
        if self.french and low in {"que", "qu'"} and i > 1 and self.finite[i - 1]:
            return self.tokens.low[i - 2] not in {"ne", "n'"}
        if self.french:
            return low not in {"comme", "bien", "afin", "pendant", "alors", "tandis", "parce", "s'"}
        if low == "that":
            before = self.tokens.tag[i - 1] if i else 0
            return bool(before & (t.NOUN | t.REPORT | t.ADJ | t.VERB)) or not before
        if low == "as" and self._compares(i):
            return False
        if low in {"before", "after", "until", "since", "as", "once", "how", "why"}:
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


def _opening(quotation: Quotation) -> int:
    return quotation.opening


def _find_phrases(tokens: Tokens, lexicon: Lexicon) -> dict[int, list[Phrase]]:
    found: dict[int, list[Phrase]] = {}
    table, low = lexicon.phrases, tokens.low
    count = len(low)
    for i in [i for i, word in enumerate(low) if word in table]:
        for words, category in table[low[i]]:
            n = len(words)
            if n == 1 or (i + 1 < count and low[i + 1] == words[1] and tuple(low[i : i + n]) == words):
                found.setdefault(i, []).append(Phrase(i, i + n, category))
    return found


def _find_reports(tokens: Tokens, told: list[int], lexicon: Lexicon) -> list[int]:
    """Forms of reporting verbs, and infinitives that report behind "faire": « fait savoir », « a fait valoir »."""
    found = [i for i in told if tokens.tag[i] & t.REPORT]
    if lexicon.language != "fr":
        return found
    low = tokens.low
    known = [i for i, word in enumerate(low) if word in MADE_KNOWN and lexicon.lemmas.get(low[i - 1]) in _CAUSING]
    return sorted({*found, *known}) if known else found


def _find_splices(tokens: Tokens, cast: Cast) -> list[int]:
    tags, at = tokens.tag, cast.at
    commas = [i for i, word in enumerate(tokens.word) if word == "," and i + 1 < len(tags)]
    return [i for i in commas if tags[i + 1] & t.PRON_SUBJ or i + 1 in at]


def _find_dated(tokens: Tokens, numbers: list[int]) -> list[int]:
    """Days and months by their bits, years among the numbers."""
    dated = t.MONTH | t.WEEKDAY | t.RELATIVE_DAY
    found = [i for i, bits in enumerate(tokens.tag) if bits & dated]
    return sorted({*found, *(i for i in numbers if len(tokens.word[i]) == 4 and tokens.word[i].isdigit())})


def _named_tokens(tokens: Tokens, cast: Cast) -> list[bool]:
    """Which tokens are parts of names; lower-case words of groups and descriptions are not."""
    named = [False] * len(tokens)
    for actor in cast.actors:
        for name in actor.names:
            named[name.first : name.last] = [True] * (name.last - name.first)
    return named


def set_scene(tokens: Tokens, sentences: list[Sentence], cast: Cast, lexicon: Lexicon, capital: list[bool]) -> Scene:
    """Everything that is known before the first sentence is read."""
    shouting = [range(s.first, s.last) for s in sentences if s.headline]
    finite = finite_verbs(tokens, _named_tokens(tokens, cast), lexicon.language, shouting)
    phrases = _find_phrases(tokens, lexicon)
    tags = tokens.tag
    numbers = [i for i, bits in enumerate(tags) if bits & t.NUMBER or (not bits and tokens.word[i][0].isdigit())]
    opener = t.REL | t.SUB
    told = [i for i, bits in enumerate(tags) if bits & _TELLING or finite[i]]
    return Scene(
        tokens=tokens,
        sentences=sentences,
        cast=cast,
        lexicon=lexicon,
        capital=capital,
        finite=finite,
        verbs=[i for i in told if finite[i]],
        joints=[i for i in told if finite[i] or tags[i] & opener],
        reports=_find_reports(tokens, told, lexicon),
        accusing=[
            i for i, word in enumerate(tokens.low) if word.startswith("accus") and lexicon.lemmas.get(word) in _ACCUSING
        ],
        marks=list(phrases),
        sources=[i for i, found in phrases.items() if any(phrase.category == "according_to" for phrase in found)],
        seams=sorted({*phrases, *(i for i, word in enumerate(tokens.word) if word in _SEAM_MARKS)}),
        phrases=phrases,
        splices=_find_splices(tokens, cast),
        numbers=numbers,
        dated=_find_dated(tokens, numbers),
        places=sorted(cast.at),
        french=lexicon.language == "fr",
        quotations=find_quotations(tokens),
    )
