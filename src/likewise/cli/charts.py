"""Charts: what was learnt of a catalogue as one picture in SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from html import escape

from likewise.search.relevance.relevance import Calibration
from likewise.search.tuning.tuned import Tuned
from likewise.search.tuning.tuning import Reading, VectorTuning

_PANEL, _GAP, _COLUMNS = 190, 56, 4
_TOP, _LEFT = 96, 64
_INK, _FAINT, _BEFORE, _AFTER = "#1f2933", "#cbd2d9", "#b0413e", "#1f6f8b"
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#1f2933}.title{font-size:20px;font-weight:600}"
    ".head{font-weight:600}.small{font-size:10px;fill:#52606d}"
)
_LARGEST_DOT = 9.0


def chart(catalogue: str, tuned: Tuned) -> str:
    """Reliability diagrams, and what tuning did to recall and latency.

    Args:
        catalogue: Its name, for the title.
        tuned: What was learnt.
    """
    panels = [
        _reliability(f"{vector}, asked by {asker.value}", calibration)
        for (vector, asker), calibration in tuned.calibrations.found.items()
    ]
    if tuned.tuning:
        panels += [
            _speed(vector, each, tuned.tuning.recall)
            for vector, each in tuned.tuning.vectors.items()
        ]
    rows = max(1, math.ceil(len(panels) / _COLUMNS))
    width = 2 * _LEFT + _COLUMNS * _PANEL + (_COLUMNS - 1) * _GAP
    height = _TOP + rows * (_PANEL + _GAP + 40)
    body = [
        _text(_LEFT, 36, f"{catalogue}: relevance and search", "title"),
        _text(
            _LEFT,
            58,
            f"Measured {_moment(tuned.at)}; known pairs against random ones of the same items.",
        ),
    ]
    for number, panel in enumerate(panels):
        left = _LEFT + number % _COLUMNS * (_PANEL + _GAP)
        top = _TOP + number // _COLUMNS * (_PANEL + _GAP + 40)
        body.append(f'<g transform="translate({left},{top})">{panel}</g>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img"><style>{_STYLE}</style>'
        f'<rect width="{width}" height="{height}" fill="white"/>{"".join(body)}</svg>\n'
    )


def _reliability(title: str, calibration: Calibration) -> str:
    """The share of known pairs against the probability that was said."""
    quality = calibration.quality
    most = max((each.pairs for each in quality.curve), default=1)
    marks = [
        f'<circle cx="{each.said * _PANEL:.1f}" cy="{(1 - each.seen) * _PANEL:.1f}" '
        f'r="{max(2.0, _LARGEST_DOT * math.sqrt(each.pairs / most)):.1f}" '
        f'fill="{_AFTER}" fill-opacity="0.75"/>'
        for each in quality.curve
    ]
    path = " ".join(f"{b.said * _PANEL:.1f},{(1 - b.seen) * _PANEL:.1f}" for b in quality.curve)
    return "".join(
        [
            *_frame(title, "probability said", "share known to be relevant"),
            *_ticks({0: "0", 0.5: "0.5", 1: "1"}, {0: "0", 0.5: "0.5", 1: "1"}),
            _line(0, _PANEL, _PANEL, 0, _FAINT),
            f'<polyline points="{path}" fill="none" stroke="{_AFTER}" stroke-opacity="0.5"/>',
            *marks,
            _text(8, 16, f"a half at {calibration.half:.2f}", "small"),
            _text(8, 29, f"precision {quality.precision:.2f}", "small"),
            _text(8, 42, f"recall {quality.recall:.2f}", "small"),
            _text(8, 55, f"error {quality.error:.2f}", "small"),
        ]
    )


def _speed(vector: str, tuned: VectorTuning, recall: float) -> str:
    """Recall against the median time, before and after."""
    readings = [*tuned.before, *tuned.after]
    lowest = min([recall, *(each.recall for each in readings)])
    floor = math.floor((lowest - 0.005) * 50) / 50
    decades = [math.log10(max(0.01, each.p50_ms)) for each in readings]
    start, end = math.floor(min(decades)), math.ceil(max(decades) + 0.01)

    def place(reading: Reading) -> tuple[float, float]:
        across = (math.log10(max(0.01, reading.p50_ms)) - start) / (end - start)
        return across * _PANEL, _PANEL * (1 - (reading.recall - floor) / (1 - floor))

    height = _PANEL * (1 - (recall - floor) / (1 - floor))
    across = {(n - start) / (end - start): f"{10.0**n:g}" for n in range(start, end + 1)}
    parts = [
        *_frame(f"{vector}, ten nearest", "median time, ms", "recall"),
        *_ticks(across, {0: f"{floor:g}", 1: "1"}),
        _line(0, height, _PANEL, height, _FAINT),
        _text(_PANEL + 4, height + 4, f"{recall:g}", "small"),
    ]
    for before, after in zip(tuned.before, tuned.after, strict=True):
        old, new = place(before), place(after)
        parts += [
            _line(*old, *new, _FAINT),
            f'<circle cx="{old[0]:.1f}" cy="{old[1]:.1f}" r="4" fill="white" stroke="{_BEFORE}"/>',
            f'<circle cx="{new[0]:.1f}" cy="{new[1]:.1f}" r="4" fill="{_AFTER}"/>',
            _text(new[0] + 6, new[1] + 14, share_text(after.share), "small"),
        ]
    return "".join(
        [
            *parts,
            _text(0, _PANEL + 52, "○ before   ● after", "small"),
        ]
    )


def _moment(at: str) -> str:
    """A time in ISO 8601 to the minute."""
    return at[:16].replace("T", " ")


def share_text(share: float | None) -> str:
    """A share of the documents as a person reads it."""
    return "no filter" if share is None else f"{share:.1%}".replace(".0%", "%")


def _frame(title: str, across: str, up: str) -> Iterator[str]:
    yield _text(0, -10, title, "head")
    yield f'<rect width="{_PANEL}" height="{_PANEL}" fill="none" stroke="{_INK}"/>'
    yield _text(_PANEL / 2, _PANEL + 32, across, "small", "middle")
    yield (
        f'<text class="small" text-anchor="middle" '
        f'transform="translate(-30,{_PANEL / 2}) rotate(-90)">{escape(up)}</text>'
    )


def _ticks(across: Mapping[float, str], up: Mapping[float, str]) -> Iterator[str]:
    for place, label in across.items():
        yield _text(place * _PANEL, _PANEL + 16, label, "small", "middle")
    for place, label in up.items():
        yield _text(-6, (1 - place) * _PANEL + 4, label, "small", "end")


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{stroke}" stroke-width="1.5"/>'


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    given = f' class="{kind}"' if kind else ""
    where = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f"<text {where}{given}>{escape(words)}</text>"
