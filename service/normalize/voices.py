"""Who speaks: an actor or unnamed words, found in a noun phrase or by a reporting verb."""

from __future__ import annotations

import msgspec

from service.normalize import tags as t
from service.normalize.modality import TokenCue
from service.normalize.pronouns import resolve_source
from service.normalize.roles import described_person, described_speaker
from service.normalize.scene import MADE_KNOWN, Scene
from service.normalize.wordset import wordset

FAR = 14
"""How many tokens may stand between a reporting verb and its "that", or its quotation."""
TELLING = wordset("tell inform warn assure remind notify")
"""Verbs whose object hears, not speaks."""
PRONOUN_TAILS = wordset("-t-il -il -t-elle -elle -t-on -on -ils -t-ils -elles -t-elles")
_BESIDES = wordset("par ailleurs en outre revanche effet de nouveau plus la fois")
"""What may stand between an auxiliary and its participle: « a par ailleurs annoncé »."""
_CONCEALED = wordset("source sources people insiders proches proche insider témoins")


class Voice(msgspec.Struct, frozen=True):
    """Who says it: an actor, or unnamed words; how it is denied or placed in the past; where that stands."""

    actor: int | None
    unnamed: str | None
    denied: bool = False
    past: bool = True
    cue: tuple[int, int] | None = None
    aside: bool = False
    """Named by "according to": the clause goes on about whom it was about."""
    own_action: bool = False
    """The clause has no subject of its own, the speaker is it (« affirme avoir »)."""

    def cues(self) -> list[TokenCue]:
        return [(*self.cue, "ATTRIBUTION")] if self.cue else []


class Frame(msgspec.Struct, frozen=True):
    """What is said, at tokens `first` to `last` (exclusive), and who says it."""

    first: int
    last: int
    voice: Voice


def words_of(scene: Scene, first: int, last: int) -> str:
    tokens = scene.tokens
    return tokens.text[tokens.start[first] : tokens.end[last - 1]] if first < last else ""


def voice_of(
    scene: Scene, first: int, last: int, cue: tuple[int, int], *, denied: bool = False, past: bool = True
) -> Voice:
    """The voice that a noun phrase names: the person in it, else the first actor, else unnamed words."""
    tokens, cast = scene.tokens, scene.cast
    best = described_speaker(scene, first, last)
    concealed = False
    i = first if best is None else last
    while i < last:
        index = cast.at.get(i)
        if index is not None:
            kind = scene.actor(index).kind
            if kind == "PERSON":
                best = index
                break
            if kind == "PLACE" and i > first + 1 and tokens.tag[i - 1] & (t.PREP | t.DET):
                i = cast.ends[i]
                continue
            if best is None or (scene.actor(best).kind == "PLACE" and kind != "PLACE"):
                best = index
            i = cast.ends[i]
            if i < last and tokens.word[i] == "," and kind != "PLACE":
                # "MHP, a partner in Erdogan's coalition": what follows says more of the one who speaks.
                break
            continue
        if best is None and tokens.low[i] in _CONCEALED:
            concealed = True
        if i == first and (
            tokens.tag[i] & t.PRON_SUBJ or (tokens.low[i] in {"lui", "him", "her"} and last == first + 1)
        ):
            best = resolve_source(scene, tokens.low[i])
            if best is not None:
                break
        if tokens.tag[i] & t.REL and not tokens.tag[i] & t.DET and i > first:
            break
        i += 1
    if best is None and not concealed:
        best = described_person(scene, first, last)
    if concealed or best is None:
        return Voice(None, words_of(scene, first, last) or None, denied, past, cue)
    return Voice(best, None, denied, past, cue)


def report_head(scene: Scene, r: int, first: int) -> int | None:
    """The finite verb of the verb group that the reporting verb at `r` closes, None if it closes none."""
    tokens = scene.tokens
    if scene.finite[r]:
        return r
    if r > first and tokens.low[r] in MADE_KNOWN and scene.lexicon.lemmas.get(tokens.low[r - 1]) == "faire":
        # « fait savoir », « a fait valoir »: the causative carries the tense.
        r -= 1
        if scene.finite[r]:
            return r
    elif not tokens.tag[r] & t.PART:
        return None
    k = r - 1
    while (
        k >= first
        and (tokens.tag[k] & (t.ADV | t.NEG | t.CLITIC) or tokens.low[k] in PRONOUN_TAILS or tokens.low[k] in _BESIDES)
        and not tokens.tag[k] & (t.BE | t.HAVE)
    ):
        k -= 1
    reflexive = scene.french and k > first and tokens.low[k - 1] in {"s'", "se"}
    if k >= first and scene.finite[k] and (tokens.tag[k] & t.HAVE or (reflexive and tokens.tag[k] & t.BE)):
        return k
    return None


def in_the_past(scene: Scene, r: int, head: int) -> bool:
    return head != r or bool(scene.tokens.tag[r] & t.PAST)
