"""Charts: well formed, with nothing outside its panel."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from likewise.catalogue.index_recipe import Policy
from likewise.cli.charts import chart, share_text
from likewise.index.search_setting import SearchSetting
from likewise.search.ranking.legs import Asker
from likewise.search.relevance.relevance import Bin, Calibration, Calibrations, Quality
from likewise.search.tuning.tuned import Tuned
from likewise.search.tuning.tuning import Reading, Step, Tuning, VectorTuning

SVG = "{http://www.w3.org/2000/svg}"
SETTING = SearchSetting(200, Policy.AUTO)
QUALITY = Quality(60, 0.9, 0.88, 0.1, 0.03, (Bin(0.0, 0.0, 1), Bin(1.0, 1.0, 119)), {})
CALIBRATION = Calibration(18.0, 0.37, QUALITY)


def reading(share: float | None, recall: float, ms: float) -> Reading:
    return Reading(share, SETTING, recall, 0.001, ms, 2 * ms, ms)


def tuning(recalls: tuple[float, float], ms: float) -> Tuning:
    before = (reading(None, recalls[0], ms), reading(0.01, 1.0, 0.1))
    after = (reading(None, recalls[1], 2 * ms), reading(0.01, 1.0, 0.1))
    return Tuning(0.98, 1000, {"text": VectorTuning(SETTING, (Step(0, SETTING),), before, after)})


def circles(picture: str) -> list[tuple[float, float]]:
    root = ET.fromstring(picture)  # noqa: S314 - our own
    return [
        (float(each.attrib["cx"]), float(each.attrib["cy"])) for each in root.iter(f"{SVG}circle")
    ]


@pytest.mark.parametrize("recalls", [(0.97, 0.99), (0.0, 1.0), (1.0, 1.0)])
@pytest.mark.parametrize("ms", [0.0, 0.05, 1.0, 4000.0])
def test_every_point_lies_within_its_panel(recalls: tuple[float, float], ms: float) -> None:
    calibrations = Calibrations({("text", Asker.WORDS): CALIBRATION})
    found = circles(chart("shop", Tuned(calibrations, tuning(recalls, ms), "2026-11-23")))
    assert len(found) == 2 + 4
    assert all(0 <= x <= 190 and 0 <= y <= 190 for x, y in found)


def test_names_are_words_and_never_markup() -> None:
    calibrations = Calibrations({("<b>&", Asker.ITEM): CALIBRATION})
    root = ET.fromstring(chart("a<b", Tuned(calibrations, None, "now")))  # noqa: S314 - our own
    words = [each.text for each in root.iter(f"{SVG}text")]
    assert "<b>&, asked by item" in words
    assert "a<b: relevance and search" in words


def test_where_nothing_was_learnt_the_picture_has_a_title_alone() -> None:
    assert not circles(chart("shop", Tuned()))


@pytest.mark.parametrize(
    ("share", "text"), [(None, "no filter"), (1, "100%"), (0.1, "10%"), (0.001, "0.1%")]
)
def test_a_share_is_read_as_a_percentage(share: float | None, text: str) -> None:
    assert share_text(share) == text
