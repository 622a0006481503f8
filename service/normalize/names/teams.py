"""Teams that go by their town: "Boston 5 Toronto 3", "Lens beat Lorient", « Nantes reçoit Rennes »."""

from __future__ import annotations

from service.normalize.names.names import Name
from service.normalize.words import tags as t
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import places_of, wordset

_GAMES = wordset("names.teams.games")
_CONTESTS = wordset("names.teams.contests")
_AGAINST = wordset("names.teams.against")
_BEATING = wordset("names.teams.beating")
_BEATEN = wordset("names.teams.beaten")
_TO = frozenset({"to", "by", "à", "par"})
_STAFF = wordset("names.teams.staff")
_ENOUGH = 2
"""Different words of sport that make an article one about it."""
_LINE_MAX = 60
"""Characters of a line of a table that are looked at."""
_RESULT = 12
"""Characters of the longest score: "120-98", "6-4"."""


class Teams:
    """Tells of the names of places in one text which of them play."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        low = tokens.low
        self.sporting = len({low[k] for k in places_of(low, _GAMES)}) >= _ENOUGH
        """Whether the text is about games at all."""

    def plays(self, name: Name) -> bool:
        """Whether the name of a place stands here for a team."""
        return self._scores(name) or (self.sporting and (self._contends(name) or self._staffed(name)))

    def _scores(self, name: Name) -> bool:
        """ "Boston 5 Toronto 3", "Leeds 1 - 0 Hull", a line of a table: "BOSTON 74 58 .561"."""
        words, text = self.tokens.word, self.tokens.text
        after = name.last
        if after >= len(words) or not _number(words[after]):
            return False
        if name.first > 1 and _number(words[name.first - 1]) and words[name.first - 2][0].isupper():
            # The second of two: "Barnsley 0 Bolton 3".
            return True
        rest = text[name.end : name.end + _LINE_MAX].split("\n", 1)[0].split()
        if sum(_number(word) for word in rest[:4]) > 1 and len(rest) > 1 and _number(rest[1]):
            return True
        following = after + 1
        while following < len(words) and (words[following] in "-–—:" or _number(words[following])):
            following += 1
        tabled = following < len(words) and words[following][0].isupper() and following - after <= _RESULT
        return tabled and following + 1 < len(words) and any(_number(w) for w in words[following + 1 : following + 4])

    def _contends(self, name: Name) -> bool:
        """ "Lens beat Lorient", "lost to Boston", "against Hull"."""
        low, tags = self.tokens.low, self.tokens.tag
        after = name.last
        while after < len(low) and tags[after] & (t.ADV | t.NEG | t.HAVE | t.CLITIC) and low[after] not in _CONTESTS:
            after += 1
        if after < len(low) and low[after] in _CONTESTS:
            return True
        before = name.first - 1
        if before < 0:
            return False
        if low[before] in _AGAINST:
            return True
        return low[before] in _BEATING or (before > 0 and low[before] in _TO and low[before - 1] in _BEATEN)

    def _staffed(self, name: Name) -> bool:
        """ "Boston's coach", "Leeds striker Ann Roe", « l'entraîneur de Nantes »."""
        low = self.tokens.low
        after = name.last + (low[name.last : name.last + 1] in (["'s"], ["'"]))
        if after < len(low) and low[after] in _STAFF:
            return True
        return name.first > 1 and low[name.first - 1] in {"de", "d'", "du"} and low[name.first - 2] in _STAFF


def _number(word: str) -> bool:
    return word[0].isdigit() or (word[0] == "." and word[1:2].isdigit())
