"""The example values of NetScan in both published forms, and the same figures worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.air.netscan import parameter_sets, quality
from sim.tables import read_table

ROOT = Path(__file__).parents[2]

# First form: NST 2: MAXT = (3 − 0.15) · 2 = 5.7; PTT = 2.5 + 3 · 0.75 = 4.75; Q = 1 − 2.75 / 3.7.
# Second form: PTT = 2.5 + 2.85 · 0.75 = 4.6375; MAXT = 2 + 5 ln 2.5 = 6.5815;
# Q = 1 − 2.6375 / 4.5815.
GOLDEN = [
    (2.0, 2.5, 0.75, 0.2568, 0.4243),
    (12.0, 13.0, 2.0, 0.4697, 0.5882),
    (5.0, 6.0, 1.25, 0.4154, 0.4977),
]


@pytest.mark.parametrize(("nonstop", "flying", "transfer", "veldhuis", "seo"), GOLDEN)
def test_quality_of_the_bundled_parameters(
    nonstop: float, flying: float, transfer: float, veldhuis: float, seo: float
) -> None:
    sets = parameter_sets(read_table(ROOT / "network_data", "air/netscan_parameters"))
    assert set(sets) == {"veldhuis_1997", "seo_later"}
    for name, expected in (("veldhuis_1997", veldhuis), ("seo_later", seo)):
        found = quality(nonstop, flying, transfer, sets[name]).item()
        assert found == pytest.approx(expected, abs=5e-5), name
