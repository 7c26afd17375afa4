"""The pages the browser opens: a small made-up city and the real network.

The travel times of the real one are made up, since only the drawing is tested.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from sim.maps import MapInputs, read_base_layers
from sim.network.build import load_network

TESTS = Path(__file__).parents[1]
DATA = TESTS.parent / "network_data"


def made_up_city() -> MapInputs:
    """The sample of the tests of ``sim.maps``."""
    sys.path.insert(0, str(TESTS / "unit" / "maps"))
    from map_sample import sample_inputs

    return sample_inputs()


def real_network() -> MapInputs:
    """The network of the end of 2020; minutes grow with the distance from Hangzhou East."""
    network = load_network(DATA, date(2020, 12, 31))
    zones = list(network.zones.values())
    lon = np.array([zone.lon for zone in zones])
    lat = np.array([zone.lat for zone in zones])
    from_hub = 10 + 100 * np.hypot(lon - 120.21, lat - 30.29)
    from_airport = 10 + 100 * np.hypot(lon - 120.43, lat - 30.24)
    from_hub[::50] = np.nan
    cells = pd.DataFrame(
        {
            "zone_id": [zone.zone_id for zone in zones],
            "minutes_from_hub": from_hub,
            "minutes_from_airport": from_airport,
            "population_60min": np.maximum(0, 5e6 - 4e4 * from_airport),
            "population": [zone.population for zone in zones],
        }
    )
    return MapInputs(
        network=network,
        title_zh="实际线网",
        title_en="Real network",
        subtitle="",
        scenario="test",
        baseline=None,
        cells=cells,
        base=read_base_layers(DATA),
    )
