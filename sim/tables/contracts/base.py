"""Contracts of ``network_data/base/``: lines that are drawn on maps, never measured."""

from sim.tables.columns import Day, Facts, Integer, Number, Text, choice, day, integer, number, text
from sim.tables.spec import ForeignKey, TableSpec

__all__ = ["TABLES", "MainRoads", "MetroGeometry", "RailGeometry"]


class MainRoads(Facts):
    """Main roads and expressways of the northern main city from OpenStreetMap (2024)."""

    road_id: Text = text("Road", pattern=r"^osm_\d{2}$", example="osm_01")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    kind: Text = choice("Kind", ("main_road", "urban_expressway", "motorway"))
    ref: Text = text("Number of the road", optional=True)
    method: Text = choice("How the line was made", ("source",))
    accuracy_m: Integer = integer("Expected error", unit="m", low=0, high=5000)


class RailGeometry(Facts):
    """Railways in sections; what opened after 2016 is straight between stations."""

    geometry_id: Text = text("Section", pattern=r"^[a-z_]+_\d$", example="huhang_1")
    line_id: Text = text("Line")
    name_zh: Text = text("Chinese name of the line")
    name_en: Text = text("English name of the line")
    line_class: Text = choice("Class", ("high_speed", "conventional", "metropolitan"))
    section: Text = text("End stations, Chinese")
    open_date: Day = day("First day of service; empty: not opened or not known", optional=True)
    status: Text = choice(
        "Status in July 2016", ("operating", "under_construction", "planned", "unknown")
    )
    method: Text = choice("Real geometry, or straight between stations", ("source", "straight"))
    accuracy_m: Integer = integer("Expected error", unit="m", low=0, high=5000)


class MetroGeometry(Facts):
    """Metro lines by branch, along the track where it is known, else straight."""

    geometry_id: Text = text("Line and branch", pattern=r"^[a-z0-9_]+$", example="metro_1_main")
    route_id: Text = text("Line")
    branch_id: Text = text("Branch")
    name_zh: Text = text("Chinese name of the line")
    name_en: Text = text("English name of the line")
    method: Text = choice(
        "Track geometry, straight between stations, or both",
        ("track", "straight", "track_and_straight"),
    )
    track_km: Number = number("Along known track", unit="km", low=0, high=100)
    straight_km: Number = number("Straight between stations", unit="km", low=0, high=100)


TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        "base/main_roads",
        "Main roads for drawing",
        MainRoads,
        ("road_id",),
        form="geojson",
        geometry="line",
    ),
    TableSpec(
        "base/rail_geometry",
        "Railways for drawing",
        RailGeometry,
        ("geometry_id",),
        (ForeignKey("line_id", ("rail/lines.line_id",)),),
        form="geojson",
        geometry="line",
    ),
    TableSpec(
        "base/metro_geometry",
        "Metro lines for drawing",
        MetroGeometry,
        ("geometry_id",),
        (ForeignKey("route_id", ("metro/lines.route_id",)),),
        form="geojson",
        geometry="line",
    ),
)
