"""Stable content hashes of tables, arrays, documents and records."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from enum import Enum
from functools import cache, lru_cache, singledispatch
from pathlib import Path
from types import MappingProxyType
from typing import Any

__all__ = ["fingerprint", "fingerprint_file", "fingerprint_once"]


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
        digest.update(_text(part))
    return digest.hexdigest()[:16]


def fingerprint_file(path: Path) -> str:
    """SHA-256 of the bytes of a file, whole (64 digits)."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fingerprint_once(part: Mapping[Any, Any]) -> str:
    """`fingerprint` of a mapping that nothing writes into: the same object is hashed once.

    Examples
    --------
    >>> closed = MappingProxyType({"a": 1})
    >>> fingerprint_once(closed) == fingerprint({"a": 1}) == fingerprint_once(closed)
    True
    """
    return _of_same(_Same(part))


class _Same:
    """A mapping that counts as equal to itself alone."""

    __slots__ = ("part",)

    def __init__(self, part: Mapping[Any, Any]) -> None:
        self.part = part

    def __hash__(self) -> int:
        return id(self.part)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.part is other.part


@lru_cache(maxsize=256)
def _of_same(same: _Same) -> str:
    pairs = sorted((_text(key), _record(value)) for key, value in same.part.items())
    digest = hashlib.sha256(b"{" + b",".join(key + b":" + value for key, value in pairs) + b"}")
    return digest.hexdigest()[:16]


def _record(value: Any) -> bytes:
    """`_text` of a value; a frozen record that several mappings hold is written once."""
    try:
        return _text_of_record(value)
    except TypeError:  # it holds something that cannot be hashed
        return _text(value)


@lru_cache(maxsize=20_000, typed=True)
def _text_of_record(value: Any) -> bytes:
    return _text(value)


@singledispatch
def _text(part: Any) -> bytes:
    """Bytes that stand for a value and its type.

    Tables and arrays are known by what they can do, so that hashing a document loads neither
    pandas nor numpy. Anything unknown must be plain data.
    """
    if dataclasses.is_dataclass(part) and not isinstance(part, type):
        fields = b";".join(
            name.encode() + b"=" + _text(getattr(part, name)) for name in _fields(type(part))
        )
        return type(part).__name__.encode() + b"(" + fields + b")"
    if hasattr(part, "to_csv"):
        return f"table{list(part.columns)}{part.to_csv(index=False)}".encode()
    if hasattr(part, "dtype") and hasattr(part, "tobytes"):
        if part.ndim == 0:
            return _text(part.item())
        body = hashlib.sha256(part.tobytes()).digest()
        return f"array{part.dtype.str}{part.shape}".encode() + body
    return json.dumps(part, sort_keys=True, default=str).encode()


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@_text.register(dict)
@_text.register(MappingProxyType)
def _(part: Mapping[Any, Any]) -> bytes:
    pairs = sorted((_text(key), value) for key, value in part.items())
    return b"{" + b",".join(key + b":" + _text(value) for key, value in pairs) + b"}"


@_text.register(list)
@_text.register(tuple)
def _(part: Sequence[Any]) -> bytes:
    return b"[" + b",".join(map(_text, part)) + b"]"


@_text.register(set)
@_text.register(frozenset)
def _(part: AbstractSet[Any]) -> bytes:
    return b"<" + b",".join(sorted(map(_text, part))) + b">"


@_text.register
def _(part: Enum) -> bytes:
    return repr(part.value).encode()


@_text.register(date)
@_text.register(Path)
def _(part: date | Path) -> bytes:
    return str(part).encode()


@_text.register(str)
@_text.register(int)
@_text.register(float)
@_text.register(bytes)
@_text.register(type(None))
def _(part: object) -> bytes:
    return f"{type(part).__name__}:{part!r}".encode()
