"""Periods of the day as windows, and how a show-up before a departure falls into them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Periods", "ShowUp"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Periods:
    """Windows of the day in order, each with the number of its period.

    The first window reaches back and the last one forward without end, so every time has a period:
    the night counts where it touches the day.
    """

    period_ids: tuple[str, ...]
    start_s: Floats
    end_s: Floats
    period: Ints

    @classmethod
    def of(cls, windows: dict[str, list[tuple[float, float]]]) -> Periods:
        """Periods from their windows, in seconds.

        Examples
        --------
        >>> day = Periods.of({"peak": [(7.0, 9.0)], "rest": [(6.0, 7.0), (9.0, 23.0)]})
        >>> day.period.tolist(), day.start_s.tolist()[1:], day.at(np.array([2.0, 8.0])).tolist()
        ([1, 0, 1], [7.0, 9.0], [1, 0])
        """
        ids = tuple(windows)
        rows = sorted(
            (start, end, ids.index(name)) for name, spans in windows.items() for start, end in spans
        )
        start = np.array([row[0] for row in rows], dtype=np.float64)
        end = np.append(start[1:], math.inf)
        start[0] = -math.inf
        return cls(ids, start, end, np.array([row[2] for row in rows], dtype=np.int64))

    def at(self, time_s: Floats) -> Ints:
        """The period of each time."""
        window = np.searchsorted(self.start_s, time_s, side="right") - 1
        found: Ints = self.period[window]
        return found


@dataclass(frozen=True, slots=True)
class ShowUp:
    """How long before the departure people come: lognormal by median and spread."""

    median_s: float
    cv: float

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm: ``sqrt(ln(1 + cv²))``."""
        return math.sqrt(math.log1p(self.cv**2))

    def below(self, lead_s: Floats) -> Floats:
        """Share of people who come less than so long before; 0 for none or less.

        Examples
        --------
        >>> ShowUp(2400.0, 0.5).below(np.array([-1.0, 2400.0, math.inf])).tolist()
        [0.0, 0.5, 1.0]
        """
        from scipy.special import ndtr  # noqa: PLC0415 - heavy

        with np.errstate(divide="ignore"):
            logs = np.log(np.maximum(lead_s, 0.0) / self.median_s)
        found: Floats = ndtr(logs / self.sigma) if self.sigma > 0 else (logs >= 0).astype(float)
        return found

    def at(self, share: Floats) -> Floats:
        """Lead below which so large a share lies: the inverse of `below`."""
        from scipy.special import ndtri  # noqa: PLC0415 - heavy

        found: Floats = self.median_s * np.exp(self.sigma * ndtri(share))
        return found

    def shares(self, depart_s: Floats, periods: Periods) -> Floats:
        """Share of each train's passengers who come in each window: windows by trains.

        Examples
        --------
        >>> day = Periods.of({"a": [(0.0, 3600.0)], "b": [(3600.0, 9000.0)]})
        >>> ShowUp(2400.0, 0.5).shares(np.array([6000.0]), day).tolist()
        [[0.5], [0.5]]
        """
        latest = self.below(depart_s[None, :] - periods.start_s[:, None])
        earliest = self.below(depart_s[None, :] - periods.end_s[:, None])
        return latest - earliest

    def leads(self, drawn: Floats, depart_s: Floats, period: Ints, periods: Periods) -> Floats:
        """Leads of people who come in a given period, by one draw in (0, 1) each.

        The distribution is cut to the windows of the period; a period into which none of it falls
        is answered without the cut.

        Examples
        --------
        >>> day = Periods.of({"a": [(0.0, 3600.0)], "b": [(3600.0, 9000.0)]})
        >>> show_up = ShowUp(2400.0, 0.5)
        >>> lead = show_up.leads(np.array([0.0001]), np.array([6000.0]), np.array([0]), day)
        >>> bool(2400 < lead[0] < 2410)
        True
        """
        share = self.shares(depart_s, periods)
        share = np.where(periods.period[:, None] == period[None, :], share, 0.0)
        whole = share.sum(axis=0)
        within = np.where(whole > 0, drawn * whole, 0.0)
        start = self.below(depart_s[None, :] - periods.end_s[:, None])
        before = np.cumsum(share[::-1], axis=0)[::-1] - share  # later windows: shorter leads
        inside = within[None, :] - before
        chosen = (inside >= 0) & (inside <= share) & (share > 0)
        row = np.argmax(chosen, axis=0)
        column = np.arange(drawn.size)
        at = start[row, column] + np.clip(inside[row, column], 0.0, share[row, column])
        at = np.where(whole > 0, at, drawn)
        return self.at(np.clip(at, 1e-12, 1 - 1e-12))
