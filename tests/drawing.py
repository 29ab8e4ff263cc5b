"""Drawn pictures, each unlike the others."""

from __future__ import annotations

from PIL import Image, ImageDraw


def draw(colour: str, number: int) -> Image.Image:
    """A picture of its own for each number."""
    picture = Image.new("RGB", (300, 240), "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((20 + 8 * number, 20, 140 + 12 * number, 200), fill=colour)
    pen.rectangle((200, 30 + 15 * number, 280, 220), fill=colour, outline="black")
    return picture
