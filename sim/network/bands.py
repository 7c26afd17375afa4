"""Arithmetic of headway bands: precedence, shifts and summed frequencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from sim.network.model import HeadwayBand, Quality

__all__ = ["bands_of_branch", "shifted", "summed"]

_WORST_LAST = tuple(Quality)


def bands_of_branch(bands: Sequence[HeadwayBand], branch_id: str) -> tuple[HeadwayBand, ...]:
    """Bands that count for one branch: sorted, without overlap.

    A band of the branch itself counts before a band of every branch, a later one before an
    earlier one.

    Examples
    --------
    >>> all_day = HeadwayBand("", 0, 100, 9, Quality.ESTIMATE, "x")
    >>> peak = HeadwayBand("", 40, 60, 5, Quality.ESTIMATE, "x")
    >>> [(b.start_s, b.end_s, b.headway_s) for b in bands_of_branch([all_day, peak], "main")]
    [(0, 40, 9), (40, 60, 5), (60, 100, 9)]
    """
    general = [band for band in bands if not band.branch_id]
    own = [band for band in bands if band.branch_id and band.branch_id == branch_id]
    ranked = [*general, *own]
    pieces: list[HeadwayBand] = []
    for start_s, end_s in _intervals(ranked):
        winner = next(
            (b for b in reversed(ranked) if b.start_s <= start_s and end_s <= b.end_s), None
        )
        if winner is not None:
            pieces.append(replace(winner, branch_id=branch_id, start_s=start_s, end_s=end_s))
    return _joined(pieces)


def shifted(bands: Iterable[HeadwayBand], seconds: int) -> tuple[HeadwayBand, ...]:
    """Return the bands as seen from a stop that is reached `seconds` later.

    Examples
    --------
    >>> [b.start_s for b in shifted([HeadwayBand("", 0, 9, 3, Quality.ESTIMATE, "x")], 5)]
    [5]
    """
    return tuple(
        replace(band, start_s=band.start_s + seconds, end_s=band.end_s + seconds) for band in bands
    )


def summed(groups: Sequence[Sequence[HeadwayBand]], branch_id: str) -> tuple[HeadwayBand, ...]:
    """Bands of services that share a trunk: frequencies add, ``1 / h = Σ 1 / h_i``.

    Each group is without overlap in itself. Where one group has no service the others count
    alone. The quality is the worst of the summands.

    Examples
    --------
    >>> one = HeadwayBand("a", 0, 100, 600, Quality.OFFICIAL, "x")
    >>> two = HeadwayBand("b", 50, 100, 300, Quality.ESTIMATE, "y")
    >>> [(b.start_s, b.headway_s, b.quality.value) for b in summed([[one], [two]], "trunk")]
    [(0, 600, 'official'), (50, 200, 'estimate')]
    """
    pieces: list[HeadwayBand] = []
    for start_s, end_s in _intervals([band for group in groups for band in group]):
        running = [
            band
            for group in groups
            for band in group
            if band.start_s <= start_s and end_s <= band.end_s
        ]
        if not running:
            continue
        frequency = sum(1.0 / band.headway_s for band in running)
        pieces.append(
            HeadwayBand(
                branch_id=branch_id,
                start_s=start_s,
                end_s=end_s,
                headway_s=max(1, round(1.0 / frequency)),
                quality=max((band.quality for band in running), key=_WORST_LAST.index),
                source="; ".join(sorted({band.source for band in running})),
                run_time_factor=running[0].run_time_factor,
            )
        )
    return _joined(pieces)


def _intervals(bands: Sequence[HeadwayBand]) -> list[tuple[int, int]]:
    edges = sorted({edge for band in bands for edge in (band.start_s, band.end_s)})
    return list(pairwise(edges))


def _joined(pieces: Sequence[HeadwayBand]) -> tuple[HeadwayBand, ...]:
    joined: list[HeadwayBand] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last is not None and piece == replace(last, start_s=last.end_s, end_s=piece.end_s):
            joined[-1] = replace(last, end_s=piece.end_s)
        else:
            joined.append(piece)
    return tuple(joined)
