"""The normal form of web addresses: two that differ only in how they are written have one.

What is normalized is what RFC 3986 says may be written differently without meaning another resource (section
6.2.2, case and percent-encoding and dot segments; section 6.2.3, default port and empty path), hosts by their
IDNA form (RFC 5891), and what the web adds: `http` is `https`, `www.` is nothing, and parameters that only tell
who sent the reader are left out. Nothing else is: another host, path, order or value of parameters is another
address. The address itself is kept and shown as it was given; the normal form only finds it.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

import idna

TRACKING = frozenset({
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "ttclid", "yclid", "igshid",
    "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "_hsenc", "_hsmi", "xtor", "at_medium", "at_campaign",
})  # fmt: skip
"""Parameters, besides those that begin with `utm_`, that tell where a reader comes from and not what is read."""
_TRACKING_PREFIX = "utm_"
_LONGEST = 500
"""Characters of a normal form; a longer one ends in the digest of all of it. An index's entry is bounded."""

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_AUTHORITY_ENDS = re.compile(r"[/?#]")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_WWW = "www."
_HOME = re.compile(r"/(?:index\.\w{2,5})?", re.IGNORECASE)
# A fragment names a part of a page where it is one word that begins as posts of live pages do, or holds an
# identifier, or a path, as pages do that are put together by scripts. Places to jump to are none.
_PART = re.compile(
    r"[!/].+"
    r"|(?:post|block|update|entry|event|item|live\w*|liveblog|message|msg|beitrag|story|article|kb|p)[-_:.=]\S+"
    r"|(?:post|block|update|entry|event|item|live\w*|liveblog|message|msg|beitrag|story|kb)\d+"
    r"|(?=[\w:.-]*\d)(?=[\w:.-]*[A-Za-z])[\w:.-]{8,}"
    r"|\d{4,}",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(?:comment|respon|repl|section|sec|page|slide|photo|image|img|fig|video|foot|fn|note|ref|cite|toc|tab|top|main|"
    r"content|h[1-6]\b|line|l\d|:~:|xtor|utm|echobox|at_)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def address_key(url: str) -> str:
    """The normal form of an http or https address, without its scheme; any other text only loses the space around it.

    A fragment counts only where it names a part of the page: a post of a live page (`#post-12`), an identifier, a
    path of a page that is put together by scripts (`#!/a`).
    """
    text = url.strip()
    if not _SCHEME.match(text):
        return bounded(text)
    # They bring a whole HTTP client along, which no start need wait for.
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    try:
        found = parse_url(_decoded(_with_plain_host(text)))
    except (LocationParseError, UnicodeError):
        return bounded(text)
    scheme, host = found.scheme or "", (found.host or "").removesuffix(".")
    if host.startswith(_WWW) and "." in host.removeprefix(_WWW):
        host = host.removeprefix(_WWW)
    port = "" if found.port in (None, _DEFAULT_PORTS.get(scheme)) else f":{found.port}"
    user = f"{found.auth}@" if found.auth else ""
    query = "&".join(part for part in (found.query or "").split("&") if not _is_tracking(part))
    fragment = found.fragment if names_part(found.fragment) else None
    parts = (user, host, port, found.path or "/", f"?{query}" if query else "", f"#{fragment}" if fragment else "")
    return bounded("".join(parts))


def names_part(fragment: str | None) -> bool:
    """Whether a fragment names a part of a page that is read by itself, and no place to jump to."""
    return bool(fragment) and _PLACE.match(fragment or "") is None and _PART.fullmatch(fragment or "") is not None


def is_home_page(url: str) -> bool:
    """Whether an address is a site's first page, and so no article's."""
    _, slash, rest = address_key(url).partition("/")
    return _HOME.fullmatch(slash + rest) is not None


def guid_key(guid: str) -> str:
    """What makes two identifiers of one feed the same: the normal form where it is an address, else its characters."""
    return address_key(guid)


def bounded(text: str) -> str:
    """The text, or for one that no index holds its beginning and digest."""
    if len(text) <= _LONGEST and len(text.encode("utf-8", "replace")) <= 2 * _LONGEST:
        return text
    return f"{text[: _LONGEST // 2]}…{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"


def _with_plain_host(text: str) -> str:
    """The address with its host mapped as browsers map it (UTS 46): one case, one form of accents and full stops."""
    start = text.index("//") + 2
    ends = _AUTHORITY_ENDS.search(text, start)
    end = ends.start() if ends else len(text)
    authority = text[start:end]
    if authority.isascii():
        return text
    user, at, host = authority.rpartition("@")
    return f"{text[:start]}{user}{at}{idna.uts46_remap(host, std3_rules=False)}{text[end:]}"


def _decoded(text: str) -> str:
    """Percent-encoding only where it is needed; a percent sign that encodes nothing stands for itself."""

    def plain(found: re.Match[str]) -> str:
        character = chr(int(found[1], 16))
        return character if _UNRESERVED.fullmatch(character) else found[0].upper()

    return _ENCODED.sub(plain, _STRAY_PERCENT.sub("%25", text))


def _is_tracking(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return name.startswith(_TRACKING_PREFIX) or name in TRACKING
