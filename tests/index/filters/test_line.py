"""Filters as lines of text."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filter_trees import SCHEMA, trees
from likewise.errors import FilterError
from likewise.index.filters.line_reading import is_condition, read_line
from likewise.index.filters.line_writing import to_line
from likewise.index.filters.tree import (
    EVERYTHING,
    AllOf,
    And,
    Between,
    During,
    Filter,
    Fuzzy,
    Inside,
    Missing,
    NoneOf,
    Not,
    OneOf,
    Or,
    Phrase,
    Prefix,
    Within,
    Words,
)

WOMEN = OneOf("gender", ("Women",))
CHEAP = Between("price", high=80)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("", EVERYTHING),
        ("  ", EVERYTHING),
        ("()", EVERYTHING),
        ("(or)", Or(())),
        ("gender=Women", WOMEN),
        (" gender=Women ", WOMEN),
        ("(gender=Women)", WOMEN),
        ("gender=Women,Men", OneOf("gender", ("Women", "Men"))),
        ("gender=Women , Men", OneOf("gender", ("Women", "Men"))),
        ("-gender=Women", NoneOf("gender", ("Women",))),
        ("gender!=Women", NoneOf("gender", ("Women",))),
        ("-gender!=Women", WOMEN),
        ("--gender=Women", WOMEN),
        ("not gender=Women", Not(WOMEN)),
        ("NOT gender=Women", Not(WOMEN)),
        ("not -gender=Women", Not(NoneOf("gender", ("Women",)))),
        ("tags>=a,b", AllOf("tags", ("a", "b"))),
        ("-tags>=a", Not(AllOf("tags", ("a",)))),
        ("gender=Van Heusen price<=80", And((OneOf("gender", ("Van Heusen",)), CHEAP))),
        ("gender=Van Heusen and price<=80", And((OneOf("gender", ("Van Heusen",)), CHEAP))),
        ("gender=This or That", OneOf("gender", ("This or That",))),
        ("gender=This or price<=80", Or((OneOf("gender", ("This",)), CHEAP))),
        ("gender=Foo (UK)", OneOf("gender", ("Foo (UK)",))),
        ("(gender=Foo (UK))", OneOf("gender", ("Foo (UK)",))),
        ("gender=Foo (price<=80)", And((OneOf("gender", ("Foo",)), CHEAP))),
        ("gender=)", OneOf("gender", (")",))),
        ("gender=H&M", OneOf("gender", ("H&M",))),
        ("gender=*", OneOf("gender", ("*",))),
        ('gender="a,b = \\"c\\""', OneOf("gender", ('a,b = "c"',))),
        ('gender="a",b', OneOf("gender", ("a", "b"))),
        ('gender=12"', OneOf("gender", ('12"',))),
        ('"a\\"b\\\\c {x} | (y)"=1', OneOf('a"b\\c {x} | (y)', ("1",))),
        ('"has:time">=2024', During("has:time", 1704067200.0)),
        ("price<80", Between("price", high=80, high_open=True)),
        ("price>=-3", Between("price", low=-3)),
        ("price=1e3", Between("price", 1000, 1000)),
        ("price=-3", Between("price", -3, -3)),
        ("price!=5", Not(Between("price", 5, 5))),
        ("-price=5", Not(Between("price", 5, 5))),
        ("price=5,10", Or((Between("price", 5, 5), Between("price", 10, 10)))),
        ("price=-5..-1", Between("price", -5, -1)),
        ("price=1.5<..<2.5", Between("price", 1.5, 2.5, low_open=True, high_open=True)),
        ("price=..", Between("price")),
        ("price=1..", Between("price", 1)),
        ("published=2024-02", During("published", 1706745600.0, 1709251200.0, high_open=True)),
        ("published=9999", During("published", 253370764800.0)),
        ("published<=9999-12-31", During("published")),
        ("published>2024", During("published", 1735689600.0)),
        ("published<2024", During("published", high=1704067200.0, high_open=True)),
        ("published=2024-01-01 10:30", During("published", 1704105000.0, 1704105000.0)),
        (
            "published>2024-01-01T10:30:00Z",
            During("published", 1704105000.0, low_open=True),
        ),
        ("name~oak", Words("name", "oak")),
        ("name~oak table price<=80", And((Words("name", "oak table"), CHEAP))),
        ('name~"oak table"', Phrase("name", "oak table")),
        ('name~"oak table"~0', Words("name", "oak table")),
        ('name~"oak tab"*', Prefix("name", "oak tab")),
        ('name~"oak"~2', Fuzzy("name", "oak", 2)),
        ("name~oak~3", Fuzzy("name", "oak", 3)),
        ("name~oak~", Fuzzy("name", "oak", 1)),
        ("name~oak~0", Words("name", "oak")),
        ("name~oak tab*", Prefix("name", "oak tab")),
        ('name~oak,"a table"', Or((Words("name", "oak"), Phrase("name", "a table")))),
        ("name!~oak", Not(Words("name", "oak"))),
        ("shop~5km@2.35,48.85", Within("shop", 2.35, 48.85, 5000)),
        ("shop~3 mi@-1e1,0", Within("shop", -10, 0, 3 * 1609.344)),
        ("(shop~500ft@0,0)", Within("shop", 0, 0, 152.4)),
        ("shop~(0,0 1,0 1,1)", Inside("shop", ((0, 0), (1, 0), (1, 1)))),
        ("shop~( 0,0  1,0 1,1 0,0 )", Inside("shop", ((0, 0), (1, 0), (1, 1)))),
        ("no:price", Missing("price")),
        ("has:price", Not(Missing("price"))),
        ("-has:price", Missing("price")),
        ("(no:price)", Missing("price")),
        ('no:"说明 *"', Missing("说明 *")),
        ("gender=Women price<=80 or no:name", Or((And((WOMEN, CHEAP)), Missing("name")))),
        ("gender=Women (price<=80 or no:name)", And((WOMEN, Or((CHEAP, Missing("name")))))),
        ("gender=Women OR price<=80", Or((WOMEN, CHEAP))),
        ("-(gender=Women price<=80)", Not(And((WOMEN, CHEAP)))),
        ("not (gender=Women or price<=80)", Not(Or((WOMEN, CHEAP)))),
        ("any=A or any=B", Or((OneOf("any", ("A",)), OneOf("any", ("B",))))),
    ],
)
def test_a_line_means_what_it_says(line: str, meant: Filter) -> None:
    assert read_line(line, SCHEMA) == meant


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "at character 1, 'nonsense'"),
        ("gender=Women nonsense price<5 )", "'5 \\)'.*at character 23"),
        ("gender = Women", "at character 1"),
        ("price<=80 gender=", "at its end"),
        ("gender=,Men", "at character 8"),
        ("(gender=Women", r"no \) for this \("),
        ("gender=Women)", None),
        ("price<=80)", "price<=80"),
        ("()()", None),
        ("not", "at character 1"),
        ("-", "at its end"),
        ("gender=Women or", None),
        ("price<=80 or", "'80 or'"),
        ('gender="Women', "not closed"),
        ('gender="Women"x', "expected a space"),
        ('gender="Women"~1', "expected a space"),
        ("colour=red", "no field 'colour'.*at character 1"),
        ("gender=Women has:colour", "no field 'colour'.*at character 14"),
        ("raw=x", "no field 'raw'"),
        ("gender<3", "gender=VALUE"),
        ("gender~Women", "role tag"),
        ("name=oak", "name~words"),
        ("shop=5km@0,0", "shop~5km"),
        ("price=cheap", "'cheap'.*at character 1"),
        ("gender=Women price=nan", "'nan'.*at character 14"),
        ("price=inf", "'inf'"),
        ("price=1_0", "'1_0'"),
        ("price=9007199254740993", "number"),
        ("price<=1,2", "one value"),
        ("price<=1..2", "price=LOW..HIGH"),
        ("price=1...5", "'1...5'"),
        ("price=5..1", "nothing can be in"),
        ("published=soon", "2024-03-01"),
        ("published=2024-13", "2024-03-01"),
        ("published=0001-01-01T00:00:00+14:00", "years 1 to 9999"),
        ("name~", "no value"),
        ('name~""', "empty text"),
        ('name~"oak"~4', "expected a space"),
        ("name~~", "empty text"),
        ("shop~5@0,0", "such as 5km"),
        ("shop~5km@0,99", "latitude up to"),
        ("shop~0km@0,0", "above 0"),
        ("shop~5000km@0,60", "at most 577 km"),
        ("shop~(0,0 1,1)", "3 to 500"),
        ("shop~(0,0 1,1 1,0 0,1)", "cross"),
        ("shop~(0,0 1,1", "points such as"),
        ("(" * 200 + "gender=Women" + ")" * 200, "16 levels"),
        ("not " * 200 + "gender=Women", "16 levels"),
        ("-" * 200 + "gender=Women", "16 levels"),
        ("gender=" + "x" * 10_000, "most are 10,000"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(line: str, said: str | None) -> None:
    if said is None:
        read_line(line, SCHEMA)  # a value may hold such things
    else:
        with pytest.raises(FilterError, match=said) as refusal:
            read_line(line, SCHEMA)
        assert type(refusal.value) is FilterError


@given(trees)
def test_a_filter_reads_back_from_its_line(where: Filter) -> None:
    with suppress(FilterError):  # a line may be too long
        assert read_line(to_line(where), SCHEMA) == where


@given(st.text(min_size=1).filter(lambda value: value.strip() == value))
def test_a_quoted_value_comes_through_unchanged(value: str) -> None:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    read = read_line(f'gender="{quoted}" price<=80', SCHEMA)
    assert read == And((OneOf("gender", (value,)), CHEAP))


@given(st.one_of(st.text(), st.text(alphabet='=<>!~,()-".*: agenrhs5or\\')))
def test_no_text_makes_anything_but_a_filter_or_an_error(text: str) -> None:
    with suppress(FilterError):
        assert isinstance(read_line(text, SCHEMA), Filter)


@pytest.mark.parametrize(
    "text",
    [
        "gender=a" + " (" * 4990,
        "gender=a" + " not" * 2490,
        "gender=a" + ' "' * 4990,
        "gender=a" + " -" * 4990,
        'gender="' + "\\" * 9990,
        "shop~(" + "1" * 9990,
        "gender=" + "a " * 4990,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    begun = time.perf_counter()
    with suppress(FilterError):
        read_line(text, SCHEMA)
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("price<=2", True),
        ("-a=b", True),
        ("name~oak", True),
        ("has:price", True),
        ("-no:price", True),
        ("lamp", False),
        ("has: been", False),
        ("(a=b)", False),
    ],
)
def test_a_condition_is_told_from_words(text: str, is_one: bool) -> None:  # noqa: FBT001 - a table
    assert is_condition(text) is is_one
