"""Which answer is offered in which form. Lists come as JSON, CSV and NDJSON; some also as what their items are, and
so do those things by themselves."""

from __future__ import annotations

from collections.abc import Mapping

from service.http.rest.forms import annotation, entries, jsonld, plain
from service.http.rest.forms.annotation import ANNOTATIONS
from service.http.rest.forms.atom import ATOM
from service.http.rest.forms.csv import CSV
from service.http.rest.forms.form import Form, Offer
from service.http.rest.forms.jsonld import JSONLD
from service.http.rest.forms.ndjson import NDJSON
from service.http.rest.forms.plain import TEXT
from service.http.rest.models import Article, Review, Source, WholeActor, WholeClaim
from service.http.rest.page_models import (
    ActorPage,
    ArticlePage,
    ClaimPage,
    MentionPage,
    RelatedPage,
    ReviewPage,
    SearchPage,
    SourcePage,
)

JSON = Form(name="json", media_type="application/json", types=("application/json",), chosen_fields=True)

IN_JSON = Offer(form=JSON)
_PLAIN = (IN_JSON, Offer(form=CSV), Offer(form=NDJSON))
_AROUND = "prefix suffix"
"""What is around a claim in its text, for the annotation of it."""
_LISTS: Mapping[type, tuple[Offer, ...]] = {
    ArticlePage: (
        Offer(form=ATOM, describe=entries.article),
        Offer(form=JSONLD, describe=jsonld.article),
    ),
    ActorPage: (Offer(form=JSONLD, describe=jsonld.actor),),
    ClaimPage: (
        Offer(form=ATOM, describe=entries.claim),
        Offer(form=JSONLD, describe=jsonld.claim),
        Offer(form=ANNOTATIONS, describe=annotation.claim, more=_AROUND),
    ),
    MentionPage: (Offer(form=ANNOTATIONS, describe=annotation.mention),),
    RelatedPage: (
        Offer(form=ATOM, describe=entries.related),
        Offer(form=JSONLD, describe=jsonld.related),
        Offer(form=ANNOTATIONS, describe=annotation.related),
    ),
    ReviewPage: (Offer(form=JSONLD, describe=jsonld.review),),
    SearchPage: (Offer(form=ATOM, describe=entries.hit),),
    SourcePage: (Offer(form=JSONLD, describe=jsonld.publisher),),
}
_ITEMS: Mapping[type, tuple[Offer, ...]] = {
    Article: (Offer(form=JSONLD, describe=jsonld.article), Offer(form=TEXT, describe=plain.body)),
    WholeActor: (Offer(form=JSONLD, describe=jsonld.actor),),
    WholeClaim: (
        Offer(form=JSONLD, describe=jsonld.claim),
        Offer(form=ANNOTATIONS, describe=annotation.claim),
    ),
    Review: (Offer(form=JSONLD, describe=jsonld.review),),
    Source: (Offer(form=JSONLD, describe=jsonld.publisher),),
}
FORMS = (JSON, CSV, NDJSON, ATOM, JSONLD, ANNOTATIONS)
"""The forms of lists."""


def offers_of(answer: type) -> tuple[Offer, ...]:
    """The forms of the list or thing that a model describes, JSON first."""
    if answer in _ITEMS:
        return (IN_JSON, *_ITEMS[answer])
    return (*_PLAIN, *_LISTS.get(answer, ()))
