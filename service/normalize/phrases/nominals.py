"""A noun phrase taken apart: which noun heads it, who owns that, and which actor stands at its head.

In "Around 640 of the retailer's jobs" the head is "jobs" and the retailer owns them; in "the union's
officer, Ann Roe" a person is the head and has a name; « le groupe Valmont » is Valmont.
"""

from __future__ import annotations

from service.normalize.phrases.discourse import Scene
from service.normalize.phrases.nouns import Nominal


def read_nominal(scene: Scene, start: int, last: int) -> Nominal:
    """Take apart the noun phrase that begins at token `start` and ends before `last`."""
    return scene.language.read_nominal(scene, start, last)
