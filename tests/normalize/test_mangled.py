"""Real sentences, cut and mangled in every way that editors, exporters and scrapers do, are read without a fault.

`CLAIMGRAPH_FUZZ_TEXTS` sets how many, `CLAIMGRAPH_FUZZ_SEED` the first seed; a failure names the seed of its text.
"""

from __future__ import annotations

import os
import random
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from service.demo.read import demo_texts
from service.normalize import normalize
from tests.normalize.test_robustness import check

TEXTS = int(os.environ.get("CLAIMGRAPH_FUZZ_TEXTS", "400"))
SEED = int(os.environ.get("CLAIMGRAPH_FUZZ_SEED", "1"))
SECONDS_MAX = 20
"""For a text of some kilobytes, which takes milliseconds: no measure of speed, but far from any hang."""
GOLD = Path(__file__).parents[1] / "gold"


def _sentences(texts: list[str]) -> list[str]:
    lines = [line for text in texts for line in text.splitlines() if line.strip()]
    return [sentence.strip() + "." for line in lines for sentence in line.split(". ") if sentence.strip()]


SENTENCES = _sentences([file.read_text(encoding="utf-8") for file in (*sorted(GOLD.glob("*.txt")), *demo_texts())])
MARKS = [*"«»“”\"'’‘()[],;:…?!-–—/&%$€+*.", "« ", " »"]
INVISIBLE = [*"\u200b\u200d\ufeff\u00ad\u2060\u00a0\u202f\u2028\x0c\t\r\n\0", "\n\n"]
STRANGE = [*"😀İıﬁßǅΣ中²½①٣Ⅷ\u0301\U0001d400\ud800", "👩‍👩‍👧", "العربية"]
_WORDS = """ex- Ex- non- anti- and et but mais if si that que qu' who qui said a déclaré selon according to would will
not ne pas pourrait may n't 's l' d' -t-il the of de Inc. M. Mme Mr. Jr. St. U.S. X on Le The 2,5 % 31 May 9999 mardi
Monday $5bn 1.000.000 (ECB) ministère 's-Hertogenbosch both deux ni neither nor whether"""
WORDS = _WORDS.split()
VOCABULARY = sorted({word for sentence in SENTENCES for word in sentence.split()})

Mangling = Callable[[random.Random, str], str]


def _cut(dice: random.Random, text: str) -> str:
    a, b = sorted((dice.randint(0, len(text)), dice.randint(0, len(text))))
    return dice.choice((text[a:b], text[:a], text[b:], text[:a] + text[b:]))


def _words(dice: random.Random, text: str) -> str:
    words = text.split(" ")
    for _ in range(dice.randint(1, 4)):
        k = dice.randrange(len(words))
        match dice.randrange(6):
            case 0:
                words[k:k] = [words[k]] * dice.randint(1, 3)
            case 1:
                words[k] = dice.choice(WORDS)
            case 2:
                words.insert(k, dice.choice(WORDS))
            case 3 if len(words) > 1:
                del words[k]
            case 4:
                j = dice.randrange(len(words))
                words[k], words[j] = words[j], words[k]
            case _:
                words[k] = dice.choice((words[k].upper(), words[k].lower(), words[k].title(), words[k].swapcase()))
    return dice.choice((" ", " ", " ", "", "  ", "-", "\n", "\u00a0")).join(words)


def _soup(dice: random.Random, text: str) -> str:
    """As many words, of all the texts."""
    return " ".join(dice.choice(dice.choice((VOCABULARY, WORDS, MARKS))) for _ in text.split())


def _insertions(dice: random.Random, text: str) -> str:
    for _ in range(dice.randint(1, 5)):
        k = dice.randint(0, len(text))
        text = text[:k] + dice.choice(dice.choice((MARKS, INVISIBLE, STRANGE, WORDS, list("0123456789")))) + text[k:]
    return text


def _case(dice: random.Random, text: str) -> str:
    return dice.choice((text.upper(), text.lower(), text.title(), text.swapcase()))


def _form(dice: random.Random, text: str) -> str:
    # The category Cs of a lone surrogate has no normal form that differs.
    return unicodedata.normalize(dice.choice(("NFD", "NFKD", "NFKC")), text)


def _marks(dice: random.Random, text: str) -> str:
    match dice.randrange(4):
        case 0:
            return "".join(c for c in text if c.isalnum() or c.isspace())
        case 1:
            return text.replace(",", dice.choice((", ", ",,", ";", " –", ""))).replace("’", dice.choice("'ʼ‘`"))
        case 2:
            opening, closing = dice.choice((("«", "»"), ("“", "”"), ('"', '"'), ("(", ")"), ("‘", "’"), ("„", "“")))
            a, b = sorted((dice.randint(0, len(text)), dice.randint(0, len(text))))
            return text[:a] + opening + text[a:b] + closing + text[b:]
        case _:
            return text.replace(" ", dice.choice(("", " ", "\t", "\n", "\u2009")))


MANGLINGS: list[Mangling] = [_cut, _cut, _words, _words, _soup, _insertions, _case, _form, _marks]


def mangled(seed: int) -> tuple[str, str]:
    """A text of a few mangled sentences, and the language that it claims to be in."""
    dice = random.Random(seed)
    sentences = [dice.choice(SENTENCES) for _ in range(dice.randint(1, 6))]
    for k, sentence in enumerate(sentences):
        for _ in range(dice.randint(0, 3)):
            if sentence:
                sentence = dice.choice(MANGLINGS)(dice, sentence)
        sentences[k] = sentence
    return dice.choice((" ", " ", "\n\n", "\n", "")).join(sentences), dice.choice(("en", "fr"))


@pytest.mark.parametrize("part", range(4))
def test_mangled_sentences_are_read_without_a_fault(part: int) -> None:
    for seed in range(SEED + part, SEED + TEXTS, 4):
        text, language = mangled(seed)
        begun = time.monotonic()
        document = normalize(text, language=language)
        assert time.monotonic() - begun < SECONDS_MAX, f"seed {seed}"
        faults = [note for note in document.provenance.notes if note.startswith("Reading failed")]
        assert not faults, f"seed {seed}: {faults}"
        check(document)
