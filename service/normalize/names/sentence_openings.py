"""Whether a sentence opens with a name or with a common word that only stands first: "Apple said", "Apples rot"."""

from __future__ import annotations

import re

from service.normalize.words import tags as t
from service.normalize.words.dictionary import known
from service.normalize.words.lexicon import Lexicon
from service.normalize.words.sentences import Sentence
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import places_of, wordset

_UNCOUNTED = re.compile(r"(?:tion|ment|ness|ity|ncy|nce|ism|ship|hood|ing|age|ware|ure|al|y)$")
"""English nouns that open a clause without an article."""
_INFINITIVE = re.compile(r"(?:er|ir|re)$")
_GLUED_ADJECTIVE = re.compile(r"-[a-z]+$")
_GLUED_PREFIXES = ("co-", "non-", "anti-", "pro-", "pre-", "post-", "self-", "mid-", "half-", "multi-", "semi-")
"""Parts that open an adjective or a job's title, never a name."""
_MARKS = frozenset('«“":–—(-')
_TELLING_APART = wordset("names.sentence_openings.telling_apart")
_JOINING = wordset("names.sentence_openings.joining")
_RELATED = wordset("names.sentence_openings.related")


def opening_tokens(tokens: Tokens, sentences: list[Sentence]) -> set[int]:
    """Tokens whose capital may only be the sentence's: the first word, and one after a quote or colon."""
    found: set[int] = set()
    words = tokens.word
    for sentence in sentences:
        i = sentence.first
        while i < sentence.last and not words[i][0].isalnum():
            i += 1
        found.add(i)
    start, end = tokens.start, tokens.end
    for k in places_of(words, _MARKS):
        if words[k] != "-" or (k and start[k] > end[k - 1]):
            found.add(k + 1)
    return found


class SentenceOpenings:
    """Tells of capitalised words that open a sentence whether they are names, in one text."""

    def __init__(
        self,
        tokens: Tokens,
        capital: list[bool],
        candidates: list[int],
        mid_capital: set[str],
        lexicon: Lexicon,
    ) -> None:
        self.tokens = tokens
        self.capital = capital
        self.mid_capital = mid_capital
        self.language = lexicon.language
        self.words = set(tokens.word)
        low, count = tokens.low, len(tokens.word)
        self.alone = {low[i] for i in candidates if low[i] in mid_capital and not (i + 1 < count and capital[i + 1])}
        """Words with a capital inside a sentence and no other such word after them."""
        self.single = {
            low[i]
            for i in candidates
            if low[i] in self.alone
            and (not capital[i - 1] or tokens.tag[i - 1] & t.GIVEN)
            and not (low[i - 1] in _JOINING and i > 1 and capital[i - 2])
        }
        """Those that have none but a first name in front, so that they are no part of an organization's name."""

    def opens_with_name(self, i: int, last: int, following: bool) -> bool:  # noqa: C901
        """Whether a name begins at `i`, the first word; `following`: a capitalised word stands after it."""
        tokens = self.tokens
        bits, low = tokens.tag[i], tokens.low[i]
        if bits & (t.OPENER | t.PREP | t.CONJ | t.PRON_SUBJ | t.SUB) and not bits & t.GIVEN:
            return False
        # "Redundancy pay" is no name for all that there is a "Redundancy Payments Service".
        if bits & t.PLURAL:
            seen = low in self.single
        else:
            word = bits & t.COMMON or self._common(low)
            verb = i + 1 < last and tokens.tag[i + 1] & (t.FIN | t.HAVE | t.BE | t.REPORT | t.PAST | t.TITLE)
            loose = following or verb or not word or bits & t.GIVEN
            seen = low in (self.mid_capital if loose else self.alone)
        # « Cyclisme : … » names the page's section.
        if i + 1 < last and tokens.word[i + 1] == ":" and not bits & t.GIVEN and (not seen or self._common(low)):
            return False
        # « Hélène Courtadon-Vial (Horizons) »: a word alone in parentheses is a name.
        if i and tokens.word[i - 1] == "(" and i + 1 < last and tokens.word[i + 1] in {")", ","}:
            return not bits & (t.VERB | t.ADV)
        # « Parasite », a film; « Libération » salue.
        if i and tokens.word[i - 1] in "«“" and i + 1 < last and tokens.word[i + 1] in "»”":
            reads = i + 2 < last and tokens.tag[i + 2] & (t.FIN | t.HAVE | t.BE | t.FIN_AMBIGUOUS)
            inside = i > 1 and tokens.word[i - 2][0].isalpha()
            if (not bits or reads or inside) and not bits & (t.ADV | t.PRON):
                return not (i > 1 and tokens.tag[i - 2] & t.REPORT)
        # « Horizons et Renaissance »: whoever is named beside a name is one.
        paired = i + 2 < last and tokens.low[i + 1] in {"et", "and"} and self.capital[i + 2]
        if paired and not bits & (t.VERB | t.ADV | t.DET | t.ADJ) and tokens.tag[i + 2] & t.DEMONYM == 0:
            return True
        # "Rivals Adidas": a sort of people in front of the name.
        if following and self.language.nouns_compound and bits & t.PLURAL:
            return seen or bool(tokens.tag[i + 1] & (t.ORG_HEAD | t.ORG_SUFFIX))
        if i + 1 < last and tokens.low[i + 1] == "'s" and not bits:
            return True
        if low.startswith(_GLUED_PREFIXES):
            return False
        if low in self.words and not seen:
            return False
        if bits & t.GIVEN:
            return True
        if tokens.word[i].isupper() and len(low) > 1:
            # "SOCCER - RESULTS": the page's section.
            return not (i + 1 < last and tokens.word[i + 1] in "-–—:" and self._common(low))
        if bits & t.COMMON:
            if seen:
                return True
            # A bare French noun opens a sentence only as a name: « Air Liquide ».
            if not self.language.bare_nouns and following and tokens.low[i + 1] in self.single:
                # « Procès Vauquois », and Vauquois is named elsewhere.
                return False
            return following and not bits & (t.ADV | t.DET) and (self.language.bare_nouns or bool(bits & t.NOUN))
        if seen:
            return True
        if self._sorts(i, last) or (
            following and self.language.nouns_compound and bits & t.ORG_CUE and not bits & t.ORG_HEAD
        ):
            return False
        return following or self._alone(i, last)

    def _common(self, low: str) -> bool:
        return known(low, self.language.code) is not None

    def _sorts(self, i: int, last: int) -> bool:
        """ "Homeware chain Brackley & Sons": the first word says what sort of organization is named."""
        tokens = self.tokens
        if (
            not self.language.nouns_compound
            or i + 2 >= last
            or not self.capital[i + 2]
            or tokens.word[i + 1] != tokens.low[i + 1]
        ):
            return False
        return bool(tokens.tag[i + 1] & t.ORG_CUE) and tokens.low[i + 1] not in _RELATED

    def _alone(self, i: int, last: int) -> bool:
        """Whether a single word that the lexicon doesn't know is a name."""
        tokens = self.tokens
        low = tokens.low[i]
        lemma = known(low, self.language.code)
        if lemma is not None:
            # "Anthropic, the startup behind Claude,": told apart at once.
            apposed = i + 2 < last and tokens.word[i + 1] == "," and tokens.low[i + 2] in _TELLING_APART
            if i + 1 >= last or self.language.common_ending.search(low):
                return False
            return apposed or self._acts(low, lemma, i + 1)
        if self.language.bare_nouns and self.language.common_ending.search(low):
            return False
        if self.language.bare_nouns and low.endswith("s") and i + 1 < last:
            plural_verb = tokens.low[i + 1] in {"are", "were", "have", "say", "do"} or tokens.tag[i + 1] & t.BASE
            return not plural_verb
        return not (_GLUED_ADJECTIVE.search(tokens.word[i]))

    def _acts(self, low: str, lemma: str, k: int) -> bool:
        """ "Apple said", « Orange a annoncé »: a noun that needs an article, and has a verb instead."""
        after = self.tokens.tag[k]
        if not self.language.bare_nouns:
            verb = _INFINITIVE.search(lemma) and low != lemma
            return not verb and bool(after & (t.FIN | t.HAVE | t.BE | t.CLITIC | t.NEG))
        if low != lemma or _UNCOUNTED.search(low):
            return False
        if after & t.FIN_AMBIGUOUS and self.tokens.low[k + 1 : k + 2] in (["to"], ["the"], ["a"], ["its"]):
            return known(low + "s", self.language.code) == low
        if after & t.NOUN and not after & (t.REPORT | t.PAST):
            return False
        # "Oasis", too: what ends like a plural and is none.
        counted = low.endswith("s") or known(low + "s", self.language.code) == low
        return counted and bool(after & (t.REPORT | t.PAST | t.HAVE | t.BE))
