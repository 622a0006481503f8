"""JSON that does not fit its type is told with the way out."""

from __future__ import annotations

from enum import Enum
from typing import Literal

import msgspec
import pytest

from service.misfit import explained


class Colour(Enum):
    RED = "RED"
    GREEN = "GREEN"


class Part(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    first_name: str = ""
    colour: Colour | None = None
    size: Literal["S", "M"] = "S"


class Whole(msgspec.Struct, forbid_unknown_fields=True):
    parts: list[Part] = []
    one: Part | None = None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"part": []}', "the member `part` is unknown; did you mean `parts`?"),
        ('{"zzz": 1}', "the member `zzz` is unknown; there are `one`, `parts`."),
        ('{"one": {"firstNam": ""}}', "`$.one`: the member `firstNam` is unknown; did you mean `firstName`?"),
        (
            '{"parts": [{"colour": "REDD"}]}',
            "`$.parts[0].colour`: `REDD` is none of its values, which are `RED`, `GREEN`; did you mean `RED`?",
        ),
        ('{"one": {"size": "L"}}', "`$.one.size`: `L` is none of its values, which are `S`, `M`."),
        ('{"one": 3}', "Expected `object | null`, got `int` - at `$.one`."),
        ("{", "Input data was truncated."),
    ],
)
def test_a_misfit_is_told_with_the_way_out(text: str, says: str) -> None:
    with pytest.raises(msgspec.MsgspecError) as error:
        msgspec.json.decode(text, type=Whole)
    assert explained(error.value, Whole) == says
