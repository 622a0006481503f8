"""The pages' built files under `/static`, compressed once and kept: scripts are a quarter of their size so."""

from __future__ import annotations

import asyncio
import gzip
import mimetypes
from functools import cache
from pathlib import Path
from typing import Any, Final

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException

from service.http.edge.compression import takes_gzip
from service.http.edge.pages import STATIC_DIR
from service.http.edge.screen import OWN_TYPES, refuse_unacceptable

_MAX_AGE_S: Final = 31_536_000
_COMPRESSIBLE: Final = frozenset({".css", ".js", ".json", ".svg", ".txt", ".ttf"})
"""WOFF2 is compressed already."""
_MEDIA_TYPES: Final = {".js": "text/javascript", ".woff2": "font/woff2", ".ttf": "font/ttf"}
"""Those that a machine's own table may lack or call otherwise; browsers run no script of another type."""


@get("/static/{path:path}", include_in_schema=False, opt={OWN_TYPES: True})
async def static_file(request: Request[Any, Any, Any], path: str) -> Response[bytes]:
    """A built file. Names carry a hash of the content, so it may be kept for a year."""
    file = _files().get(path.lstrip("/"))
    if file is None:
        raise NotFoundException(f"There is no file {path[:200]!r}.")
    media_type = _media_type(file)
    refuse_unacceptable(request.headers.get("accept"), media_type)
    headers = {"Cache-Control": f"public, max-age={_MAX_AGE_S}, immutable", "Vary": "Accept-Encoding"}
    if file.suffix in _COMPRESSIBLE and takes_gzip(request.headers.get("accept-encoding", "")):
        # Compressing a large script takes a tenth of a second, in which others would wait.
        body = await asyncio.to_thread(_compressed, file)
        headers["Content-Encoding"] = "gzip"
    else:
        body = await asyncio.to_thread(file.read_bytes)
    return Response(body, media_type=media_type, headers=headers)


@cache
def _files() -> dict[str, Path]:
    """All files by their address below `/static`: no other path is ever opened."""
    return {file.relative_to(STATIC_DIR).as_posix(): file for file in STATIC_DIR.rglob("*") if file.is_file()}


@cache
def _compressed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)


def _media_type(file: Path) -> str:
    return _MEDIA_TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
