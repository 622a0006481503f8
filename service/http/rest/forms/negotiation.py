"""In which form an answer is wanted: as the parameter `format` names it, else as `Accept` does (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

from litestar.exceptions import HTTPException

from service.http.edge.acceptance import Range, fits, ranges_of
from service.http.edge.problems import RefusedQueryError
from service.http.rest.forms.form import Form, Offer

FORMAT = "format"
"""The query parameter that names a form."""
OFFER = "claimgraph.offer"
"""Where a request's scope holds the offer that was chosen."""
_ANYTHING = frozenset({None, "", "*/*"})
_SHOWN = 40


def negotiated(format_: str | None, accept: str | None, offers: Sequence[Offer]) -> Offer:
    """The offer that is wanted; of several that are wanted alike the first.

    Raises RefusedQueryError (400) for a `format` that is not offered, HTTPException (406) for an `Accept` header
    that takes none; both name what is offered.
    """
    if format_ is not None:
        # The address says it, so it is not asked whether the client's own habits agree.
        return _named(format_, offers)
    if accept in _ANYTHING:
        return offers[0]
    best = max(offers, key=lambda offer: _wish(offer.form, accept or ""))
    if _wish(best.form, accept or "")[0] <= 0:
        listed = ", ".join(dict.fromkeys(offer.form.media_type for offer in offers))
        raise HTTPException(
            status_code=406, detail=f"`Accept` names nothing that is served here; that is {listed}. {_by_name(offers)}"
        )
    return best


def _named(format_: str, offers: Sequence[Offer]) -> Offer:
    for offer in offers:
        if offer.form.name == format_:
            return offer
    message = f"Parameter `format`: {format_[:_SHOWN]!r} is no form of this answer. {_by_name(offers)}"
    raise RefusedQueryError([{"message": message, "extensions": {"argument": "format"}}])


def _by_name(offers: Sequence[Offer]) -> str:
    return f"`format` takes {', '.join(offer.form.name for offer in offers)}."


def _wish(form: Form, accept: str) -> tuple[float, int]:
    """How much a header wants a form: the weight of the range that fits it best, and how closely that does."""
    found = [(_closeness(entry, form), entry.weight) for entry in ranges_of(accept)]
    closeness, weight = max(found, default=(0, 0.0))
    return (weight, closeness) if closeness else (0.0, 0)


def _closeness(entry: Range, form: Form) -> int:
    closest = max(fits(entry, name) for name in form.types)
    if closest and entry.profiles:
        # Who asks for a profile wants that one, and not what only has the same type.
        return closest + 1 if set(entry.profiles) & set(form.profiles) else 0
    return closest
