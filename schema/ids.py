"""Global object identification (Relay): a type's prefix, an underscore and the row's key.

Clients treat ids as opaque; the prefix is there so that a wrong id can be told from a missing one,
and so that people can read logs.
"""

from __future__ import annotations

PREFIXES: dict[str, str] = {
    "Article": "art",
    "Actor": "act",
    "Mention": "men",
    "Claim": "clm",
    "Source": "src",
    "ClaimReview": "rev",
    "ClaimLink": "lnk",
    "ActorRelation": "rel",
    "Alias": "als",
    "ActorMergeCandidate": "cnd",
}
TABLES: dict[str, str] = {
    "Article": "article",
    "Actor": "actor",
    "Mention": "mention",
    "Claim": "claim",
    "Source": "source",
    "ClaimReview": "claim_review",
    "ClaimLink": "claim_link",
    "ActorRelation": "actor_relation",
    "Alias": "actor_alias",
    "ActorMergeCandidate": "actor_merge_candidate",
}
KINDS: dict[str, int] = {
    "Article": 1,
    "Actor": 2,
    "Claim": 3,
    "ClaimReview": 4,
    "ClaimLink": 5,
    "ActorRelation": 6,
    "Alias": 7,
    "Source": 8,
    "ActorMergeCandidate": 9,
    "Mention": 10,
}
"""How events and tombstones number the types."""
OTHER_KEYS: dict[str, str] = {"Article": "url", "Actor": "wikidataId", "Source": "domain"}
"""What else than an id names a thing of a type: the argument of the root field that finds it, too."""
TYPE_OF_KIND = {kind: type_name for type_name, kind in KINDS.items()}
_TYPES = {prefix: type_name for type_name, prefix in PREFIXES.items()}
_KEY_MAX = 2**63 - 1


class BadIdError(ValueError):
    """The text is no id of this service, or an id of another type; the message says which."""


def parse_id(text: str) -> tuple[str, int]:
    """Split a global id into its type's name and the row's key; raises `BadIdError` for anything else."""
    prefix, _, digits = text.partition("_")
    type_name = _TYPES.get(prefix)
    well_formed = digits.isascii() and digits.isdigit() and len(digits) <= 19 and not digits.startswith("0")
    if type_name is None or not well_formed or int(digits) > _KEY_MAX:
        shown = text if len(text) <= 40 else text[:40] + "…"
        raise BadIdError(f"{shown!r} is not an id of this service; ids look like art_1, act_1 or clm_1")
    return type_name, int(digits)


def parse_id_of(text: str, type_name: str) -> int:
    """The row's key of an id that must be of type `type_name`; raises `BadIdError` with the way out."""
    found, key = parse_id(text)
    if found != type_name:
        raise BadIdError(
            f"{text!r} is an id of type {found}; this takes one of type {type_name}, such as {PREFIXES[type_name]}_1"
        )
    return key


def id_sql(type_name: str) -> str:
    """The SQL template of a row's global id."""
    return f"'{PREFIXES[type_name]}_' || {{t}}.id"


def type_of(given: object) -> str | None:
    """The type that a global id is of, None for what is no id at first sight."""
    return _TYPES.get(given.partition("_")[0]) if isinstance(given, str) else None
