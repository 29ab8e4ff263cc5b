"""Judgements in Redis, and as files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.assembly import Catalogue, Parts
from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.recipe import Field, Role
from likewise.errors import SourceError, UnknownItemError, UsageError
from likewise.importing import ImportOptions
from likewise.index.schema import Schema
from likewise.judgements.asked import Asked, picture_digest
from likewise.judgements.files import read, write
from likewise.judgements.judgement import Judgement
from likewise.judgements.judgements import Judgements, Tally

SCHEMA = Schema(
    (Field("price", Role.NUMBER), Field("kind", Role.TAG)), (), Metric.COSINE, Algorithm.FLAT
)
LAMP = Asked("a lamp")
TABLE = Asked("a table", where="price<=80")


def said(asked: Asked, item: str, grade: int, by: str = "account 1") -> Judgement:
    return Judgement(asked, item, grade, by, "2026-11-23T10:00:00+00:00")


MANY = (
    said(LAMP, "1", 1),
    said(LAMP, "2", 0),
    said(LAMP, "1", 0, by="key k"),
    said(TABLE, "1", 3),
)


def ordered(judgements: Iterator[Judgement]) -> list[Judgement]:
    return sorted(judgements, key=lambda each: (each.asked.id, each.by, each.item))


@pytest.fixture
def kept(parts: Parts, name: str) -> Iterator[Judgements]:
    made = parts.judgements(name)
    yield made
    made.drop()


@pytest.fixture
def catalogue(parts: Parts, name: str, shop: Path) -> Iterator[Catalogue]:
    recipe = parts.recipe(shop, name=name, images=None, id_column=None)
    parts.import_(recipe, ImportOptions())
    yield parts.catalogue(name)
    if name in parts.register.names():
        parts.drop(name)


def test_what_is_put_is_there_and_counted(kept: Judgements) -> None:
    assert list(kept.all()) == []
    kept.put(MANY)
    assert ordered(kept.all()) == ordered(iter(MANY))
    assert kept.tally() == Tally(queries=2, judgements=4, relevant=2)
    assert (kept.count("account 1"), kept.count("key k"), kept.count("none")) == (3, 1, 0)
    assert {each.item for each in kept.of(LAMP.id)} == {"1", "2"}
    assert kept.queries() == {LAMP.id: LAMP, TABLE.id: TABLE}
    assert kept.of("0" * 32) == []


def test_one_who_judges_again_changes_their_own_word_only(kept: Judgements) -> None:
    kept.put(MANY)
    kept.put([said(LAMP, "1", 4)])
    grades = {(each.by, each.item): each.grade for each in kept.of(LAMP.id)}
    assert grades == {("account 1", "1"): 4, ("account 1", "2"): 0, ("key k", "1"): 0}
    assert kept.count("account 1") == 3


def test_what_is_taken_back_is_gone_with_the_last_of_its_query(kept: Judgements) -> None:
    kept.put(MANY)
    assert kept.remove(TABLE.id, "account 1", "1")
    assert not kept.remove(TABLE.id, "account 1", "1")
    assert not kept.remove(LAMP.id, "account 2", "1")
    assert kept.queries() == {LAMP.id: LAMP}
    assert kept.count("account 1") == 2


def test_judgements_outlive_an_import_and_go_with_their_catalogue(
    parts: Parts, catalogue: Catalogue
) -> None:
    judgement = catalogue.judge("8", 1, by="account 1", words="a lamp  to read by")
    assert judgement.version == 1
    assert set(judgement.models) == {"text", "image", "concept"}
    assert judgement.models["text"].startswith("all-minilm-l6-v2 ")
    parts.import_(parts.register.recipe(catalogue.name), ImportOptions(remove_absent=True))
    assert list(catalogue.judgements.all()) == [judgement]
    catalogue.drop()
    assert list(parts.engine.keys(f"likewise:{catalogue.name}:*")) == []


def test_a_picture_is_known_by_its_file(catalogue: Catalogue, shop: Path) -> None:
    file = shop.parent / "images" / "4.png"
    by_file = catalogue.judge("4", 1, by="ann", picture=file)
    digest = picture_digest(file.read_bytes())
    assert by_file.asked == catalogue.judge("4", 1, by="ann", picture=digest).asked
    with pytest.raises(UnknownItemError):
        catalogue.judge("none", 1, by="ann", words="a car")
    for wrong in ({"words": " "}, {"picture": "sha256:12"}, {"unlike": ["4"]}):
        with pytest.raises(UsageError):
            catalogue.judge("4", 1, by="ann", **wrong)
    with pytest.raises(UsageError, match="from 0 to 4"):
        catalogue.judge("4", 5, by="ann", words="a car")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"words": "a  lamp "}, {"words": "a lamp"}),
        ({"like": ["b", "a"]}, {"like": ["a", "b", "a"]}),
        ({"words": "x", "where": "price<=80"}, {"words": "x", "where": {"price": (None, 80)}}),
        ({"words": "x", "where": ["price<=80"]}, {"words": "x", "where": " price<=80"}),
        ({"words": "x", "where": []}, {"words": "x", "where": None}),
    ],
)
def test_a_query_is_the_same_however_it_is_written(one: dict, other: dict) -> None:
    assert Asked.of(SCHEMA, **one).id == Asked.of(SCHEMA, **other).id


def test_queries_that_differ_are_told_apart() -> None:
    asked = [
        {"words": "x"}, {"words": "X"}, {"words": "x", "where": "price<=80"},
        {"words": "x", "where": "price<80"}, {"words": "x", "like": ["1"]},
        {"words": "x", "unlike": ["1"]}, {"words": "x", "unlike_words": "1"}, {"like": ["x"]},
    ]  # fmt: skip
    assert len({Asked.of(SCHEMA, **each).id for each in asked}) == len(asked)


texts = st.text(st.characters(codec="utf-8"), max_size=20)
asked_queries = st.builds(
    Asked,
    words=texts.filter(bool),
    like=st.lists(texts, max_size=3).map(tuple),
    unlike_words=texts,
    where=texts,
)
judgements = st.builds(
    Judgement,
    asked=asked_queries,
    item=texts.filter(bool),
    grade=st.integers(0, 4),
    by=texts,
    at=texts,
    version=st.integers(0, 9),
    models=st.dictionaries(texts, texts, max_size=2),
)


@given(found=st.lists(judgements, max_size=5))
def test_json_lines_keep_all_of_it(
    tmp_path_factory: pytest.TempPathFactory, found: list[Judgement]
) -> None:
    file = tmp_path_factory.mktemp("files") / "said.jsonl"
    assert write(found, file) == len(found)
    assert list(read(file, at="now")) == found


def test_trec_has_one_grade_a_result_and_the_queries_beside(tmp_path: Path) -> None:
    more = [said(LAMP, "1", 0, by="account 9"), said(LAMP, "2", 1, by="key k")]
    assert write([*MANY, *more], tmp_path / "said.trec") == 3
    lines = (tmp_path / "said.trec").read_text().splitlines()
    assert sorted(lines) == sorted([f"{LAMP.id} 0 1 0", f"{LAMP.id} 0 2 0", f"{TABLE.id} 0 1 3"])
    again = ordered(read(tmp_path / "said.trec", at="now"))
    assert {(each.asked, each.item, each.grade) for each in again} == {
        (LAMP, "1", 0), (LAMP, "2", 0), (TABLE, "1", 3),
    }  # fmt: skip
    assert {(each.by, each.at, each.version) for each in again} == {("said.trec", "now", 0)}


def test_trec_of_elsewhere_has_words_in_a_table(tmp_path: Path) -> None:
    (tmp_path / "q.trec").write_text("301 0 FBIS3-10082 2\n301 Q0 FBIS3-10169 -2\n\n")
    (tmp_path / "q.queries.tsv").write_text("301\tinternational organised crime\n")
    found = list(read(tmp_path / "q.trec", at="now"))
    assert [(each.asked.words, each.item, each.grade) for each in found] == [
        ("international organised crime", "FBIS3-10082", 2),
        ("international organised crime", "FBIS3-10169", 0),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "line 1"),
        ("[]", "expected an object"),
        ('{"asked": {"words": "x"}, "item": 1, "grade": 1}', "'item' cannot be 1"),
        ('{"asked": {"words": "x"}, "item": "1", "grade": true}', "'grade' cannot be True"),
        ('{"asked": {"words": "x"}, "item": "1", "grade": 9}', "from 0 to 4"),
        ('{"asked": {"words": "x"}, "item": "1"}', "grade"),
        ('{"asked": {"words": "x"}, "item": "1", "grade": 1, "more": 1}', "no 'more'"),
        ('{"asked": {"words": 1}, "item": "1", "grade": 1}', "text"),
        ('{"asked": {"like": "1"}, "item": "1", "grade": 1}', "list of ids"),
        ('{"asked": {}, "item": "1", "grade": 1}', "Nothing was looked for"),
        ('{"asked": {"who": "x"}, "item": "1", "grade": 1}', "no 'who'"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, problem: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(line + "\n")
    with pytest.raises(SourceError, match=problem) as raised:
        list(read(file, at="now"))
    assert "line 1" in str(raised.value)


def test_files_that_cannot_be_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Use \.jsonl or \.trec"):
        write(MANY, tmp_path / "said.csv")
    with pytest.raises(UsageError, match="has blanks"):
        write([said(LAMP, "a b", 1)], tmp_path / "said.trec")
    with pytest.raises(SourceError, match="cannot be written"):
        write(MANY, tmp_path / "none" / "said.jsonl")
    with pytest.raises(SourceError, match="cannot be read"):
        list(read(tmp_path / "none.jsonl", at="now"))
    (tmp_path / "alone.trec").write_text("1 0 2 1\n")
    with pytest.raises(SourceError, match=r"alone\.queries\.tsv beside it"):
        list(read(tmp_path / "alone.trec", at="now"))
    (tmp_path / "alone.queries.tsv").write_text("2\tother\n")
    with pytest.raises(SourceError, match="what the query '1' is"):
        list(read(tmp_path / "alone.trec", at="now"))
    (tmp_path / "alone.trec").write_text("1 0 2\n")
    with pytest.raises(SourceError, match="line 1: expected"):
        list(read(tmp_path / "alone.trec", at="now"))


def test_the_lines_of_json_say_what_was_asked(tmp_path: Path) -> None:
    write([said(TABLE, "1", 3)], tmp_path / "said.jsonl")
    assert json.loads((tmp_path / "said.jsonl").read_text()) == {
        "asked": {"words": "a table", "where": "price<=80"},
        "item": "1",
        "grade": 3,
        "by": "account 1",
        "at": "2026-11-23T10:00:00+00:00",
        "version": 0,
        "models": {},
    }
