"""What a line of an export must obey, beside its shape: the rules of `service.admission`, as by every way in."""

from __future__ import annotations

from service.admission.fields import Place, article_fields, raising, review_fields, source_draft, told
from service.admission.made import admit_date, admit_maker, admit_note, admit_unit
from service.exchange.lines import AnyLine, ArticleLine, ClaimPart, ClaimReviewLine, SourceLine


def admit_line(line: AnyLine) -> None:
    """Raise BadInput for a value that no way in takes. What is taken is stored as it stands."""
    match line:
        case SourceLine():
            source_draft(told(line), raising, ())
        case ArticleLine():
            article_fields(told(line), raising)
            _admit_made(line)
        case ClaimReviewLine():
            review_fields(told(line), raising)


def _admit_made(line: ArticleLine) -> None:
    """What an extractor made of an article. How many notes there are was for the exporting service to see to, which
    adds some of its own."""
    admit_maker(line.extractor, line.extractor_version, raising, ("extractor",), ("extractorVersion",))
    for place, note in enumerate(line.notes):
        admit_note(note, raising, ("notes", place))
    for under, claims in (("claims", line.claims), ("retiredClaims", line.retired_claims)):
        for place, claim in enumerate(claims):
            _admit_claim(claim, (under, place))


def _admit_claim(claim: ClaimPart, at: Place) -> None:
    version_at = (*at, "extractorVersion")
    admit_maker(claim.extractor, claim.extractor_version, raising, (*at, "extractor"), version_at)
    for number, amount in enumerate(claim.amounts):
        admit_unit(str(amount.get("unit", "")), raising, (*at, "amounts", number, "unit"))
    for number, date in enumerate(claim.dates):
        admit_date(str(date.get("date", "")), raising, (*at, "dates", number, "date"))
