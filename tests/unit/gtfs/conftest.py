"""Feeds of a few rows, written to a folder of the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.network.gtfs.examples import small_feed, write_feed


@pytest.fixture
def feed(tmp_path: Path) -> Callable[..., Path]:
    """Write the example feed with some files replaced (``None``: left out)."""

    def written(name: str = "bus.zip", **files: str | None) -> Path:
        texts = small_feed()
        for stem, text in files.items():
            texts.pop(f"{stem}.txt", None)
            if text is not None:
                texts[f"{stem}.txt"] = text
        return write_feed(texts, tmp_path / name)

    return written
