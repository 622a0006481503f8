"""Turn the annotators' files (`source/*.gold`) into gold documents with offsets: `python -m tests.gold.compile`."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from service.document import (
    ARTICLE_VOICE,
    FACTUALITY,
    UNNAMED_SOURCE,
    ActorDraft,
    ArticleDraft,
    ClaimDraft,
    Document,
    Modality,
    Polarity,
    Provenance,
    Span,
    Stance,
)

HERE = Path(__file__).parent
_VOICES = {"A": ARTICLE_VOICE, "U": UNNAMED_SOURCE}


def _plain(text: str) -> str:
    return text.replace("’", "'").replace("\u00a0", " ")


def _places(body: str, words: str) -> list[tuple[int, int]]:
    pattern = r"(?<!\w)" + re.escape(_plain(words)) + r"(?!\w)"
    return [m.span() for m in re.finditer(pattern, _plain(body))]


def _nth(words: str) -> tuple[str, int | None]:
    plain, _, number = words.partition("#")
    return plain.strip(), int(number) - 1 if number else None


def _mentions(body: str, forms: list[str], taken: list[tuple[int, int]], *, nested: bool) -> list[tuple[int, int]]:
    """The places of an actor's forms; a place inside a longer name belongs to the longer one unless it is nested."""
    found: list[tuple[int, int]] = []
    for form in sorted(forms, key=lambda f: -len(f)):
        words, number = _nth(form.lstrip("@"))
        places = _places(body, words)
        if form.startswith("@"):
            places = places[number or 0 : (number or 0) + 1]
        elif number is not None:
            places = places[number : number + 1]
        if not places:
            raise ValueError(f"{form!r} stands nowhere in the text")
        for a, b in places:
            if not nested and any(c <= a and b <= d and (c, d) != (a, b) for c, d in taken):
                continue
            if not any(c < b and a < d for c, d in found):
                found.append((a, b))
    return sorted(found)


def _span(body: str, words: str, after: int) -> tuple[int, int]:
    plain = _plain(body)
    first, _, last = (part.strip() for part in _plain(words).partition("…"))
    for start in (plain.find(first, after), plain.find(first)):
        if start >= 0:
            end = plain.find(last, start + len(first) if last else start)
            if end >= 0:
                return start, end + len(last) if last else start + len(first)
    raise ValueError(f"{words!r} stands nowhere in the text")


def read_gold(source: str, language: str) -> Document:
    """The document that one annotator's file means; ValueError where its words aren't in the text."""
    body, actor_lines, *claim_part = re.split(r"\n---\n", source.strip("\n"))
    claim_lines = claim_part[0] if claim_part else ""
    drafts: list[tuple[str, str, list[str]]] = []
    for line in actor_lines.splitlines():
        if not re.match(r"(PERSON|ORGANIZATION|PLACE|PRODUCT|GROUP|UNKNOWN) ", line):
            name, *descriptions = line.split(" @")
            extra = [f"@{d}" for d in descriptions]
            next(forms for _, known, forms in drafts if known == name.strip()).extend(extra)
            continue
        kind, _, rest = line.partition(" ")
        forms = [form.strip() for form in rest.split("|")]
        drafts.append((kind, _nth(forms[0])[0], forms))
    named = [form for kind, _, forms in drafts if kind != "GROUP" for form in forms if not form.startswith("@")]
    taken = [place for form in named for place in _places(body, _nth(form)[0])]
    actors = []
    for kind, name, forms in drafts:
        places = _mentions(body, forms, taken, nested=kind == "GROUP")
        spans = tuple(Span(start=a, end=b, quote=body[a:b]) for a, b in places)
        aliases = tuple(dict.fromkeys(_nth(f)[0] for f in forms[1:] if not f.startswith("@")))
        actors.append(msgspec.convert({"name": name, "kind": kind, "aliases": aliases, "mentions": spans}, ActorDraft))
    claims, after = [], 0
    for line in claim_lines.splitlines():
        claim = _claim(body, line, after, {actor.name for actor in actors})
        after = claim.start
        claims.append(claim)
    return Document(
        article=ArticleDraft(title=body.splitlines()[0][:120], body=body, language=language),
        actors=tuple(actors),
        claims=tuple(claims),
        provenance=Provenance(extractor="annotator", version="1"),
    )


def _claim(body: str, line: str, after: int, names: set[str]) -> ClaimDraft:
    label, claimant, subject, words = (part.strip() for part in line.split("|"))
    modality = msgspec.convert(label.rstrip("-!"), Modality)
    polarity: Polarity = "NEGATIVE" if label.endswith("-") else "POSITIVE"
    stance: Stance = "DENIES" if label.endswith("!") else "SAYS"
    for name in (claimant, subject):
        if name not in names and name not in {"A", "U", "-"}:
            raise ValueError(f"{name!r} is no actor here: {line!r}")
    start, end = _span(body, words, after)
    return ClaimDraft(
        start=start,
        end=end,
        quote=body[start:end],
        text=body[start:end],
        modality=modality,
        polarity=polarity,
        factuality=FACTUALITY[(modality, polarity)],
        claimant=_VOICES.get(claimant, claimant),
        stance=stance,
        subject=None if subject == "-" else subject,
    )


def main() -> None:
    for source in sorted(HERE.rglob("source/*.gold")):
        folder = source.parents[1]
        document = read_gold(source.read_text(encoding="utf-8"), source.name[:2])
        (folder / f"{source.stem}.txt").write_text(document.article.body, encoding="utf-8")
        fields = msgspec.to_builtins(document)
        if not document.claims:
            # Without the list nobody counts what is found of them.
            del fields["claims"]
        encoded = msgspec.json.format(msgspec.json.encode(fields), indent=1)
        (folder / f"{source.stem}.json").write_bytes(encoded + b"\n")


if __name__ == "__main__":
    main()
