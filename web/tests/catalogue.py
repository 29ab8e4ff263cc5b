"""Writes what the tests of the page search in: drawn things, gadgets in a graph, and words."""

from __future__ import annotations

import csv
import sys
from itertools import product
from pathlib import Path

from PIL import Image, ImageDraw

KINDS = {"chair": "椅子", "table": "桌子", "lamp": "灯", "sofa": "沙发", "vase": "花瓶"}
COLOURS = {"red": "#c0392b", "green": "#27ae60", "blue": "#2980b9", "yellow": "#f1c40f"}
MATERIALS = ("wooden", "metal", "glass")
SCRIPT = "<script>window.broken=1</script>"
STRANGE = (
    # id, name, kind, colour, link
    ("a/b c#1", '<img src=x onerror="window.broken=1">', "chair", SCRIPT, "javascript:alert(1)"),
    ("..", '"><svg onload=window.broken=1>', "table", "red", "data:text/html,x"),
    ("no-picture", "plain stool", "chair", "red", "https://shop.example/stool"),
)
GADGETS = """
[catalogue]
name = "gadgets"
source = "gadgets.csv"
id = "id"

[fields]
name = "text"
kind = "tag"
price = "number"

[vectors.text]
from = "{name} {kind}"
model = "all-minilm-l6-v2"

[index]
algorithm = "hnsw"
"""
HEAD = ("id", "name", "name_zh", "kind", "colour", "price", "added", "place", "link", "image")


def draw(kind: str, colour: str, number: int) -> Image.Image:
    """A thing of a shape for its kind."""
    picture = Image.new("RGB", (320, 320), "white")
    pen = ImageDraw.Draw(picture)
    shift = 4 * number
    match kind:
        case "chair":
            pen.rectangle((90 + shift, 40, 120 + shift, 280), fill=colour)
            pen.rectangle((90 + shift, 150, 220, 180), fill=colour)
            pen.rectangle((195, 150, 220, 280), fill=colour)
        case "table":
            pen.rectangle((30, 120 + shift, 290, 150 + shift), fill=colour)
            pen.rectangle((50, 150 + shift, 75, 290), fill=colour)
            pen.rectangle((245, 150 + shift, 270, 290), fill=colour)
        case "lamp":
            pen.polygon(((160, 30), (90 - shift, 140), (230 + shift, 140)), fill=colour)
            pen.rectangle((152, 140, 168, 290), fill="black")
        case "sofa":
            pen.rounded_rectangle((20, 110 + shift, 300, 250), 40, fill=colour)
            pen.rectangle((70, 170, 250, 215), fill="white")
        case _:
            pen.ellipse((100 - shift, 90, 220 + shift, 290), fill=colour)
            pen.rectangle((140, 40, 180, 110), fill=colour)
    return picture


def write_gadgets(folder: Path) -> None:
    """Enough of them for a graph, and two rows that are refused."""
    (folder / "gadgets.toml").write_text(GADGETS, encoding="utf-8")
    with (folder / "gadgets.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "name", "kind", "price"))
        names = product(KINDS, COLOURS, MATERIALS, ("old", "new"))
        for number, (kind, colour, material, age) in enumerate(names):
            price = "dear" if number in {7, 80} else number
            writer.writerow((f"g{number}", f"{age} {colour} {material} {kind}", kind, price))


def main(folder: Path) -> None:
    """Writes the catalogues below a folder."""
    images = folder / "images"
    images.mkdir(parents=True)
    with (folder / "things.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        things = product(KINDS, COLOURS, MATERIALS)
        for number, (kind, colour, material) in enumerate(things):
            picture = f"images/{number}.png"
            draw(kind, COLOURS[colour], MATERIALS.index(material)).save(folder / picture)
            name, chinese = f"{colour} {material} {kind}", f"{KINDS[kind]}{number}"
            place = f"{number / 10:.1f},{48 + number / 100:.2f}"
            added = f"2024-{1 + number % 12:02d}-10"
            writer.writerow((f"t{number}", name, chinese, kind, colour, 20 + 15 * number,
                             added, place, "", picture))  # fmt: skip
        for number, (id_, name, kind, colour, link) in enumerate(STRANGE):
            picture = ""
            if "/" in id_:
                picture = f"images/strange-{number}.png"
                draw(kind, "#7f8c8d", number).save(folder / picture)
            writer.writerow((id_, name, "", kind, colour, 5, "", "", link, picture))
    write_gadgets(folder)
    with (folder / "words.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "title"))
        writer.writerows((f"w{number}", word) for number, word in enumerate(KINDS))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
