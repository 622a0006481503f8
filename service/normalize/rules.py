"""The default extractor: rules and lexicons, offline and deterministic."""

from __future__ import annotations

import msgspec

from service.document import UNREAD_LANGUAGE, ActorDraft, ArticleDraft, ClaimDraft, Document, Provenance, Span
from service.normalize.bounds import Bounds
from service.normalize.claims.claims import find_claims
from service.normalize.descriptions.descriptions import resolve_descriptions
from service.normalize.descriptions.governments import Governments
from service.normalize.descriptions.groups import Groups
from service.normalize.failures import Failures
from service.normalize.names.actors import Actor, gather
from service.normalize.names.names import NameScanner
from service.normalize.phrases.discourse import set_scene
from service.normalize.words.lexicon import LANGUAGES, Lexicon, lexicon
from service.normalize.words.sentences import split_sentences
from service.normalize.words.tokens import tokenize
from service.normalize.words.typography import clean
from service.normalize.words.wordset import places_of

LONGEST = 2_000_000
"""Characters of body beyond which nothing is extracted."""
RULES = "rules"
VERSION = "1"
"""What the provenance of a document says of the extractor."""


class RulesExtractor:
    """Finds actors and claims in French and English by rules; other languages get a note and nothing else."""

    name = RULES
    version = VERSION

    def extract(self, article: ArticleDraft) -> Document:
        """Read `article.body` in `article.language`; never raises for any text."""
        language = article.language.lower().split("-")[0].split("_")[0]
        if language not in LANGUAGES:
            return self._without(
                article, f"{UNREAD_LANGUAGE} {article.language!r}: no claims were looked for, and known actors only."
            )
        if len(article.body) > LONGEST:
            return self._without(
                article, f"The body is longer than {LONGEST} characters: no actors and claims were looked for."
            )
        failures, bounds = Failures(article), Bounds()
        actors: tuple[ActorDraft, ...] = ()
        claims: tuple[ClaimDraft, ...] = ()
        with failures.contained("no actors and claims were found"):
            cleaned = clean(article.body, language)
            as_read = msgspec.structs.replace(article, body=cleaned.text)
            actors, claims = _read(as_read, lexicon(language), failures, bounds)
            actors, claims = cleaned.actors(actors), cleaned.claims(claims)
        notes = (*bounds.notes(), *failures.notes())
        return Document(article=article, actors=actors, claims=claims, provenance=self._provenance(notes))

    def _provenance(self, notes: tuple[str, ...]) -> Provenance:
        return Provenance(extractor=self.name, version=self.version, notes=notes)

    def _without(self, article: ArticleDraft, note: str) -> Document:
        return Document(article=article, actors=(), claims=(), provenance=self._provenance((note,)))


def _read(
    article: ArticleDraft, words: Lexicon, failures: Failures, bounds: Bounds
) -> tuple[tuple[ActorDraft, ...], tuple[ClaimDraft, ...]]:
    """The actors and claims; a rule that fails costs what it was to find."""
    tokens = tokenize(article.body, words.language.code, words.reader)
    sentences = bounds.cut(tokens, split_sentences(tokens, words))
    scanner = NameScanner(article.body, tokens, sentences, words)
    names = scanner.scan(failures)
    cast = gather(names, tokens, words)
    few = bounds.few_enough(names, [actor.names[0].first for actor in cast.actors])
    if len(few) < len(names):
        cast = gather(few, tokens, words)
    marked = places_of(tokens.low, words.marked)
    groups = Groups(tokens, cast, words, article.body, marked)
    with failures.contained("mentions of states are missing"):
        Governments(tokens, cast, words, article.body, marked).find()
    with failures.contained("mentions of groups are missing"):
        groups.find()
    with failures.contained("descriptions of actors are missing"):
        resolve_descriptions(tokens, sentences, cast, words)
    with failures.contained("mentions of groups are missing"):
        # "the party's lawmakers": descriptions may have groups, too.
        groups.find()
        groups.find_alone()
    claims: list[ClaimDraft] = []
    with failures.contained("no claims were found"):
        claims = find_claims(article, set_scene(tokens, sentences, cast, words, scanner.capital), failures)
    actors = tuple([_draft(actor, article.body) for actor in cast.actors])
    return bounds.mentions(actors), bounds.claims(claims)


def _draft(actor: Actor, body: str) -> ActorDraft:
    mentions = tuple(Span(start=a, end=b, quote=body[a:b]) for a, b in sorted(set(actor.mentions)))
    aliases = tuple(form for form in actor.forms if form != actor.name)
    return ActorDraft(name=actor.name, kind=actor.kind, aliases=aliases, mentions=mentions)
