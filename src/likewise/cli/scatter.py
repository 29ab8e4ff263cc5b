"""Scatter: points of a plane as a picture, PNG or SVG, coloured by groups."""

from __future__ import annotations

import logging
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from likewise.errors import UsageError
from likewise.index.redis.maps import Points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMS = (".png", ".svg")
"""The kinds of pictures, by the ends of their names."""

MOST_GROUPS = 11
"""So many colours can be told from each other, and grey for the rest."""

_COLOURS = (
    "#1f6f8b", "#d1603d", "#4c9f70", "#8e5ea2", "#e0a528", "#c8506b", "#3b5ba5", "#7a9e1f",
    "#2aa5a0", "#9c6644", "#e58fb1",
)  # fmt: skip
_REST = "#b6bec6"
_INK, _FAINT = "#1f2933", "#52606d"
# Those of the systems that have Chinese; matplotlib's own has none.
_FONTS = (
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)
_INCHES = (10.0, 7.0)
_DOTS_AN_INCH = 150
_LEFT, _LOWER = 0.04, 0.04
_LONGEST_NAME = 40
_MANY = 2000


@dataclass(frozen=True, slots=True)
class Group:
    """Points of one colour.

    Attributes:
        name: What the legend says; empty for points that need no word.
        points: Where they lie.
        rest: Whether they are what no other group has, and stay in the background.
    """

    name: str
    points: Points
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Scatter:
    """Points of a plane.

    Attributes:
        title: What is seen.
        subtitle: How it was made.
        groups: The points, the largest group first.
        labels: The words at the points, for a picture of few: as many as there are points.
    """

    title: str
    subtitle: str
    groups: Sequence[Group]
    labels: Sequence[str] = ()

    @property
    def size(self) -> int:
        """How many points there are."""
        return sum(len(group.points) for group in self.groups)


def check_form(file: Path) -> None:
    """Refuses a picture that could not be drawn, before anything is made for it.

    Raises:
        UsageError: Its name ends with another form, or matplotlib is not installed.
    """
    if file.suffix.lower() not in FORMS:
        raise UsageError(f"{file} is no picture that can be drawn.", remedy="Use .png or .svg.")
    if find_spec("matplotlib") is None:
        raise UsageError(
            "To draw a map needs the package matplotlib.",
            remedy="Install it: pip install 'likewise[map]'.",
        )


def draw(scatter: Scatter, file: Path) -> None:
    """Draws it into a file.

    Raises:
        UsageError: The file cannot be written.
    """
    # It tells of weights and characters that a font lacks; the picture shows it.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    # Here, not at the top: an extra, which takes a second to load.
    from matplotlib import font_manager, rc_context  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    installed = {font.name for font in font_manager.fontManager.ttflist}
    family = [font for font in _FONTS if font in installed]
    with rc_context({"font.family": family, "svg.fonttype": "none", "svg.hashsalt": "likewise"}):
        figure = Figure(figsize=_INCHES, facecolor="white")
        named = any(group.name for group in scatter.groups)
        axes = figure.add_axes((_LEFT, _LOWER, 0.70 if named else 0.92, 0.84))
        axes.set_axis_off()
        axes.set_aspect("equal", adjustable="datalim")
        _draw_points(axes, scatter)
        _draw_labels(axes, scatter)
        figure.text(_LEFT, 0.95, scatter.title, size=17, weight="bold", color=_INK)
        figure.text(_LEFT, 0.915, scatter.subtitle, size=10, color=_FAINT)
        if named:
            legend = axes.legend(
                loc="upper left",
                bbox_to_anchor=(1.02, 1.0),
                frameon=False,
                labelcolor=_INK,
                fontsize=10,
                handletextpad=0.3,
            )
            for handle in legend.legend_handles:
                if handle is not None:
                    handle.set(sizes=[50], alpha=1)
        metadata = {"Date": None} if file.suffix.lower() == ".svg" else None
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with warnings.catch_warnings(action="ignore", category=UserWarning):
                figure.savefig(file, dpi=_DOTS_AN_INCH, metadata=metadata)
        except OSError as error:
            raise UsageError(f"The picture cannot be written: {error}.") from error


def _draw_points(axes: Axes, scatter: Scatter) -> None:
    area = min(60.0, max(1.5, 30_000 / max(1, scatter.size)))
    opacity = 0.9 if scatter.size < _MANY else 0.6
    colours = iter(_COLOURS)
    for group in scatter.groups:
        name = group.name if len(group.name) <= _LONGEST_NAME else f"{group.name[:_LONGEST_NAME]}…"
        axes.scatter(
            group.points[:, 0],
            group.points[:, 1],
            s=area,
            c=_REST if group.rest else next(colours),
            alpha=opacity,
            linewidths=0,
            zorder=1 if group.rest else 2,
            # A dot is no path of its own where there are many: an SVG would be as large as they.
            rasterized=scatter.size >= _MANY,
            label=f"{name}  {len(group.points):,}" if name else None,
        )


def _draw_labels(axes: Axes, scatter: Scatter) -> None:
    """The words beside their points, away from the nearest other one, and within the picture."""
    places = [point for group in scatter.groups for point in group.points]
    middle = sum(x for x, _ in places) / max(1, len(places))
    for label, (x, y) in zip(scatter.labels, places, strict=bool(scatter.labels)):
        others = [each for each in places if (each[0], each[1]) != (x, y)]
        nearest = min(others, key=lambda each: math.dist(each, (x, y)), default=(x, y - 1))
        axes.annotate(
            label,
            (x, y),
            xytext=(0, 12 if y >= nearest[1] else -20),
            textcoords="offset points",
            ha="left" if x < middle else "right",
            size=11,
            color=_INK,
        )
