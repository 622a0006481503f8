"""Made-up vocabularies of French and English looks, whose words are as frequent as in real texts.

Ranks follow the Zipf-Mandelbrot law, p(r) ~ 1 / (r + q)^s (Mandelbrot 1953). The first ranks are the
languages' true function words, so that stop words act; the rest are lemmas with true endings, so that
stemming does. Every fifth content word is the same in both languages, as names of things often are.
"""

from __future__ import annotations

import math
from itertools import accumulate

import msgspec

from bench.reads.dice import dice

Q = 2.7
S = 1.07
WORDS = 60_000
SHARED_EVERY = 5
SIGN_OFF = "novapresse"
"""A word of nearly every article: the agency that its last line names."""
LENGTH_MEDIAN = 300
LENGTH_SIGMA = 0.5
LENGTH_MIN, LENGTH_MAX = 80, 2_500

_FRENCH = (
    "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la avec son ses "
    "aux d’ l’ qu’ cette ont ou mais comme leur nous elle été être fait aussi tout deux même ces bien où sans peut "
    "tous après ainsi donc car dont lui entre vers encore sous très depuis avant moins toujours alors quand déjà "
    "chez contre pendant selon afin trop ici rien chaque plusieurs jamais"
)
_ENGLISH = (
    "the of to and in a is that for it on was with as be by at he are this from have an has had not but or they which "
    "were his their its been will more would who about one all there when up out if what so than into can some other "
    "them then only do over also after most could before many such now these through two any where between should "
    "because while during under again against both each few own same very just every never since"
)
_SYLLABLES = {
    "fr": "ba be bi bou ca ce cha chi co da dé di do fa fé fi for ga gé gi gou la lé li lo lu ma mé mi mo mu na né ni "
    "no pa pé pi po pla pré qua ra ré ri ro sa sé si so tra té ti to va vé vi vo ron tan lin vel mar cor per ver bel",
    "en": "ba be bo bri ca co cra da de dro fa fi fo gra ha he hin ho ja ka ke la le lo ma me min mo na ne no pa pe "
    "plo po ra re ro sa se sho sta ta te tho tra va ve wa we wi wo ton ber land mer ster field wick ham ning ror",
}
_ENDINGS = {
    "fr": ("", "s", "er", "ait", "ement", "ation", "eur", "é"),
    "en": ("", "s", "ing", "ed", "er", "ly", "ation", "ness"),
}
_SHARED_SYLLABLES = "bal cad dor fen gal jor kan lum mon nor pal ran sol tor val vin zor lim rat gol tim sak"


class Vocabulary(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a language, most frequent first, and the running sums of their weights."""

    language: str
    words: tuple[str, ...]
    cumulative: tuple[float, ...]
    function_words: int
    """So many of the first words are function words."""

    @property
    def total(self) -> float:
        """The sum of all weights."""
        return self.cumulative[-1]


def vocabulary(language: str) -> Vocabulary:
    """The vocabulary of `fr` or `en`; the same on every machine."""
    function_words = list(dict.fromkeys((_FRENCH if language == "fr" else _ENGLISH).split()))
    content = _content_words(language, WORDS, taken=set(function_words))
    words = function_words + content
    cumulative = accumulate(1 / (rank + Q) ** S for rank in range(1, len(words) + 1))
    return Vocabulary(
        language=language, words=tuple(words), cumulative=tuple(cumulative), function_words=len(function_words)
    )


def shared_words_near(share: float, count: int) -> list[str]:
    """Words of both languages, the `count` whose expected share of articles comes nearest to `share` (0 to 1)."""
    words = vocabulary("en")
    first = words.function_words
    ranks = range(first, first + WORDS, SHARED_EVERY)
    # Beside the words that are drawn for it, an article has the sign-off, names and the words of templates.
    chances = ((words.words[at], _share(1 / (at + 1 + Q) ** S / words.total)) for at in ranks)
    nearest = sorted(chances, key=lambda word: abs(math.log(word[1] / share)))
    return [word for word, _ in nearest[:count]]


def _share(chance: float) -> float:
    """The share of articles with a word that one drawn word is by `chance`; over the spread of lengths."""
    spread = [LENGTH_MEDIAN * math.exp(LENGTH_SIGMA * step / 4) for step in range(-8, 9)]
    weights = [math.exp(-((step / 4) ** 2) / 2) for step in range(-8, 9)]
    missing = sum(w * math.exp(-chance * n) for w, n in zip(weights, spread, strict=True)) / sum(weights)
    return 1 - missing


def _content_words(language: str, count: int, taken: set[str]) -> list[str]:
    own = _lemma_forms(language, count, set(taken))
    shared = _shared(count // SHARED_EVERY + 1)
    own_words, shared_words = iter(own), iter(shared)
    return [next(shared_words if place % SHARED_EVERY == 0 else own_words) for place in range(count)]


def _lemma_forms(language: str, count: int, taken: set[str]) -> list[str]:
    """Forms of lemmas by frequency: a lemma's later forms stand further behind."""
    chance = dice(f"lemmas {language}")
    syllables = _SYLLABLES[language].split()
    keyed: list[tuple[float, str]] = []
    lemma = 0
    while len(keyed) < count:
        lemma += 1
        # Frequent words are short (Zipf 1935).
        size = 2 if lemma < 1_500 else chance.choice((2, 3, 3, 4))
        stem = "".join(chance.choices(syllables, k=size))
        for turn, ending in enumerate(chance.sample(_ENDINGS[language], k=chance.randint(1, 4))):
            form = stem + ending
            if form not in taken:
                taken.add(form)
                keyed.append((lemma * (1 + 2.5 * turn), form))
    keyed.sort()
    return [form for _, form in keyed]


def _shared(count: int) -> list[str]:
    """Words of both languages; from syllables that no other word of theirs begins with."""
    chance = dice("shared words")
    syllables = _SHARED_SYLLABLES.split()
    found: dict[str, None] = {}
    while len(found) < count:
        size = 2 if len(found) < 300 else 3 if len(found) < 5_000 else 4
        found["".join(chance.choices(syllables, k=size)) + "o"] = None
    return list(found)
