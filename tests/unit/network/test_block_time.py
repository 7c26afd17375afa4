"""Minutes of a flight by its distance, and what is wrong with bands that do not fit."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.errors import DataError
from sim.network.block_time import BlockBand, block_bands, block_min

TABLE = pd.DataFrame(
    {"from_km": [0.0, 1500.0, 4000.0], "fixed_min": [30.0, 40.0, 50.0], "speed_kmh": 850.0}
)
BANDS = block_bands(TABLE)


def test_block_times_by_band() -> None:
    # 30 + 60 · 850 / 850; 40 + 60 · 1700 / 850; 50 + 60 · 8500 / 850; limits are the upper band's
    assert block_min([850.0, 1700.0, 8500.0], BANDS).tolist() == [90.0, 160.0, 650.0]
    assert block_min(1500.0, BANDS).item() == pytest.approx(40.0 + 60 * 1500 / 850)
    assert math.isnan(block_min(float("nan"), BANDS).item())
    assert (block_min(range(0, 16_000, 50), BANDS)[1:] > 0).all()


def test_bands_come_in_the_order_of_their_distances() -> None:
    assert block_bands(TABLE.iloc[::-1])[0] == BlockBand(0.0, 30.0, 850.0)


def test_bands_must_begin_at_zero() -> None:
    with pytest.raises(DataError, match="air/block_time must have a band that begins at 0 km"):
        block_bands(TABLE.iloc[1:])
