"""The words of a document are those of the contract."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from schema import enums
from service import document


@pytest.mark.parametrize("name", ["ActorKind", "Modality", "Polarity", "Factuality", "Completeness"])
def test_a_documents_vocabulary_is_the_contracts(name: str) -> None:
    assert list(get_args(getattr(document, name))) == [member.name for member in getattr(enums, name)]


def test_cues_do_what_the_contract_says() -> None:
    cue = msgspec.inspect.type_info(document.Cue)
    kind = next(field.type for field in cue.fields if field.name == "kind")
    assert set(kind.values) == {member.name for member in enums.CueKind}
