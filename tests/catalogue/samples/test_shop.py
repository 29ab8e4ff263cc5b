"""Shop: padded rows and their variants become products."""

from __future__ import annotations

from pathlib import Path

import pytest

from likewise.catalogue.samples.shop import read_shop
from likewise.errors import SourceError

TABLE = """\
name    ,slug    ,description               ,assets    ,facets                                        ,price
Laptop  ,laptop  ,"Fast, light. ""Really.""\"  ,laptop.jpg,category:Electronics|category:Computers|brand:A,1299.00
        ,        ,                          ,          ,                                              ,899.00
        ,        ,                          ,          ,                                              ,2199.00
Red Chai,Chair/1 ,To sit on                 ,absent.jpg,category:Furniture|color:red|color:wood       ,70.00
"""  # noqa: E501  # as padded as the real one


def shop(folder: Path, table: str) -> tuple[Path, Path]:
    """The folders of the source and of the pictures to be."""
    (folder / "assets" / "images").mkdir(parents=True)
    (folder / "assets" / "products.csv").write_text(table, encoding="utf-8")
    (folder / "assets" / "images" / "laptop.jpg").write_bytes(b"a laptop")
    (folder / "images").mkdir()
    return folder, folder / "images"


def test_variants_fold_into_their_product_at_the_lowest_price(
    tmp_path: Path, said: list[str]
) -> None:
    laptop, _ = read_shop(*shop(tmp_path, TABLE), said.append)

    assert laptop == {
        "id": "laptop",
        "name": "Laptop",
        "description": 'Fast, light. "Really."',
        "category": "Electronics, Computers",
        "brand": "A",
        "color": "",
        "price": "899.00",
        "picture": "laptop.jpg",
    }
    assert (tmp_path / "images" / "laptop.jpg").read_bytes() == b"a laptop"


def test_an_id_is_a_safe_name_and_an_absent_photo_is_empty(tmp_path: Path, said: list[str]) -> None:
    _, chair = read_shop(*shop(tmp_path, TABLE), said.append)

    assert (chair["id"], chair["color"], chair["picture"]) == ("chair-1", "red, wood", "")


@pytest.mark.parametrize("table", ["", "no,such,columns\n1,2,3\n", TABLE.replace("70.00", "cheap")])
def test_another_table_is_refused(tmp_path: Path, said: list[str], table: str) -> None:
    with pytest.raises(SourceError, match="not the table of Vendure's shop"):
        read_shop(*shop(tmp_path, table), said.append)


def test_a_folder_without_the_table_is_refused(tmp_path: Path, said: list[str]) -> None:
    with pytest.raises(SourceError, match=r"products\.csv"):
        read_shop(tmp_path, tmp_path, said.append)
