"""Drawn pictures, each unlike the others."""

from __future__ import annotations

from PIL import Image, ImageDraw

ROWS = (
    # id, name, kind, price, colour
    ("1", "red apple", "fruit", "1.5", "red"),
    ("2", "green apple", "fruit", "1.25", "green"),
    ("3", "yellow banana", "fruit", "0.75", "yellow"),
    ("4", "sports car", "vehicle", "30000", "red"),
    ("5", "family bus", "vehicle", "90000", "yellow"),
    ("6", "racing bicycle", "vehicle", "800", "green"),
    ("7", "leather sofa", "furniture", "1200", "brown"),
    ("8", "reading lamp", "furniture", "45", "white"),
)


def draw(colour: str, number: int) -> Image.Image:
    """A picture of its own for each number."""
    picture = Image.new("RGB", (300, 240), "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((20 + 8 * number, 20, 140 + 12 * number, 200), fill=colour)
    pen.rectangle((200, 30 + 15 * number, 280, 220), fill=colour, outline="black")
    return picture
