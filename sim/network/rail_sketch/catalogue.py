"""Sketched lines of the tables as records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from sim.clock import parse_clock
from sim.network.model import Quality, StopId
from sim.network.rail_sketch.sketch import RailService, RailSketch, SketchStop

__all__ = ["SKETCH_TABLES", "rail_sketches"]

SKETCH_TABLES = ("rail/lines", "rail/sketch_lines", "rail/sketch_stops", "rail/sketch_services")
Rows: TypeAlias = Iterable[Mapping[str, object]]


def rail_sketches(
    lines: Rows, sketch_lines: Rows, sketch_stops: Rows, sketch_services: Rows
) -> dict[str, RailSketch]:
    """Sketches by line, from the rows of the tables in `SKETCH_TABLES`, as text or typed.

    Names and design speeds are those of ``rail/lines``. A line without stations has no sketch.

    Examples
    --------
    >>> from pathlib import Path
    >>> import csv
    >>> texts = [Path(f"network_data/{name}.csv").read_text("utf-8") for name in SKETCH_TABLES]
    >>> tables = [list(csv.DictReader(text.splitlines())) for text in texts]
    >>> taizhou = rail_sketches(*tables)["hangtai"]
    >>> taizhou.short_zh, taizhou.length_km, taizhou.design_speed_kmh, len(taizhou.services)
    ('杭台', 266.9, 350.0, 2)
    """
    known = {str(row["line_id"]): row for row in lines}
    stops: dict[str, list[tuple[int, SketchStop]]] = defaultdict(list)
    for row in sketch_stops:
        stops[str(row["line_id"])].append((_whole(row["seq"]), _stop(row)))
    services: dict[str, list[RailService]] = defaultdict(list)
    for row in sketch_services:
        services[str(row["line_id"])].append(_service(row))
    found = {}
    for row in sketch_lines:
        line_id = str(row["line_id"])
        line = known[line_id]
        if stops[line_id]:
            found[line_id] = RailSketch(
                line_id,
                str(line["name_zh"]),
                str(line["name_en"]),
                str(row["short_zh"]),
                float(str(line["design_speed_kmh"])),
                tuple(stop for _, stop in sorted(stops[line_id], key=lambda one: one[0])),
                Quality(str(row["quality"])),
                str(row["source"]),
                tuple(services[line_id]),
            )
    return found


def _stop(row: Mapping[str, object]) -> SketchStop:
    return SketchStop(
        StopId(str(row["stop_id"])),
        float(str(row["distance_from_start_km"])),
        float(str(row["operating_speed_kmh"])),
        throat=str(row["large_station"]) in {"1", "True"},
    )


def _service(row: Mapping[str, object]) -> RailService:
    return RailService(
        str(row["service_id"]),
        str(row["line_id"]),
        tuple(StopId(part) for part in str(row["stop_ids"]).split(";")),
        _whole(row["headway_min"]),
        parse_clock(str(row["first_departure"])),
        parse_clock(str(row["last_departure"])),
        Quality(str(row["quality"])),
        str(row["source"]),
    )


def _whole(cell: object) -> int:
    return int(float(str(cell)))
