"""What the first answer of a fresh process costs: ``bench_start.py FOLDER WHAT [plain]``.

Imports what a matrix needs. ``query`` asks about a toy town written as text, ``matrix`` about the
one whose files are in the folder (feed, walk graph, points), ``first`` too, with the progress line
that compiles ahead; ``all`` then calls every other kernel once: parts, sums, costs, long trips. With ``plain`` scipy is hidden, as on a
machine that has only what the project needs. Prints seconds as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bench_toy_text import HEADWAY_TEXT, MANY_POINTS_TEXT, TRAIN_TEXT

__all__ = ["first_answer"]


def first_answer(folder: Path, what: str) -> dict[str, float]:
    """Seconds of the imports, of the first query and of the other kernels."""
    laps, begin = {}, time.perf_counter()
    import sim.routing
    import sim.study.city

    laps["import"] = time.perf_counter() - begin
    begin = time.perf_counter()
    if what == "query":
        parts = _text_town(f"{TRAIN_TEXT}{MANY_POINTS_TEXT}")
    else:
        parts = _files_town(folder, ahead=what == "first")
    sim.routing.travel_times(*parts, sim.routing.Query.over("08:00-09:00"))
    laps["first query"] = time.perf_counter() - begin
    if what == "all":
        begin = time.perf_counter()
        _other_kernels(parts, folder)
        laps["other kernels"] = time.perf_counter() - begin
    return laps


def _files_town(folder: Path, *, ahead: bool):
    from datetime import date

    from sim.study.city import CityFiles, Walking, build_city

    files = CityFiles(
        (folder / "town.zip",),
        date(2019, 5, 13),
        folder / "points.csv",
        walk_nodes=folder / "walk_nodes.parquet",
        walk_edges=folder / "walk_edges.parquet",
    )
    report = (lambda _title, _share: None) if ahead else None
    city = build_city(files, Walking(), max_time_s=7200, report=report)
    return city.timetable, city.access, city.egress, city.direct


def _text_town(text: str):
    from sim import toy
    from sim.network.patterns import patterns
    from sim.routing import compile_links, compile_timetable

    town = toy.build(text)
    timetable = compile_timetable(
        patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    )
    links = compile_links(town.access, town.point_ids, town.stop_ids)
    return timetable, links, links, None


def _other_kernels(parts, folder: Path) -> None:
    from sim.network.streets.parquet import read_walk_tables
    from sim.routing import (
        Query,
        fastest_itinerary,
        reach,
        travel_time_profile,
        travel_times,
    )
    from sim.routing.cheapest import cheapest
    from sim.routing.parts_matrix import travel_time_parts
    from sim.routing.streets import snap_to_edges, walk_index, walk_times

    hour = Query.over("08:00-09:00")
    day_long = Query.over("08:00-09:00", max_time_s=36_000)
    arrivals = Query(hour.departures_s, arrive_by=True)
    travel_time_profile(*parts, hour)
    travel_time_profile(*parts, day_long)
    travel_times(*parts, day_long)
    travel_times(*parts, arrivals)
    travel_time_parts(*parts, hour)
    cheapest(*parts, hour)
    reach(*parts, hour, weights=[1.0] * 20, cutoffs_s=[3600])
    headways = _text_town(HEADWAY_TEXT)
    for query in (hour, day_long):
        travel_times(*headways, query)
        travel_time_profile(*headways, query)
    fastest_itinerary(
        *headways, hour,
        origin_id="home", destination_id="work", departure_s=8 * 3600,
    )  # fmt: skip
    graph = read_walk_tables(folder / "walk_nodes.parquet", folder / "walk_edges.parquet")
    places = snap_to_edges(graph, [9.0, 9.01], [0.0001, 0.0001])
    walk_times(walk_index(graph), places, places, limit_m=9000.0, speed_m_per_s=1.0)


if __name__ == "__main__":
    if "plain" in sys.argv:
        # Numba loads scipy where it finds it; the project does not need it, only its tests do.
        sys.modules["scipy"] = None
    found = first_answer(Path(sys.argv[1]), sys.argv[2])
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()
