"""Propositions of an article, clause by clause."""

from __future__ import annotations

from service.normalize.actors import Cast
from service.normalize.lexicon import Lexicon
from service.normalize.model import ArticleDraft, ClaimDraft
from service.normalize.sentences import Sentence
from service.normalize.tokens import Tokens


def find_claims(
    article: ArticleDraft, tokens: Tokens, sentences: list[Sentence], cast: Cast, lexicon: Lexicon
) -> list[ClaimDraft]:
    """The article's claims in text order."""
    claims = []
    for s in sentences:
        start, end = tokens.start[s.first], tokens.end[s.last - 1]
        quote = article.body[start:end]
        if s.last - s.first < 4 or quote.endswith("?"):
            continue
        claims.append(
            ClaimDraft(
                start=start,
                end=end,
                quote=quote,
                text=quote,
                modality="ASSERTED",
                polarity="POSITIVE",
                factuality="CT_PLUS",
                claimant="ARTICLE",
            )
        )
    return claims
