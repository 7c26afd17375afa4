"""Data of layers that are off at first, deflated: a third of the weight, no cost until read."""

from __future__ import annotations

import base64
import zlib
from typing import Final

from sim.maps.page_data import script_json

__all__ = ["PACKED_FROM", "packed_json"]

PACKED_FROM: Final = 10_000
"""Bytes from which packing is worth while."""


def packed_json(text: str) -> str:
    """JSON of a layer as JSON of its deflated bytes; short text stays as it is.

    The page undoes this in ``inflate.js`` when the layer is first shown, or searched.

    Examples
    --------
    >>> packed_json('{"id":"a"}')
    '{"id":"a"}'
    >>> len(packed_json('{"id":"' + "a" * 50_000 + '"}')) < 200
    True
    """
    data = text.encode("utf-8")
    if len(data) < PACKED_FROM:
        return text
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    deflated = packer.compress(data) + packer.flush()
    return script_json({"size": len(data), "packed": base64.b64encode(deflated).decode("ascii")})
