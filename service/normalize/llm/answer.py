"""What the model is asked to fill in, and the JSON Schema that holds it to that.

The model counts no characters: it points at a numbered sentence and quotes from it, and the quote is
looked up in the text afterwards. Defaults are for servers that can't hold a model to a schema; the
schema itself requires every field.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from service.document import ActorKind, Modality, Polarity, Stance
from service.normalize.llm.errors import UnusableError

_Item = TypeVar("_Item")


class Place(msgspec.Struct, frozen=True):
    """Words of the text, copied exactly."""

    sentence: Annotated[int, msgspec.Meta(description="Number of the sentence in which the words begin.")]
    quote: Annotated[str, msgspec.Meta(description="The words, copied character for character.")]


class ActorAnswer(msgspec.Struct, frozen=True):
    """A person, organization, product, place or group of people that the text names."""

    name: Annotated[str, msgspec.Meta(description="The fullest form of the name in the text, copied.")]
    kind: ActorKind
    aliases: Annotated[
        tuple[str, ...], msgspec.Meta(description="Other names of it in the text; no pronouns, no descriptions.")
    ] = ()
    mentions: Annotated[
        tuple[Place, ...],
        msgspec.Meta(description="Every place where a name or a description ('the company') stands for it."),
    ] = ()


class CueAnswer(msgspec.Struct, frozen=True):
    """Words that carry a claim's hedge, its negation or its attribution, or name its source."""

    kind: Literal["MODALITY", "NEGATION", "ATTRIBUTION", "SOURCE"]
    quote: str


class AmountAnswer(msgspec.Struct, frozen=True):
    """A quantity in the claim."""

    quote: str
    value: Annotated[float, msgspec.Meta(description="In plain units: 5e10 for 50 billion.")]
    unit: Annotated[str, msgspec.Meta(description="ISO 4217 for money, % for shares, else the noun in the text.")]


class DateAnswer(msgspec.Struct, frozen=True):
    """A date in the claim."""

    quote: str
    date: Annotated[str, msgspec.Meta(description="YYYY, YYYY-MM or YYYY-MM-DD, as precise as the text is.")]


class ClaimAnswer(msgspec.Struct, frozen=True):
    """One proposition that could be true or false."""

    place: Place
    text: Annotated[
        str,
        msgspec.Meta(description="The proposition as a sentence of its own in the text's language, pronouns resolved."),
    ]
    modality: Modality
    polarity: Polarity
    attribution: Annotated[
        Literal["ARTICLE", "ACTOR", "UNNAMED"],
        msgspec.Meta(description="ARTICLE: its own voice; ACTOR: claimant says so; UNNAMED: somebody without a name."),
    ]
    stance: Annotated[Stance, msgspec.Meta(description="What whoever says it does with the text.")] = "SAYS"
    claimant: Annotated[str | None, msgspec.Meta(description="Name of the actor who says it, with ACTOR only.")] = None
    unnamed_source: Annotated[
        str | None, msgspec.Meta(description="The text's words for whoever says it, with UNNAMED only.")
    ] = None
    subject: Annotated[str | None, msgspec.Meta(description="Name of the actor that the claim is about.")] = None
    objects: Annotated[tuple[str, ...], msgspec.Meta(description="Names of the other actors in the claim.")] = ()
    cues: tuple[CueAnswer, ...] = ()
    amounts: tuple[AmountAnswer, ...] = ()
    dates: tuple[DateAnswer, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """Everything that the numbered sentences name and claim."""

    actors: tuple[ActorAnswer, ...]
    claims: tuple[ClaimAnswer, ...]


class Received(msgspec.Struct, frozen=True):
    """The items of an answer that have the right shape, and how many have not."""

    actors: tuple[ActorAnswer, ...]
    claims: tuple[ClaimAnswer, ...]
    misshapen: int


class _Items(msgspec.Struct, frozen=True):
    actors: list[msgspec.Raw]
    claims: list[msgspec.Raw]


# Numbers as strings are understood, and each item stands for itself: one wrong label spoils no other.
_ITEMS = msgspec.json.Decoder(_Items)
_ACTOR = msgspec.json.Decoder(ActorAnswer, strict=False)
_CLAIM = msgspec.json.Decoder(ClaimAnswer, strict=False)


def decode_answer(content: str) -> Received:
    """The items of a model's answer. Raises UnusableError when it is no such JSON or no item has its shape."""
    try:
        items = _ITEMS.decode(_json_in(content).encode())
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise UnusableError("the model's answer was not the JSON asked for") from error
    actors = [actor for raw in items.actors if (actor := _decoded(_ACTOR, raw)) is not None]
    claims = [claim for raw in items.claims if (claim := _decoded(_CLAIM, raw)) is not None]
    misshapen = len(items.actors) + len(items.claims) - len(actors) - len(claims)
    if misshapen and not actors and not claims:
        raise UnusableError("nothing in the model's answer had the shape asked for")
    return Received(actors=tuple(actors), claims=tuple(claims), misshapen=misshapen)


@cache
def answer_schema() -> dict[str, Any]:
    """`Answer` as JSON Schema within the limits of strict mode: no references, nothing optional or unknown."""
    (schema,), parts = msgspec.json.schema_components([Answer], ref_template="{name}")
    inlined: dict[str, Any] = _inline(schema, parts)
    return inlined


def _decoded(decoder: msgspec.json.Decoder[_Item], raw: msgspec.Raw) -> _Item | None:
    try:
        return decoder.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def _json_in(content: str) -> str:
    """The object in an answer that wraps it, as models without a schema do: in thoughts, in a code block."""
    text = content.rpartition("</think>")[2].strip()
    if text.startswith("```"):
        text = text.partition("\n")[2].rpartition("```")[0]
    return text


def _inline(node: Any, parts: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_inline(item, parts) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inline(parts[node["$ref"]], parts)
    plain = {key: _inline(value, parts) for key, value in node.items() if key not in ("default", "title")}
    if plain.get("type") == "object":
        plain |= {"required": list(plain["properties"]), "additionalProperties": False}
    elif "enum" in plain:
        plain["type"] = "string"
    return plain
