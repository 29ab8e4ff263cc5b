"""What may be typed on the way to a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.assembly import Parts
from likewise.language.completion import MOST_LETTERS, MOST_NAME, completions, prefix

NAMES = (
    "Round Oak Table",
    "Oak Chair",
    "Café Table",
    "智能手机",
    "iPhone15手机壳",
    "紅色連衣裙",
    "王者 T-Shirt",
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("tab", {"Round Oak Table", "Café Table"}),
        ("Oak", {"Round Oak Table", "Oak Chair"}),
        ("round o", {"Round Oak Table"}),
        ("cafe", {"Café Table"}),
        ("CAFÉ T", {"Café Table"}),
        ("智能", {"智能手机"}),
        ("手机", {"智能手机", "iPhone15手机壳"}),
        ("zhineng", {"智能手机"}),
        ("ZhiNeng shou", {"智能手机"}),
        ("znsj", {"智能手机"}),
        ("sj", {"智能手机", "iPhone15手机壳"}),
        ("iphone 15 sj", {"iPhone15手机壳"}),
        ("红色", {"紅色連衣裙"}),
        ("紅", {"紅色連衣裙"}),
        ("lianyiqun", {"紅色連衣裙"}),
        ("tshirt", {"王者 T-Shirt"}),
        ("nothing", set()),
    ],
)
def test_a_prefix_finds_names_in_redis(
    parts: Parts, name: str, typed: str, expected: set[str]
) -> None:
    client = parts.engine.client
    for offered in NAMES:
        for entry in completions(offered):
            client.execute_command(
                "FT.SUGADD", name, entry.key, entry.weight, "PAYLOAD", entry.name
            )
    reply = client.execute_command("FT.SUGGET", name, prefix(typed), "MAX", 50, "WITHPAYLOADS")
    assert {payload.decode() for payload in (reply or [])[1::2]} == expected
    client.delete(name)


@pytest.mark.parametrize("offered", ["hand" * 60, "手机好 " * 200, "é1" * 90, "a手" * 90])
def test_a_name_is_found_by_all_that_is_typed_of_it(parts: Parts, name: str, offered: str) -> None:
    client = parts.engine.client
    for entry in completions(offered):
        client.execute_command("FT.SUGADD", name, entry.key, entry.weight, "PAYLOAD", "offered")
    for length in range(1, len(offered)):
        reply = client.execute_command("FT.SUGGET", name, prefix(offered[:length]), "MAX", 1)
        assert reply, length
    client.delete(name)


def test_a_beginning_weighs_more_than_a_later_word_and_than_its_sound() -> None:
    weights = {entry.key.partition("\x1f")[0]: entry.weight for entry in completions("绿茶 杯", 10)}
    assert weights["绿茶杯"] == 10
    assert weights["杯"] == 5
    assert weights["绿茶杯"] > weights["lvchabei"] > weights["lcb"]


def test_names_that_share_a_word_have_an_entry_each() -> None:
    one, other = completions("Oak Table"), completions("Pine Table")
    assert not {entry.key for entry in one} & {entry.key for entry in other}


def test_a_later_stop_word_begins_no_completion() -> None:
    keys = [entry.key.partition("\x1f")[0] for entry in completions("The Lord of the Rings")]
    assert keys == ["thelordoftherings", "lordoftherings", "rings"]


def test_a_text_of_many_words_is_no_name() -> None:
    assert completions("n" * MOST_NAME)
    assert not completions("n" * (MOST_NAME + 1))


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_completions_are_bounded_and_found_by_what_the_name_begins_with(name: str) -> None:
    entries = completions(name)
    assert len(entries) <= 24
    assert len({entry.key for entry in entries}) == len(entries)
    assert all(entry.name == name and 0 < entry.weight <= 1 for entry in entries)
    assert all(len(entry.key) <= MOST_LETTERS + 11 for entry in entries)
    if entries:
        assert entries[0].key.startswith(prefix(name))
    else:
        assert prefix(name) == ""
