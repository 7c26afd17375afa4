"""Bus lines of 2015, airport buses: counts, order along the line, spacing, periods."""

import numpy as np
import pandas as pd

from sim.geometry import distances_m, to_metres


def test_counts_of_lines_and_stops(table):
    routes = table("bus/routes")
    assert len(routes) == 250
    assert routes["mode_id"].value_counts().to_dict() == {"bus": 241, "brt": 9}
    assert routes["service"].value_counts().to_dict() == {"all_day": 219, "night": 28, "holiday": 3}
    assert len(table("bus/stops")) == 1604


def test_no_line_is_there_under_two_spellings(table):
    routes = table("bus/routes")
    numbers = routes["name_zh"].str.replace(r"^\d+/", "", regex=True).str.lstrip("K")
    assert not numbers.duplicated().any()


def test_every_line_has_its_directions_with_stops_in_order(table):
    stops = table("bus/route_stops")
    routes = table("bus/routes").set_index("route_id")
    directions = stops.groupby("route_id")["direction"].nunique()
    assert set(directions.index) == set(routes.index)
    one_way = set(directions.index[directions == 1])
    assert one_way == set(routes.index[routes["circular"]])
    assert len(one_way) == 16
    for _, line in stops.groupby(["route_id", "direction"]):
        assert line["seq"].tolist() == list(range(1, len(line) + 1))
        assert len(line) >= 2
        assert line["distance_from_start_m"].iloc[0] == 0
        assert line["distance_from_start_m"].is_monotonic_increasing
        assert (line["stop_id"] != line["stop_id"].shift()).all()


def test_every_stop_is_served(table):
    assert set(table("bus/route_stops")["stop_id"]) == set(table("bus/stops")["stop_id"])


def test_spacing_is_that_of_buses(table):
    stops = table("bus/route_stops")
    hop = stops.groupby(["route_id", "direction"])["distance_from_start_m"].diff().dropna()
    assert hop.min() > 0
    assert hop.max() < 15_000
    assert 550 < hop.median() < 750
    assert (hop > 5000).sum() <= 24


def test_the_way_along_a_line_is_not_shorter_than_the_straight_line(table):
    stops = table("bus/route_stops").merge(table("bus/stops")[["stop_id", "lon", "lat"]])
    stops = stops.sort_values(["route_id", "direction", "seq"])
    xy = to_metres(stops["lon"], stops["lat"])
    straight = np.r_[np.nan, distances_m(xy[1:], xy[:-1])]
    key = stops["route_id"] + stops["direction"].astype(str)
    straight[(key != key.shift()).to_numpy()] = np.nan
    along = stops.groupby(["route_id", "direction"])["distance_from_start_m"].diff()
    assert (pd.Series(straight, stops.index) - along).max() < 250


def test_stop_areas_of_one_name_do_not_lie_on_each_other(table):
    stops = table("bus/stops")
    for _, same in stops.groupby("name_zh"):
        xy = to_metres(same["lon"], same["lat"])
        gaps = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
        assert (gaps[np.triu_indices(len(same), 1)] > 60).all()


def test_airport_lines_have_periods_that_do_not_overlap(table):
    routes = table("bus/airport_routes").sort_values(["route_id", "open_date"])
    following = routes.groupby("route_id")["open_date"].shift(-1)
    assert ((routes["close_date"] <= following) | following.isna()).all()
    assert routes["route_id"].nunique() == 32


def test_the_closed_expressway_slows_the_airport_bus(table):
    routes = table("bus/airport_routes")
    line = routes[routes["route_id"] == "apbus_wulinmen"].sort_values("open_date")
    assert line["run_time_min"].tolist() == [60, 70, 60]
    assert line["quality"].tolist() == ["published", "derived", "published"]


def test_coaches_are_marked_as_estimates(table):
    routes = table("bus/airport_routes")
    assert set(routes.loc[routes["mode_id"] == "coach", "quality"]) == {"estimate"}


def test_airport_coaches_run_at_the_speed_of_coaches(table):
    stops = table("bus/airport_stops").set_index("stop_id")
    routes = table("bus/airport_routes")
    town = stops.loc[routes["from_stop_id"]]
    airport = stops.loc[["A_HGH"] * len(routes)]
    km = (
        distances_m(to_metres(town["lon"], town["lat"]), to_metres(airport["lon"], airport["lat"]))
        / 1000
    )
    speed = km / routes["run_time_min"].to_numpy() * 60
    assert speed.min() > 10
    assert speed.max() < 90
