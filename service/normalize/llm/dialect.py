"""Which parts of the protocol an endpoint knows: its servers differ, and say so with 400."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from service.document import ArticleDraft
from service.normalize.llm.answer import answer_schema
from service.normalize.llm.prompt import article_prompt, schema_prompt, system_prompt
from service.normalize.llm.segments import Segment

_ANSWER_TOKENS_MIN = 1_000


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """How requests are written. The first is the strictest; each complaint makes it plainer."""

    form: Literal["json_schema", "json_object", "text"] = "json_schema"
    tokens_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: bool = True
    answer_tokens: int = 8_000
    """Most tokens of one answer; a piece of text whose answer is longer is halved."""

    def plainer(self, complaint: str) -> Dialect | None:
        """The dialect without what the endpoint's message complains about; None when it is of something else."""
        said = complaint.lower()
        if self.tokens_field == "max_tokens" and "max_completion_tokens" in said:
            return msgspec.structs.replace(self, tokens_field="max_completion_tokens")
        if self.temperature and "temperature" in said:
            return msgspec.structs.replace(self, temperature=False)
        about_form = any(
            word in said for word in ("response_format", "json_schema", "json_object", "schema", "grammar")
        )
        if about_form and self.form == "json_schema":
            return msgspec.structs.replace(self, form="json_object")
        if about_form and self.form == "json_object":
            return msgspec.structs.replace(self, form="text")
        if ("max_tokens" in said or "context length" in said) and self.answer_tokens > _ANSWER_TOKENS_MIN:
            return msgspec.structs.replace(self, answer_tokens=self.answer_tokens // 2)
        return None

    def body(
        self, model: str, article: ArticleDraft, segments: Sequence[Segment], *, tokens_max: int, again: bool
    ) -> bytes:
        """The request as JSON; `again` after an unusable answer, for which the same dice would fall the same."""
        rules = system_prompt() if self.form == "json_schema" else f"{system_prompt()}\n{schema_prompt()}"
        request: dict[str, Any] = {
            "model": model,
            "messages": [
                {"role": "system", "content": rules},
                {"role": "user", "content": article_prompt(article, segments)},
            ],
            self.tokens_field: tokens_max,
        }
        if self.temperature:
            request["temperature"] = 0.4 if again else 0
        if self.form == "json_schema":
            schema = {"name": "article", "strict": True, "schema": answer_schema()}
            request["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.form == "json_object":
            request["response_format"] = {"type": "json_object"}
        return msgspec.json.encode(request)
