"""likewise judgements: listed, exported, imported."""

from __future__ import annotations

from pathlib import Path

from cli.conftest import Likewise
from likewise.assembly import Parts


def test_judgements_are_listed_and_go_from_one_catalogue_to_another(
    likewise: Likewise, parts: Parts, shop: Path, tmp_path: Path
) -> None:
    for name in ("judged", "again"):
        assert likewise("import", shop, "--name", name).rc == 0
    assert likewise("judgements", "judged").stdout == "Nothing was judged yet.\n"
    judged = parts.catalogue("judged")
    judged.judge("1", 1, by="ann", words="a red fruit", where="price<5")
    judged.judge("4", 0, by="ann", words="a red fruit", where="price<5")
    judged.judge("5", 1, by="ann", like=["4"], unlike_words="red")
    listed = likewise("judgements", "judged").stdout
    assert "a red fruit; where price<5" in listed
    assert "like 4; not red" in listed
    assert likewise("judgements", "-c", "judged", "--json").data == {
        "queries": 2, "judgements": 3, "relevant": 2,
    }  # fmt: skip

    for form in ("jsonl", "trec"):
        file = tmp_path / f"judged.{form}"
        ran = likewise("judgements", "judged", "--export", file)
        assert ran.rc == 0, ran.stderr
        assert "3 judgements" in ran.stderr
        again = likewise("judgements", "again", "--import", file, "--json")
        assert again.rc == 0, again.stderr
        assert again.data["queries"] == 2
    assert {each.by for each in parts.judgements("again").all()} == {"ann", "judged.trec"}
    for name in ("judged", "again"):
        assert likewise("drop", name, "--yes").rc == 0


def test_what_cannot_be_is_refused_and_nothing_is_kept(
    likewise: Likewise, parts: Parts, garden: str, tmp_path: Path
) -> None:
    file = tmp_path / "half.jsonl"
    file.write_text('{"asked": {"words": "x"}, "item": "a1", "grade": 1}\n{"asked": 1}\n')
    ran = likewise("judgements", garden, "--import", file)
    assert ran.rc == 1
    assert "line 2" in ran.stderr.replace("\n", " ")
    assert list(parts.judgements(garden).all()) == []
    for arguments in (("--export", tmp_path / "x.csv"), ("--export", file, "--import", file)):
        assert likewise("judgements", garden, *arguments).rc == 2
