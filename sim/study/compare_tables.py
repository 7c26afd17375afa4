"""The tables of a comparison, put together from finished runs and judged variants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.indicators import BoardRow, Target, board_from_frame
from sim.indicators.compare_access import with_access
from sim.indicators.compare_board import compared_boards
from sim.indicators.compare_demand import share_values
from sim.indicators.compare_gains import gains_tables
from sim.indicators.compare_gateway import READ_TABLES, gateway_values
from sim.indicators.compare_gateway_tables import circle_table, rail_time_changes
from sim.indicators.compare_groups import zone_groups
from sim.indicators.compare_operations import READ_TABLES as DAY_TABLES
from sim.indicators.compare_operations import operations_differences
from sim.indicators.compare_values import Compared as Number
from sim.indicators.compare_values import compared_values, ranked_values
from sim.results import RunResults
from sim.study.compare_inputs import Alternative
from sim.study.compare_variants import NOT_TAKEN_APART, Judged
from sim.study.compare_zones import MEASURES_MIN, zones_table
from sim.study.contributions import CONTRIBUTION_COLUMNS, contribution_rows
from sim.study.execute import CAVEATS
from sim.study.gateway_names import RAIL_TIMES
from sim.study.ledger import LEDGER_COLUMNS, PEOPLE_COLUMNS, moved_people

__all__ = ["Compared", "board_csv", "board_of", "comparison_tables"]

_CIRCLE_PARTS = "circle_parts"


@dataclass(frozen=True)
class Compared:
    """One alternative with everything its rows are made from.

    ``steps`` is its `step_table` (or ``None`` for runs of another version), ``judged`` its variants
    by place of the entry that is left out.
    """

    alternative: Alternative
    run: RunResults
    board: tuple[BoardRow, ...]
    zones: pd.DataFrame
    steps: pd.DataFrame | None
    judged: Mapping[int, Judged]

    @property
    def label(self) -> str:
        """Its name in all tables."""
        return self.alternative.label


def board_of(run: RunResults, targets: Sequence[Target]) -> tuple[BoardRow, ...]:
    """Rows of the board of a run, with the titles of the document."""
    return board_from_frame(run.targets, targets, run.table(CAVEATS))


def comparison_tables(found: Sequence[Compared], reference: str) -> dict[str, pd.DataFrame]:
    """All tables of a comparison by name; see the contract of each function they come from."""
    zones = {one.label: one.zones for one in found}
    gains, gains_mean = gains_tables(zones, reference, MEASURES_MIN)
    return {
        "alternatives": _alternatives(found, reference),
        "board": compared_boards({one.label: one.board for one in found}, reference),
        "indicators": _indicators(found, reference),
        "gains": gains,
        "gains_mean": gains_mean,
        "zones": zones_table(zones),
        "ledger": _ledger(found),
        "contributions": _contributions(found),
        **_gateway_tables(found, reference),
        **_operations_table(found, reference),
    }


def _gateway_tables(found: Sequence[Compared], reference: str) -> dict[str, pd.DataFrame]:
    """Circle and trains beside each other; without rows a table is left out."""
    tables = {
        "circle": circle_table(_tables(found, _CIRCLE_PARTS), reference),
        "rail_time_changes": rail_time_changes(_tables(found, RAIL_TIMES), reference),
    }
    return {name: table for name, table in tables.items() if len(table)}


def _operations_table(found: Sequence[Compared], reference: str) -> dict[str, pd.DataFrame]:
    """Paired differences of a simulated day; left out where fewer than two runs have one."""
    days: dict[str, dict[str, pd.DataFrame]] = {
        one.label: {str(name): one.run.table(name) for name in DAY_TABLES if name in one.run.tables}
        for one in found
    }
    table = operations_differences(days, reference)
    return {"operations": table} if len(table) else {}


def _tables(found: Sequence[Compared], name: str) -> dict[str, pd.DataFrame]:
    """A table of every run that has it, by alternative."""
    return {one.label: one.run.table(name) for one in found if name in one.run.tables}


def board_csv(found: Sequence[Compared], reference: str) -> str:
    """Target boards side by side as CSV for people, readable by spreadsheets (with a BOM).

    One line per target and definition; for each alternative its value, verdict, difference to the
    reference, bounds of its interval and probability of meeting the target. What has no number is
    empty.
    """
    table = compared_boards({one.label: one.board for one in found}, reference)
    first = next(one for one in found if one.label == reference)
    titles = {(row.target_id, row.definition): row for one in found for row in one.board}
    keys = list(dict.fromkeys(zip(table["target_id"], table["definition"], strict=True)))
    ordered = [(row.target_id, row.definition) for row in first.board]
    rows = [titles[key] for key in dict.fromkeys([*ordered, *keys])]
    columns: dict[str, list[object]] = {
        "target": [f"{row.title_zh} {row.title_en}" for row in rows],
        "definition": [f"{row.definition_zh} {row.definition_en}" for row in rows],
        "headline": ["★" if row.headline else "" for row in rows],
        "unit": [row.unit for row in rows],
        "comparator": [row.comparator for row in rows],
        "threshold": [row.threshold for row in rows],
    }
    cells = table.set_index(["alternative", "target_id", "definition"])
    for one in found:
        index = pd.MultiIndex.from_tuples([(one.label, r.target_id, r.definition) for r in rows])
        own = cells.reindex(index)
        against = () if one.label == reference else ("difference",)
        for name in ("value", "verdict", *against, "low", "high", "probability"):
            columns[f"{one.label} {name}"] = list(own[name])
    return "\ufeff" + pd.DataFrame(columns).to_csv(index=False, lineterminator="\n")


def _indicators(found: Sequence[Compared], reference: str) -> pd.DataFrame:
    """Numbers of the zones and, where the runs have them, of access, demand and the gateway."""
    zones: dict[str, pd.DataFrame] = {}
    more: dict[str, tuple[Number, ...]] = {}
    for one in found:
        zones[one.label], more[one.label] = one.zones, ()
        if {"access", "opportunity_layers"} <= set(one.run.tables):
            zones[one.label], more[one.label] = with_access(
                one.zones, one.run.table("access"), one.run.table("opportunity_layers")
            )
    values = compared_values(zones, more)
    shares = _tables(found, "mode_shares")
    if shares:
        districts = {
            group.group_id: (group.name_zh, group.name_en)
            for group in zone_groups(found[0].zones)
            if group.group_type == "district"
        }
        values = pd.concat([values, share_values(shares, districts)], ignore_index=True)
    gateway = gateway_values(
        {
            one.label: {name: one.run.table(name) for name in READ_TABLES if name in one.run.tables}
            for one in found
        }
    )
    if len(gateway):
        values = pd.concat([values, gateway], ignore_index=True)
    return ranked_values(values, reference)


def _alternatives(found: Sequence[Compared], reference: str) -> pd.DataFrame:
    rows = [
        {
            "alternative": one.label,
            "order": number + 1,
            "is_reference": one.label == reference,
            "title_zh": one.run.manifest.title_zh,
            "title_en": one.run.manifest.title,
            "run_id": one.run.manifest.run_id,
            **{
                name: one.run.manifest.network[name]
                for name in ("as_of", "horizon_year", "rail_timetable", "air_vintage")
            },
        }
        for number, one in enumerate(found)
    ]
    return pd.DataFrame(rows)


def _ledger(found: Sequence[Compared]) -> pd.DataFrame:
    parts = []
    for one in found:
        if one.steps is None or one.steps.empty:
            continue
        moved = [
            moved_people(one.zones, one.judged[place].zones)
            if place in one.judged
            else dict.fromkeys(PEOPLE_COLUMNS, np.nan)
            for place in range(len(one.steps))
        ]
        part = one.steps.assign(alternative=one.label, own=list(one.alternative.own))
        parts.append(pd.concat([part, pd.DataFrame(moved)], axis=1))
    if not parts:
        return pd.DataFrame(columns=list(LEDGER_COLUMNS))
    return pd.concat(parts, ignore_index=True)[list(LEDGER_COLUMNS)]


def _contributions(found: Sequence[Compared]) -> pd.DataFrame:
    """What each entry brings to each target, but for those that variants do not judge."""
    parts = []
    for one in found:
        if one.steps is None:
            continue
        sentences = list(one.steps["sentence"])
        board = one.run.targets
        board = board[~board["target_id"].isin(NOT_TAKEN_APART)]
        for place, judged in sorted(one.judged.items()):
            entry: dict[str, str | int] = {
                "alternative": one.label,
                "position": place + 1,
                "type": str(one.steps["type"].iloc[place]),
                "sentence": sentences[place],
                "falls_with": "; ".join(
                    f"{number + 1}. {sentences[number]}" for number in judged.variant.fallen
                ),
            }
            parts.append(contribution_rows(board, judged.board, entry))
    if not parts:
        return pd.DataFrame(columns=list(CONTRIBUTION_COLUMNS))
    return pd.concat(parts, ignore_index=True)
