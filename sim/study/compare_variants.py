"""A scenario without one of its modifications: judged, searched, and kept under its content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sim.fingerprint import fingerprint
from sim.indicators import board_frame
from sim.study.cache import StageCache
from sim.study.compare_minutes import zone_minutes
from sim.study.contributions import Variant, leave_one_out
from sim.study.evaluate import evaluate_variant
from sim.study.ledger import step_table
from sim.study.prepare import Prepared
from sim.study.stages import Stages

__all__ = [
    "NOT_TAKEN_APART",
    "Judged",
    "kept_steps",
    "kept_variant",
    "make_steps",
    "make_variant",
]

SKIMS = ("corridor_times", "centre_times", "door_to_door", "interchanges")
"""Travel times that the targets of a variant are judged by, beside the ways to other ports."""

NOT_TAKEN_APART = ("pt_share",)
"""Targets that need the demand model, which no variant solves: it would take a minute for each."""

_LABELS = {"scenario", "title", "title_zh", "description", "extends", "map", "modifications"}
"""Keys of a document that name a scenario or draw it, and change no number."""


@dataclass(frozen=True)
class Judged:
    """What a variant came to: its board (`board_frame`) and the minutes of its zones."""

    variant: Variant
    board: pd.DataFrame
    zones: pd.DataFrame


def kept_variant(prepared: Prepared, place: int, cache: StageCache) -> Judged | None:
    """The scenario without the entry at a place (from 0), if it was ever judged; else ``None``.

    Nothing is loaded but small tables: the variant is found by the content of the scenario, its
    results by the content of what is left of it, so that equal variants of several scenarios are
    judged once.
    """
    entries = cache.read("variant_entries", _list_key(prepared, place))
    if entries is None:
        return None
    kept = tuple(int(number) for number in entries.loc[entries["kept"], "place"])
    fallen = tuple(
        int(number) for number in entries.loc[~entries["kept"], "place"] if number != place
    )
    key = _content_key(prepared, kept)
    board, zones = cache.read("variant_board", key), cache.read("variant_minutes", key)
    if board is None or zones is None:
        return None
    return Judged(Variant(place, kept, fallen), board, zones)


def make_variant(prepared: Prepared, base: Prepared, place: int, cache: StageCache) -> None:
    """Judge the scenario without the entry at a place and keep what came out.

    `base` is the scenario without any modification, with its network. Entries that cannot stand
    without this one fall with it.
    """
    modifications = prepared.scenario.document.modifications
    variant = leave_one_out(base.network, modifications, place)
    numbers = range(len(modifications))
    entries = pd.DataFrame(
        {"place": list(numbers), "kept": [number in variant.kept for number in numbers]}
    )
    cache.write("variant_entries", _list_key(prepared, place), entries)
    key = _content_key(prepared, variant.kept)
    if all(cache.read(name, key) is not None for name in ("variant_board", "variant_minutes")):
        return
    kept = [modifications[number] for number in variant.kept]
    silent = Stages(lambda _title, _share: None)
    found = evaluate_variant(base, kept, cache, silent, skims=_wanted(prepared))
    cache.write("variant_minutes", key, zone_minutes(base, found.network, cache))
    cache.write("variant_board", key, board_frame(found.board))


def _wanted(prepared: Prepared) -> tuple[str, ...]:
    """Tables that variants are judged by: with the ways to other ports where runs have them."""
    return (*SKIMS, "gateway_ground") if prepared.scenario.document.gateway.enabled else SKIMS


def kept_steps(prepared: Prepared, cache: StageCache) -> pd.DataFrame | None:
    """What each entry does in its order (`step_table`), if it was ever asked; else ``None``."""
    return cache.read("ledger_steps", _steps_key(prepared))


def make_steps(prepared: Prepared, base: Prepared, cache: StageCache) -> pd.DataFrame:
    """Find out what each entry does in its order and keep it; `base` as in `make_variant`."""
    steps = step_table(base.network, prepared.scenario.document.modifications)
    cache.write("ledger_steps", _steps_key(prepared), steps)
    return steps


def _steps_key(prepared: Prepared) -> str:
    return fingerprint("steps", *_asked(prepared), _entries(prepared, notes=True))


def _list_key(prepared: Prepared, place: int) -> str:
    return fingerprint("list", *_asked(prepared), _entries(prepared), place)


def _content_key(prepared: Prepared, kept: Sequence[int]) -> str:
    entries = _entries(prepared)
    return fingerprint("content", *_asked(prepared), [entries[number] for number in kept])


def _asked(prepared: Prepared) -> tuple[object, ...]:
    """Everything but the modifications that a number can depend on."""
    identity = prepared.identity
    document = prepared.scenario.document.model_dump(mode="json", exclude=_LABELS)
    return identity["data"], identity["code"], identity["libraries"], document


def _entries(prepared: Prepared, *, notes: bool = False) -> list[object]:
    left_out = set() if notes else {"note"}
    return [
        entry.model_dump(mode="json", exclude=left_out)
        for entry in prepared.scenario.document.modifications
    ]
