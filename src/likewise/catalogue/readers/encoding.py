"""Encoding: found out from a text's bytes."""

from __future__ import annotations

import codecs

try:
    from chardetng_py.detector import EncodingDetector
except ImportError:  # no wheel for this machine
    EncodingDetector = None

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16's: asked first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODECS = {
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "shift_jis": "cp932",
    "windows-874": "cp874",
}
"""Where the web's name of an encoding means more than the codec of that name."""

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
"""What no text holds, unlike spaces, the end that DOS sets, and the escapes of some encodings."""

_MOST_NULS = 0.3
_MOST_DAMAGED = 0.5  # of the characters beyond ASCII; other encodings have ten times as many


def wide_encoding_of(start: bytes) -> str | None:
    """The encoding that a text's first bytes give away: by a mark, or as UTF-16 without one."""
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    pairs = len(start) // 2
    if pairs and start[1::2].count(0) > pairs * _MOST_NULS and not start[::2].count(0):
        return "utf-16-le"
    if pairs and start[::2].count(0) > pairs * _MOST_NULS and not start[1::2].count(0):
        return "utf-16-be"
    return None


def encoding_of(sample: bytes) -> str | None:
    """The likeliest encoding of what is not all ASCII, None where it is hardly text.

    UTF-8 it is with a few damaged bytes too.
    """
    text = sample.decode("utf-8", "surrogateescape")
    damaged = len(sample) - len(text.encode("utf-8", "ignore"))
    others = len(text) - len(text.encode("ascii", "ignore")) - damaged
    if damaged <= others * _MOST_DAMAGED or _is_cut_utf8(sample):
        return "utf-8"
    if EncodingDetector is None or len(sample.translate(None, _CONTROLS)) < len(sample):
        return None
    detector = EncodingDetector()
    detector.feed(sample, last=True)
    name = detector.guess(tld=None, allow_utf8=False).lower()
    return codecs.lookup(_CODECS.get(name, name)).name


def _is_cut_utf8(sample: bytes) -> bool:
    """Whether all is UTF-8 but for a character that the end cuts."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(sample)
    except UnicodeDecodeError:
        return False
    return True
