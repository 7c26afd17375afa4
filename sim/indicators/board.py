"""The target board: values against thresholds, and whether the definitions agree."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import pandas as pd

from sim.errors import OutputError
from sim.indicators.target_model import Comparator, Definition, Target
from sim.indicators.values import IndicatorValue

__all__ = [
    "COLUMNS",
    "BoardRow",
    "Overall",
    "Verdict",
    "board_caveats",
    "board_frame",
    "board_from_frame",
    "margin",
    "overall_verdict",
    "target_board",
]

Verdict = Literal["met", "missed", "not_modelled", "not_computed"]
Overall = Literal["met", "missed", "depends", "not_modelled", "not_computed"]

COLUMNS = (
    "target_id",
    "definition",
    "headline",
    "value",
    "unit",
    "threshold",
    "comparator",
    "margin",
    "verdict",
    "quality",
    "low",
    "high",
    "probability",
)

_UNCERTAINTY = ("low", "high", "probability")


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One definition of one target on the board.

    ``margin`` is in the row's unit and positive on the good side, so a row is met exactly where it
    is not negative. ``overall`` is the same for every row of a target: ``depends`` where its
    definitions disagree. ``agreement`` says in words how many definitions there are. ``low`` and
    ``high`` bound the value in the row's unit, ``probability`` (0 to 1) is that of meeting the
    threshold; ``None`` where the uncertainty was not computed. The verdict is that of the value.
    """

    target_id: str
    definition: str
    headline: bool
    value: float | None
    unit: str
    threshold: float | None
    comparator: Comparator
    margin: float | None
    verdict: Verdict
    quality: str
    overall: Overall
    agreement: str
    title_zh: str
    title_en: str
    definition_zh: str
    definition_en: str
    caveats: tuple[str, ...]
    low: float | None = None
    high: float | None = None
    probability: float | None = None


def target_board(
    values: Sequence[IndicatorValue], targets: Sequence[Target]
) -> tuple[BoardRow, ...]:
    """One row per target and definition, the headline of each target first.

    A target that is not modelled has no numbers, whatever `values` hold. A definition without a
    value is ``not_computed``. Values of targets or definitions that the document does not have are
    left out.
    """
    found = {(value.target_id, value.definition_id): value for value in values}
    return tuple(
        row
        for target in targets
        for row in _target_rows(
            target,
            {
                definition.id: found.get((target.id, definition.id))
                for definition in target.definitions
            },
        )
    )


def margin(
    value: float, threshold: float, comparator: Comparator, tolerance_pct: float = 0.0
) -> float:
    """Distance to the threshold on the good side, in the unit of the value.

    ``about`` is measured from the lowest value that still meets it,
    ``threshold * (1 - tolerance_pct / 100)``; ``==`` has no good side, so its margin is never
    positive.

    Examples
    --------
    >>> margin(257.3, 250, ">="), margin(75, 60, "<="), margin(39, 40, "about", 5)
    (7.3, -15, 1.0)
    """
    return round(_MARGINS[comparator](value, threshold, tolerance_pct), 6)


_MARGINS: Mapping[Comparator, Callable[[float, float, float], float]] = MappingProxyType(
    {
        ">=": lambda value, threshold, _tolerance: value - threshold,
        "<=": lambda value, threshold, _tolerance: threshold - value,
        "==": lambda value, threshold, _tolerance: -abs(value - threshold),
        "about": lambda value, threshold, tolerance: value - threshold * (1 - tolerance / 100),
    }
)


def overall_verdict(headline: Verdict, verdicts: Sequence[Verdict]) -> tuple[Overall, str]:
    """Verdict of a target over all its definitions, with the count in words.

    ``depends`` where definitions disagree. A target whose headline could not be computed is never
    met or missed by the others alone.

    Examples
    --------
    >>> overall_verdict("met", ["met", "missed", "met", "not_computed"])
    ('depends', 'met by 2 of 3 definitions, 1 not computed')
    >>> overall_verdict("met", ["met", "not_computed"])
    ('met', 'met by the only definition computed, 1 not computed')
    """
    if headline == "not_modelled":
        return "not_modelled", "not modelled yet"
    met, missed = verdicts.count("met"), verdicts.count("missed")
    computed = met + missed
    left_out = f", {len(verdicts) - computed} not computed" if computed < len(verdicts) else ""
    if computed == 0:
        return "not_computed", "no definition computed"
    if met and missed:
        return "depends", f"met by {met} of {computed} definitions{left_out}"
    word = "met" if met else "missed"
    who = f"all {computed} definitions" if computed > 1 else "the only definition computed"
    agreement = f"{word} by {who}{left_out}"
    if headline == "not_computed":
        return "not_computed", f"headline not computed; {agreement}"
    return headline, agreement


def board_frame(rows: Sequence[BoardRow]) -> pd.DataFrame:
    """Rows as the table of ``targets.csv``; what has no number is missing (NaN)."""
    frame = pd.DataFrame(
        [{column: getattr(row, column) for column in COLUMNS} for row in rows],
        columns=list(COLUMNS),
    )
    for column in ("value", "threshold", "margin", *_UNCERTAINTY):
        frame[column] = frame[column].astype("float64")
    return frame


def board_caveats(rows: Sequence[BoardRow]) -> pd.DataFrame:
    """Collect what a run learned about its values: target_id, definition, caveat, one row each.

    These sentences have no place among the columns of ``targets.csv``; kept as a table of the run
    they can be handed back to `board_from_frame`.
    """
    return pd.DataFrame(
        [(row.target_id, row.definition, caveat) for row in rows for caveat in row.caveats],
        columns=["target_id", "definition", "caveat"],
        dtype="str",
    )


def board_from_frame(
    frame: pd.DataFrame, targets: Sequence[Target], caveats: pd.DataFrame | None = None
) -> tuple[BoardRow, ...]:
    """Rows of a board read back from ``targets.csv``, with the titles of the document.

    The file may hold a choice of the document's targets, but each with all its definitions; one of
    an earlier version has no intervals. `caveats` is the table of `board_caveats`; without it the
    rows have none.

    Raises
    ------
    OutputError
        If the table has a target or definition that the document does not have, or lacks a
        definition.
    """
    titles = {target.id: target for target in targets}
    cells = {(str(row["target_id"]), str(row["definition"])): row for _, row in frame.iterrows()}
    chosen = [target for target in targets if target.id in {name for name, _ in cells}]
    wanted = {(target.id, one.id) for target in chosen for one in target.definitions}
    odd = sorted(wanted ^ cells.keys())
    if odd:
        raise OutputError(
            f"targets.csv and policy/targets.yaml do not belong together: '{odd[0][0]}', "
            f"definition '{odd[0][1]}' is in one of them only; run the scenario again"
        )
    said: dict[tuple[str, str], tuple[str, ...]] = {}
    if caveats is not None:
        for key, group in caveats.groupby(["target_id", "definition"], sort=False):
            said[str(key[0]), str(key[1])] = tuple(group["caveat"])
    rows: list[BoardRow] = []
    for target_id in dict.fromkeys(str(name) for name in frame["target_id"]):
        target = titles[target_id]
        rows += _assembled(
            target,
            [
                _cell_of(definition, cells[key], said.get(key, ()))
                for definition in _headline_first(target)
                for key in ((target_id, definition.id),)
            ],
        )
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Cell:
    """What is known of one definition before the target as a whole is judged."""

    definition: Definition
    value: float | None
    margin: float | None
    verdict: Verdict
    quality: str
    caveats: tuple[str, ...]
    low: float | None = None
    high: float | None = None
    probability: float | None = None


def _cell_of(definition: Definition, record: pd.Series, caveats: tuple[str, ...]) -> _Cell:
    """One row of the file; columns of later versions may be missing."""
    return _Cell(
        definition=definition,
        value=_number(record["value"]),
        margin=_number(record["margin"]),
        verdict=_verdict(record["verdict"]),
        quality=_text(record["quality"]),
        caveats=caveats,
        low=_number(record.get("low")),
        high=_number(record.get("high")),
        probability=_number(record.get("probability")),
    )


def _target_rows(target: Target, values: Mapping[str, IndicatorValue | None]) -> Sequence[BoardRow]:
    cells = [_cell(target, one, values[one.id]) for one in _headline_first(target)]
    return _assembled(target, cells)


def _headline_first(target: Target) -> list[Definition]:
    return sorted(target.definitions, key=lambda definition: not definition.headline)


def _cell(target: Target, definition: Definition, found: IndicatorValue | None) -> _Cell:
    if target.status == "not_modelled":
        return _Cell(definition, None, None, "not_modelled", "", ())
    threshold = target.threshold_of(definition)
    if found is None or found.value is None or math.isnan(found.value) or threshold is None:
        caveats = found.caveats if found is not None else ("not computed",)
        return _Cell(definition, None, None, "not_computed", "", caveats)
    distance = margin(
        found.value, threshold, target.comparator_of(definition), target.tolerance_pct or 0.0
    )
    reached = math.isfinite(found.value)
    return _Cell(
        definition=definition,
        value=found.value if reached else None,
        margin=distance if reached else None,
        verdict="met" if distance >= 0 else "missed",
        quality=found.quality.text(),
        caveats=found.caveats,
        low=found.low,
        high=found.high,
        probability=found.probability,
    )


def _assembled(target: Target, cells: Sequence[_Cell]) -> list[BoardRow]:
    overall, agreement = overall_verdict(cells[0].verdict, [cell.verdict for cell in cells])
    return [
        BoardRow(
            target_id=target.id,
            definition=cell.definition.id,
            headline=cell.definition.headline,
            value=cell.value,
            unit=cell.definition.unit,
            threshold=target.threshold_of(cell.definition),
            comparator=target.comparator_of(cell.definition),
            margin=cell.margin,
            verdict=cell.verdict,
            quality=cell.quality,
            overall=overall,
            agreement=agreement,
            title_zh=target.title_zh,
            title_en=target.title_en,
            definition_zh=cell.definition.title_zh,
            definition_en=cell.definition.title_en,
            caveats=cell.caveats,
            low=cell.low,
            high=cell.high,
            probability=cell.probability,
        )
        for cell in cells
    ]


def _number(cell: object) -> float | None:
    return None if pd.isna(cell) else float(str(cell))  # type: ignore[call-overload]


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _verdict(cell: object) -> Verdict:
    for verdict in _VERDICTS:
        if cell == verdict:
            return verdict
    raise OutputError(f"targets.csv has the verdict '{cell}', which is none of {_VERDICTS}")


_VERDICTS: tuple[Verdict, ...] = ("met", "missed", "not_modelled", "not_computed")
