"""Stable content hashes of tables, arrays, documents and records."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["fingerprint", "fingerprint_file"]


def fingerprint(*parts: Any) -> str:
    """Hash of the contents of `parts`: 16 hexadecimal digits, the same on every machine.

    Mappings count by key, not by order; sequences by order. Records, arrays and tables count by
    value.

    Examples
    --------
    >>> fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    True
    >>> fingerprint([1, 2]) == fingerprint([2, 1])
    False
    """
    digest = hashlib.sha256()
    for part in parts:
        _feed(digest, part)
    return digest.hexdigest()[:16]


def fingerprint_file(path: Path) -> str:
    """SHA-256 of the bytes of a file, whole (64 digits)."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _feed(digest: Any, part: Any) -> None:
    if isinstance(part, np.ndarray):
        digest.update(f"array{part.dtype.str}{part.shape}".encode())
        digest.update(np.ascontiguousarray(part).tobytes())
    elif isinstance(part, pd.DataFrame):
        digest.update(f"table{list(part.columns)}".encode())
        digest.update(part.to_csv(index=False).encode())
    elif dataclasses.is_dataclass(part) and not isinstance(part, type):
        digest.update(type(part).__name__.encode())
        for field in dataclasses.fields(part):
            digest.update(field.name.encode())
            _feed(digest, getattr(part, field.name))
    elif isinstance(part, Mapping):
        digest.update(b"{")
        for key in sorted(part, key=str):
            _feed(digest, key)
            _feed(digest, part[key])
        digest.update(b"}")
    elif isinstance(part, (list, tuple)):
        digest.update(b"[")
        for item in part:
            _feed(digest, item)
        digest.update(b"]")
    elif isinstance(part, (set, frozenset)):
        _feed(digest, sorted(part, key=str))
    elif isinstance(part, Enum):
        digest.update(repr(part.value).encode())
    elif isinstance(part, (date, Path)):
        digest.update(str(part).encode())
    elif part is None or isinstance(part, (str, int, float, bool, bytes, np.generic)):
        value = part.item() if isinstance(part, np.generic) else part
        digest.update(f"{type(value).__name__}:{value!r};".encode())
    else:
        digest.update(json.dumps(part, sort_keys=True, default=str).encode())
