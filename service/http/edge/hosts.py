"""Whether a request means this service by its `Host`, where whoever can connect may read.

A page of any site can have its own name resolve to 127.0.0.1 (DNS rebinding) and then reads what a service on
this machine tells it, as to one of its own origin. It can't choose the `Host` header, which holds its name.
"""

from __future__ import annotations

from service.errors import MisdirectedRequest
from service.http.edge.access import on_loopback, open_reads
from service.settings import Settings

_OWN = ("localhost", "127.0.0.1", "::1")


class Hosts:
    """The names by which an open service on a loopback address is called."""

    def __init__(self, settings: Settings) -> None:
        self._checked = open_reads(settings) and on_loopback(settings.host)
        self._names = frozenset(_name(host) for host in (*_OWN, settings.host, *settings.hosts))

    def check(self, host: bytes | None) -> None:
        """Raise MisdirectedRequest for a request without a key whose `Host` is none of the names."""
        if self._checked and (host is None or _name(host.decode("latin-1")) not in self._names):
            raise MisdirectedRequest(
                "Without a key this service answers only to its own names, and `Host` is none of them. Call it as"
                " localhost, or send a key; its operator can allow other names in CLAIMGRAPH_HOSTS."
            )


def _name(host: str) -> str:
    """A host without its port, brackets and final dot, lower case."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    name, _, port = host.rpartition(":")
    # More colons are an address without brackets.
    if name and ":" not in name and (not port or port.isdigit()):
        host = name
    return host.removesuffix(".")
