"""Tables of an airport's traffic made by hand, for examples and tests of its corridors."""

from __future__ import annotations

import pandas as pd

__all__ = ["peak_tables"]


def peak_tables() -> dict[str, pd.DataFrame]:
    """Tables of an airport of 36.5 million passengers in 2019 and of a fifth of that in 2020.

    A movement carries 133.3 passengers, 45 an hour is the most, 53 from July 2023. Flights spread
    evenly over 20 hours. A tenth of the passengers change planes; 60 % of the others go the busier
    way.

    Examples
    --------
    >>> sorted(peak_tables())
    ['air/corridor_parameters', 'air/flight_bank', 'air/terminals', 'air/throughput']
    """
    parameters = {
        "road_median_power": (0.86, 0.8, 1.0),
        "road_p95_log": (3.67, 2.5, 4.5),
        "transfer_share": (0.1, 0.0, 0.2),
        "busier_direction_share": (0.6, 0.5, 0.7),
        "typical_share_10m": (0.00045, 0.00045, 0.00045),
        "typical_share_20m": (0.0004, 0.0004, 0.0004),
        "typical_share_30m": (0.00035, 0.00035, 0.00035),
    }
    return {
        "air/throughput": pd.DataFrame(
            {
                "iata": "HGH",
                "year": [2019, 2020],
                "passengers": [36_500_000.0, 7_300_000.0],
                "movements": [273_750.0, 100_000.0],
                "quality": ["published", "estimate"],
            }
        ),
        "air/terminals": pd.DataFrame(
            {
                "iata": "HGH",
                "item": "peak_hour_movements",
                "value": [45.0, 53.0],
                "valid_from": [pd.NaT, pd.Timestamp(2023, 7, 1)],
                "valid_to": [pd.Timestamp(2023, 6, 30), pd.NaT],
                "quality": "published",
            }
        ),
        "air/flight_bank": pd.DataFrame(
            {
                "iata": "HGH",
                "hour": range(4, 24),
                "departures_share": 0.05,
                "arrivals_share": 0.05,
                "quality": "estimate",
            }
        ),
        "air/corridor_parameters": pd.DataFrame(
            [(name, *values) for name, values in parameters.items()],
            columns=["parameter", "value", "low", "high"],
        ),
    }
