"""What each modification brings to each target: the scenario with all of them, and without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.errors import ScenarioError, Severity
from sim.modifications import ModificationBase, apply_modifications
from sim.modifications.base import Path
from sim.network.model import Network

__all__ = ["CONTRIBUTION_COLUMNS", "Variant", "contribution_rows", "leave_one_out"]

CONTRIBUTION_COLUMNS = (
    "alternative",
    "position",
    "type",
    "sentence",
    "falls_with",
    "target_id",
    "definition",
    "headline",
    "unit",
    "value_with",
    "value_without",
    "contribution",
    "verdict_with",
    "verdict_without",
)

_KEYS = ["target_id", "definition"]


@dataclass(frozen=True, slots=True)
class Variant:
    """A list of modifications without one entry and without those that cannot stand without it.

    Places count from 0 in the whole list; ``fallen`` does not hold the entry itself.
    """

    place: int
    kept: tuple[int, ...]
    fallen: tuple[int, ...]


def leave_one_out(base: Network, modifications: Sequence[ModificationBase], place: int) -> Variant:
    """Leave out one entry, and then whatever has errors or no effect without it.

    A headway for a line that only this entry makes, or the closing of what it opens, falls with it.
    The rest is tried out on the base network until it applies; nothing is changed.

    Examples
    --------
    >>> from sim.modifications import CloseSection, OpenSection
    >>> from sim.modifications.examples import two_line_network
    >>> opening = OpenSection(type="open_section", sections=("1b",))
    >>> closing = CloseSection(type="close_section", sections=("1b",))
    >>> leave_one_out(two_line_network(), [opening, closing], 0)
    Variant(place=0, kept=(), fallen=(1,))
    >>> leave_one_out(two_line_network(), [opening, closing], 1)
    Variant(place=1, kept=(0,), fallen=())
    """
    kept = [number for number in range(len(modifications)) if number != place]
    fallen: list[int] = []
    while True:
        try:
            apply_modifications(base, [modifications[number] for number in kept], where=_place)
        except ScenarioError as error:
            wrong = {
                kept[issue.line]
                for issue in error.issues
                if issue.severity is Severity.ERROR and issue.line is not None
            }
            if not wrong:
                raise
            fallen.extend(sorted(wrong))
            kept = [number for number in kept if number not in wrong]
        else:
            return Variant(place, tuple(kept), tuple(sorted(fallen)))


def contribution_rows(
    board: pd.DataFrame, without: pd.DataFrame, entry: Mapping[str, str | int]
) -> pd.DataFrame:
    """Every definition of every modelled target with and without one entry.

    ``contribution = value_with - value_without`` in the unit of the definition, whichever way is
    good; missing (NaN) where either value is. Contributions of several entries need not add up:
    what two of them only reach together counts for both, what each reaches alone for neither.

    Parameters
    ----------
    board, without
        Boards (`board_frame`) with all entries and without this one.
    entry
        What the row says of the entry: alternative, position, type, sentence, falls_with.

    Examples
    --------
    >>> row = {"target_id": "km", "definition": "all", "headline": True, "unit": "km",
    ...        "value": 257.3, "verdict": "met"}
    >>> less = {**row, "value": 248.1, "verdict": "missed"}
    >>> entry = {"alternative": "plan", "position": 1, "type": "open_section", "sentence": "opens",
    ...          "falls_with": ""}
    >>> found = contribution_rows(pd.DataFrame([row]), pd.DataFrame([less]), entry)
    >>> found[["contribution", "verdict_with", "verdict_without"]].values.tolist()
    [[9.2, 'met', 'missed']]
    """
    shown = [*_KEYS, "headline", "unit", "value", "verdict"]
    modelled = board.loc[board["verdict"] != "not_modelled", shown]
    both = modelled.merge(
        without[[*_KEYS, "value", "verdict"]],
        on=_KEYS,
        how="left",
        suffixes=("_with", "_without"),
        validate="1:1",
    )
    both = both.astype({"value_with": "float64", "value_without": "float64"})
    change = both["value_with"].to_numpy() - both["value_without"].to_numpy()
    both["contribution"] = np.round(change, 6) + 0.0
    for name, value in entry.items():
        both[name] = value
    return both[list(CONTRIBUTION_COLUMNS)]


def _place(path: Path) -> tuple[None, int | None]:
    """Say where a problem is by the entry's place in the list, in the place of a line."""
    place = path[1] if len(path) > 1 else None
    return None, place if isinstance(place, int) else None
