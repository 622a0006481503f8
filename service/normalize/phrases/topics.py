"""What an article spoke of last, named or not, for the pronouns that follow."""

from __future__ import annotations

from service.normalize.words.value import Value


class Topic(Value, frozen=True):
    """What a clause was about: an actor, or something without a name ("the talks", "two officials")."""

    actor: int | None
    person: bool = False
    plural: bool | None = None
    """None when it can go by the singular and the plural, as a team can."""
    feminine: bool | None = None
    """Of a person its sex, of a French noun its gender; None when nothing tells."""
    envoy: bool = False
    """Somebody without a name who speaks for the actor: "a spokeswoman for the firm"."""
    sentence: int = 0
