"""What options say of files, before any is read."""

from __future__ import annotations

from collections.abc import Mapping

from service.admission.fields import Place, article_fields, source_draft
from service.errors import BadInput
from service.ingest.bundle import Given

_ARTICLE = {"language": "--language", "url": "--url", "publishedAt": "--published-at"}
_SOURCE = {"name": "--source", "domain": "--source-domain"}


def given_by(options: Mapping[str, str | None]) -> Given:
    """What the options say of the files, by the rules of every way in. Raises BadInput naming the option."""

    def tell(place: Place, problem: str) -> None:
        *above, name = map(str, place)
        raise BadInput(f"`{(_SOURCE if above else _ARTICLE)[name]}` {problem}")

    article = {name: options[option] for name, option in _ARTICLE.items() if options.get(option) is not None}
    source = {name: options[option] for name, option in _SOURCE.items() if options.get(option) is not None}
    return Given(**article_fields(article, tell), source=source_draft(source or None, tell))
