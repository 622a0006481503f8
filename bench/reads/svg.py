"""Bar charts as SVG: two dozen lines of markup need no plotting library."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

_COLOURS = ("#1f6f8b", "#e07a5f", "#8d99ae", "#d9d9d9", "#81b29a")
_BAR, _GAP, _LABELS, _PLOT = 16, 18, 190, 560


def bars(title: str, unit: str, rows: Mapping[str, Mapping[str, float]], names: Sequence[str]) -> str:
    """A chart of `rows` (label to values by name), a group of bars each, lengths logarithmic from 1 up."""
    largest = max((value for values in rows.values() for value in values.values()), default=1)
    top = max(1, math.ceil(math.log10(max(largest, 10))))
    parts: list[str] = []
    y = 64
    for label, values in rows.items():
        drawn = [name for name in names if name in values]
        middle = y + len(drawn) * _BAR / 2 + 4
        parts.append(f'<text x="{_LABELS - 10}" y="{middle:.0f}" text-anchor="end">{escape(label)}</text>')
        for name in drawn:
            width = max(1.0, math.log10(max(values[name], 1)) / top * _PLOT)
            colour = _COLOURS[list(names).index(name) % len(_COLOURS)]
            parts.append(f'<rect x="{_LABELS}" y="{y}" width="{width:.1f}" height="{_BAR - 2}" fill="{colour}"/>')
            shown = f"{values[name]:,.0f}" if values[name] >= 10 else f"{values[name]:.2g}"
            parts.append(f'<text x="{_LABELS + width + 6:.1f}" y="{y + _BAR - 5}" class="value">{shown}</text>')
            y += _BAR
        y += _GAP
    legend, left = [], _LABELS
    for at, name in enumerate(names):
        legend.append(f'<rect x="{left}" y="36" width="12" height="12" fill="{_COLOURS[at % len(_COLOURS)]}"/>')
        legend.append(f'<text x="{left + 17}" y="46">{escape(name)}</text>')
        left += 34 + 7 * len(name)
    grid = [
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="58" y2="{y - _GAP}" stroke="#eee"/>'
        for x in (_LABELS + power / top * _PLOT for power in range(top + 1))
    ]
    width = _LABELS + _PLOT + 90
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" height="{y}" role="img"'
        f' aria-label="{escape(title)}" font-family="sans-serif" font-size="12" fill="#222">'
        f'<rect width="100%" height="100%" fill="#fff"/><style>.value{{font-size:11px;fill:#444}}</style>'
        f'<text x="{_LABELS}" y="22" font-size="15">{escape(title)} ({escape(unit)})</text>'
        f"{''.join(grid)}{''.join(legend)}{''.join(parts)}</svg>\n"
    )
