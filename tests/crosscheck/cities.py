"""Test cities made ready for both sides: files for the command, plain tables for the brute force.

The data lie beside the project in ``../shared`` and are never copied into it; where they are absent
the tests are skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from bench_rules import UNREACHABLE, percentiles
from plain_gtfs import write_filled
from plain_streets import Graph, read_graph
from typer.testing import CliRunner

__all__ = ["City", "Question", "compare", "points_of", "prepare", "sample", "source"]

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "road" / "testcities"


@dataclass(frozen=True)
class City:
    """Feeds as the command gets them, and the walk graph as files and as tables."""

    feeds: tuple[Path, ...]
    nodes: Path
    edges: Path
    graph: Graph


@dataclass(frozen=True)
class Question:
    """What the command is asked; the brute force is asked the same."""

    service_date: date
    window: str
    departures_s: list[int]
    percentiles: tuple[int, ...] = (5, 25, 50, 75, 95)
    options: tuple[str, ...] = ()


def source(city: str, name: str) -> Path:
    """A file of a city's data, or a skipped test."""
    path = DATA / city / name
    if not path.exists():
        pytest.skip(f"the test data {city}/{name} are not beside the project")
    return path


def points_of(path: Path) -> pd.DataFrame:
    """Points with columns id, lon, lat, exactly as the digits say."""
    table = pd.read_csv(path, dtype=str)
    return pd.DataFrame(
        {"id": table.id, "lon": [float(x) for x in table.lon], "lat": [float(y) for y in table.lat]}
    )


def streets(osm: Path, folder: Path) -> tuple[Path, Path, Graph]:
    """The walk graph, also written as the two files that the command takes."""
    graph = read_graph(osm)
    nodes, edges = folder / "walk_nodes.parquet", folder / "walk_edges.parquet"
    graph.nodes.to_parquet(nodes)
    graph.edges.to_parquet(edges)
    return nodes, edges, graph


def prepare(city: str, folder: Path, feeds: Sequence[str], osm: str, *, fill: bool) -> City:
    """Feeds (with blank stop times filled, if asked) and streets of a city."""
    ready = []
    for name in feeds:
        raw = source(city, name)
        ready.append(folder / name if fill else raw)
        if fill:
            write_filled(raw, folder / name)
    nodes, edges, graph = streets(source(city, osm), folder)
    return City(tuple(ready), nodes, edges, graph)


def sample(places: pd.DataFrame, count: int) -> pd.DataFrame:
    """Places spread evenly over the list, the first and the last included."""
    chosen = np.linspace(0, len(places) - 1, count).round().astype(int)
    return places.iloc[chosen].reset_index(drop=True)


def compare(
    city: City,
    question: Question,
    expected_s: np.ndarray,
    *,
    origins: pd.DataFrame,
    destinations: pd.DataFrame,
    folder: Path,
) -> None:
    """Run ``sim matrix``; every departure and every percentile must equal the brute force."""
    froms, tos = folder / "origins.csv", folder / "destinations.csv"
    origins[["id", "lon", "lat"]].to_csv(froms, index=False)
    destinations[["id", "lon", "lat"]].to_csv(tos, index=False)
    table, every = run_matrix(city, question, froms, tos, folder)

    shape = (len(origins), len(question.departures_s), len(destinations))
    departures = pd.Index(question.departures_s).get_indexer(every.departure_s)
    found_s = filled(
        shape, (rows(every.from_id, origins), departures, rows(every.to_id, destinations)),
        every.travel_time_s,
    )  # fmt: skip
    assert_equal(found_s, expected_s, "departures")
    wanted_s = percentiles(expected_s, list(question.percentiles))
    for number, percentile in enumerate(question.percentiles):
        column = f"p{percentile}"
        found_s = filled(
            wanted_s.shape[:2], (rows(table.from_id, origins), rows(table.to_id, destinations)),
            table[column],
        )  # fmt: skip
        assert_equal(found_s, wanted_s[:, :, number], column)


def run_matrix(
    city: City, question: Question, froms: Path, tos: Path, folder: Path
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The two tables that ``sim matrix --seconds`` writes."""
    from sim.cli.main import app

    out, every = folder / "matrix.parquet", folder / "departures.parquet"
    arguments = ["matrix"]
    for feed in city.feeds:
        arguments += ["--gtfs", str(feed)]
    arguments += ["--walk-nodes", str(city.nodes), "--walk-edges", str(city.edges)]
    arguments += ["--points", str(froms), "--destinations", str(tos)]
    arguments += ["--date", question.service_date.isoformat(), "--window", question.window]
    arguments += ["--percentiles", ",".join(map(str, question.percentiles)), "--seconds"]
    arguments += ["--out", str(out), "--departures-out", str(every), *question.options]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output or done.exception
    columns = ["from_id", "to_id", *(f"p{p}" for p in question.percentiles)]
    table, departures = pd.read_parquet(out), pd.read_parquet(every)
    assert list(table.columns) == columns
    assert list(departures.columns) == ["from_id", "to_id", "departure_s", "travel_time_s"]
    return table, departures


def rows(ids: pd.Series, places: pd.DataFrame) -> np.ndarray:
    return pd.Index(places.id.astype(str)).get_indexer(ids.astype(str))


def filled(shape: tuple[int, ...], cells: tuple[np.ndarray, ...], values: pd.Series) -> np.ndarray:
    """An array from a long table, which must have each cell exactly once and no other."""
    assert all((index >= 0).all() for index in cells), "an id or a departure nobody asked for"
    flat = np.ravel_multi_index(cells, shape)
    assert len(np.unique(flat)) == len(flat) == np.prod(shape), "a cell is missing or twice there"
    array = np.full(shape, UNREACHABLE, np.int64)
    given = values.notna().to_numpy()
    array.reshape(-1)[flat[given]] = values.to_numpy()[given].astype(np.int64)
    assert (values.to_numpy()[given] >= 0).all(), "unreachable must be missing, not a number"
    return array


def assert_equal(found_s: np.ndarray, expected_s: np.ndarray, what: str) -> None:
    """Say how many cells differ and show five of them."""
    differ = np.argwhere(found_s != expected_s)
    examples = [
        (tuple(int(i) for i in cell), int(found_s[tuple(cell)]), int(expected_s[tuple(cell)]))
        for cell in differ[:5]
    ]
    assert not len(differ), (
        f"{what}: {len(differ):,} of {found_s.size:,} cells differ; "
        f"(cell, found, expected): {examples}"
    )
