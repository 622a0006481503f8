"""Reading takes time in proportion to the text, whatever the text is made of."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count, islice, product
from pathlib import Path
from string import ascii_lowercase

import pytest

from service.ingest.formats.fragment import plain
from service.ingest.formats.sniff import tell_format
from service.normalize import normalize
from service.normalize.words.language import detect_language

SMALL, GROWTH = 12_000, 4
SLACK = 2.5
"""How far from in proportion a busy machine may be; what is quadratic takes four times as long as is fair."""
LEAST_S = 0.04
TRIES = 4


def repeated(piece: str) -> Callable[[int], str]:
    return lambda length: piece * (length // len(piece))


def numbered(piece: str) -> Callable[[int], str]:
    """The piece with another word in the place of @ each time."""

    def text(length: int) -> str:
        words = ("".join(letters) for letters in product(ascii_lowercase, repeat=4))
        return "".join(piece.replace("@", word) for word in islice(words, length // (len(piece) + 3)))

    return text


SHAPES: dict[str, Callable[[int], str]] = {
    "blanks at the end": lambda length: "Bob Stone said so." + " " * length,
    "blanks in the middle": lambda length: "Bob Stone" + " " * length + "said so.",
    "newlines": lambda length: "Bob Stone said so." + "\n" * length,
    "spaces of another kind": lambda length: "Bob Stone said so." + "\u00a0\x0c\t" * (length // 3),
    "one letter": repeated("a"),
    "one capital": repeated("A"),
    "a long ending": lambda length: "x" * length + "ed",
    "a long word of letters and digits": repeated("aé1"),
    "accents": lambda length: "e" + "\u0301" * length,
    "digits": repeated("1"),
    "thousands": repeated("123,"),
    "spaced thousands": repeated("123 "),
    "decimals": repeated("1."),
    "money": repeated("$5 "),
    "prose": repeated("The mayor of Riverton, Ann Roe, said the firm had grown and would hire. "),
    "languages by turns": repeated("The mayor said the firm had grown. Le maire a dit que la société a grandi. "),
    "words of both languages": repeated("the le of de said dit "),
    "capitals": repeated("THE MAYOR OF RIVERTON, ANN ROE, SAID IT. "),
    "capitals without an end": repeated("THE MAYOR OF RIVERTON ANN ROE SAID "),
    "one name": repeated("Ann Roe "),
    "names": numbered("Ann@ Roe@ "),
    "names by commas": numbered("Ann@ Roe@, "),
    "names of one surname": numbered("Ann@ Roe left. "),
    "names of one house": numbered("Northern@ Council grew. "),
    "names and their short forms": numbered("Fe@ Bank and Fed grew. "),
    "towns and teams": numbered("Real@ Madrid won in Madrid. "),
    "surnames alone": numbered("Ann Ro@ left. Ro@ won. "),
    "acronyms": numbered("European Central@ Bank (ECB) grew. "),
    "a name that goes on": repeated("Bank of "),
    "headlines": numbered("Mayor@ Of Riverton Says Firm Has Grown\n"),
    "initials": repeated("A. "),
    "elisions": repeated("L'"),
    "genitives": repeated("'s "),
    "hyphens": repeated("Ab-"),
    "inversions": repeated("-t-il"),
    "and": repeated("and "),
    "et": repeated("et "),
    "that": repeated("that "),
    "said": repeated("said "),
    "he said that": repeated("he said that "),
    "he said, ": repeated("he said, "),
    "he said: ": repeated("he said: "),
    "according to": repeated("according to "),
    "accused of": repeated("accused of "),
    "if he left, ": repeated("if he left, "),
    "who left": repeated("who left "),
    "but he left and": repeated("but he left and "),
    "not": repeated("not "),
    "they": repeated("They said they left. "),
    "the company": repeated("Nordia grew. The company grew. "),
    "groups": repeated("Acme and Nordia said both companies grew, the party's lawmakers said. "),
    "days": repeated("31 May 2020 "),
    "web addresses": repeated("https://a.b/c-d.com "),
    "invisible characters": repeated("a\u200b"),
}
SHAPES |= {f"only {mark}": repeated(mark) for mark in ",;:.!?…-–—()[]'\"«»“”‘’_/&%*+"}
SHAPES |= {f"{mark} and blanks": repeated(f"{mark} ") for mark in ",.!?-(\"«»“”‘'"}
SHAPES |= {f"{mark} unclosed": repeated(f"{mark}The firm has grown, ") for mark in '"«“‘('}
SHAPES |= {
    "quotations": repeated('"The firm has grown", he said. '),
    "quotations within quotations": repeated("« He said “the firm "),
    "quotations opened, then closed": lambda length: "« " * (length // 4) + "» " * (length // 4),
}


def seconds(read: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    read(text)
    return time.process_time() - begun


def grows_in_proportion(read: Callable[[str], object], shape: Callable[[int], str]) -> bool:
    """Whether a text `GROWTH` times as long takes about as many times as long; tried again when not."""
    small, large = shape(SMALL), shape(GROWTH * SMALL)
    read(small)
    for _ in range(TRIES):
        fair = GROWTH * max(seconds(read, small), LEAST_S / GROWTH)
        if seconds(read, large) <= SLACK * fair:
            return True
    return False


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_rules_take_time_in_proportion(shape: str, language: str) -> None:
    assert grows_in_proportion(lambda text: normalize(text, language=language), SHAPES[shape])


MARKUP: dict[str, Callable[[int], str]] = {
    "nested": lambda length: "<b>" * (length // 8) + "x" + "</b>" * (length // 8),
    "unclosed": repeated("<b>"),
    "closed only": repeated("</b>"),
    "angle brackets": repeated("<"),
    "attributes": lambda length: "<p " + "".join(f"a{n}=1 " for n in islice(count(), length // 8)) + ">x</p>",
    "entities": repeated("&amp;"),
    "ampersands": repeated("&"),
    "comments": repeated("<!--"),
    "escaped": repeated("&lt;b&gt;"),
    "paragraphs": repeated("<p>x"),
    "breaks": repeated("<br>\n"),
    "blanks": lambda length: "<p>x" + " " * length,
}


@pytest.mark.parametrize("shape", MARKUP)
def test_fragments_of_markup_take_time_in_proportion(shape: str) -> None:
    assert grows_in_proportion(plain, MARKUP[shape])


@pytest.mark.parametrize("shape", [*MARKUP, "blanks at the end", "one letter"])
def test_telling_a_format_and_a_language_takes_time_in_proportion(shape: str) -> None:
    made = MARKUP.get(shape) or SHAPES[shape]

    def tell(text: str) -> None:
        detect_language(text)
        for name in ("a", "a.xml", "a.html", "a.json"):
            tell_format(Path(name), text.encode()[:65_536])

    assert grows_in_proportion(tell, made)
