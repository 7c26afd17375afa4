"""Trips of stations and airport add up to what the demand model has of them."""

from dataclasses import replace

import numpy as np

from sim.study.demand_examples import small_result
from sim.study.demand_generators import GENERATOR_TRIP_COLUMNS, generator_trips


def test_both_directions_add_up_to_rows_and_columns() -> None:
    result = small_result()
    kinds = list(result.zones.kind)
    kinds[1] = "station"
    ids = list(result.zones.zone_ids)
    ids[1] = "station:east"
    zones = replace(result.zones, kind=tuple(kinds), zone_ids=tuple(ids))
    table = generator_trips(replace(result, zones=zones))
    special = [u for u, purpose in enumerate(result.purposes) if purpose.kind == "special"]
    trips = result.trips[special].astype(np.float64)
    here = table[table["generator_id"] == "east"].groupby("direction")["trips"].sum()
    np.testing.assert_allclose(here["to"], trips[..., :, 1].sum(), rtol=1e-6)
    np.testing.assert_allclose(here["from"], trips[..., 1, :].sum(), rtol=1e-6)


def test_places_without_trips_have_no_rows() -> None:
    result = small_result()
    zones = replace(result.zones, kind=("area",) * len(result.zones.kind))
    table = generator_trips(replace(result, zones=zones))
    assert tuple(table.columns) == GENERATOR_TRIP_COLUMNS
    assert table.empty
