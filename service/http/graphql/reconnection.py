"""Where subscriptions go on after a lost line, for clients that send again what they sent at first.

Stock clients of graphql-transport-ws connect again by themselves and send each `subscribe` as it was, with the same
id and the variables of long ago. But they make the payload of `connection_init` anew each time. So a client that has
`after` there, empty at first, is told by id where its subscriptions stand: with each event, in the answer's
`extensions.after`, and in pings, `{"after": {"<id>": "<cursor>"}}`, when a subscription begins and while nothing
comes. What it was told it says again when it connects.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from service.errors import BadInput
from service.http.graphql.streams import Answer

SIGN_EVERY_S = 12.0
"""How often a subscription without events is told where it stands: its place would be too old some day."""

_AFTER, _LAST = "after", "lastEventId"


class Reconnection:
    """What `connection_init` says of subscriptions that a client had before."""

    def __init__(self, after: Mapping[str, str] | None = None, last_event_id: str | None = None) -> None:
        self.told = after is not None
        """Whether the client wants to be told where its subscriptions stand."""
        self._after = dict(after or {})
        self._last_event_id = last_event_id

    @classmethod
    def of(cls, payload: Mapping[str, Any] | None) -> Reconnection:
        """As the payload of `connection_init` says. Raises BadInput for what is no cursor's text."""
        given = payload or {}
        after, last = given.get(_AFTER), given.get(_LAST)
        if after is not None and not (
            isinstance(after, dict) and all(isinstance(cursor, str) for cursor in after.values())
        ):
            raise BadInput("`after` of connection_init holds the last cursor of each subscription, by its id")
        if last is not None and not isinstance(last, str):
            raise BadInput("`lastEventId` of connection_init is the cursor of the last event")
        return cls(after, last)

    def take(self, id_: str) -> str | None:
        """The cursor after which a subscription goes on, whatever its variables say; None where it has none.

        An id's own cursor counts once: whoever uses the id again begins something new.
        """
        return self._after.pop(id_, None) or self._last_event_id


def placed(answer: Answer, id_: str) -> bytes:
    """An answer with the place of its event among its extensions."""
    if answer.cursor is None:
        return answer.body
    place = msgspec.json.encode({_AFTER: {id_: answer.cursor}})
    return answer.body[:-1] + b',"extensions":' + place + b"}"
