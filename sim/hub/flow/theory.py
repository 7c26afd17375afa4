"""What queueing theory says: waits in steady state, waits for vehicles, and where there is none.

Formulas as in Kleinrock, Queueing Systems (1975), and Gross et al., Fundamentals of Queueing Theory
(4th ed. 2008). Rates are per second, times seconds. Without arrivals nobody waits; at or above full
use there is no steady state and the mean wait is infinite.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = [
    "ErlangC",
    "SteadyState",
    "erlang_c",
    "kingman_wait_s",
    "md1_wait_s",
    "mg1_wait_s",
    "newell_wait_s",
    "overload_queue",
    "servers_for_wait",
    "steady_state",
    "utilisation",
]


@dataclass(frozen=True, slots=True)
class ErlangC:
    """Steady state of M/M/c: use of the lanes, who waits, how long on average, how many wait."""

    utilisation: float
    waiting_share: float
    wait_s: float
    queue: float
    _leaving_per_s: float = 0.0

    def share_above(self, wait_s: float) -> float:
        """Share of people who wait longer: ``P(wait) exp(-(cμ - λ) t)``.

        Examples
        --------
        >>> round(erlang_c(2.0, 1.0, 3).share_above(1.0), 4)  # 4/9 · e^-1
        0.1635
        """
        return self.waiting_share * math.exp(-self._leaving_per_s * wait_s)


@dataclass(frozen=True, slots=True)
class SteadyState:
    """Whether a queue can settle, its utilisation, and what to tell the planner about it."""

    reached: bool
    utilisation: float
    servers_needed: int
    text_zh: str
    text_en: str


def utilisation(arrivals_per_s: float, service_s: float, servers: int) -> float:
    """Load offered to each lane, ``λ s / c``; infinite without lanes if anybody comes.

    Examples
    --------
    >>> round(utilisation(600 / 3600, 150.0, 28), 3)
    0.893
    """
    offered = arrivals_per_s * service_s
    if servers <= 0:
        return math.inf if offered > 0 else 0.0
    return offered / servers


def erlang_c(arrivals_per_s: float, service_s: float, servers: int) -> ErlangC:
    """M/M/c: random arrivals, exponential service, `servers` lanes with one queue.

    By the recursion of Erlang's loss formula, ``B = aB / (k + aB)``, which does not overflow, and
    ``C = B / (1 - ρ(1 - B))``; the mean wait is ``C / (cμ - λ)``.

    Examples
    --------
    >>> three = erlang_c(2.0, 1.0, 3)
    >>> round(three.waiting_share, 4), round(three.wait_s, 4)
    (0.4444, 0.4444)
    >>> counters = erlang_c(600 / 3600, 150.0, 28)
    >>> round(counters.waiting_share, 4), round(counters.wait_s, 1)
    (0.4573, 22.9)
    """
    rho = utilisation(arrivals_per_s, service_s, servers)
    if rho == 0.0:
        return ErlangC(0.0, 0.0, 0.0, 0.0, math.inf)
    if rho >= 1.0:
        return ErlangC(rho, 1.0, math.inf, math.inf)
    offered = arrivals_per_s * service_s
    blocked = 1.0
    for lane in range(1, servers + 1):
        blocked = offered * blocked / (lane + offered * blocked)
    waiting = blocked / (1.0 - rho * (1.0 - blocked))
    leaving = (servers - offered) / service_s
    return ErlangC(rho, waiting, waiting / leaving, arrivals_per_s * waiting / leaving, leaving)


def mg1_wait_s(arrivals_per_s: float, service_s: float, cv: float) -> float:
    """Mean wait at one lane by Pollaczek and Khinchine: ``λ s² (1 + cv²) / (2 (1 - ρ))``.

    Examples
    --------
    >>> mg1_wait_s(0.5, 1.0, 1.0)
    1.0
    """
    rho = utilisation(arrivals_per_s, service_s, 1)
    if rho >= 1.0:
        return math.inf
    return arrivals_per_s * service_s**2 * (1.0 + cv * cv) / (2.0 * (1.0 - rho))


def md1_wait_s(arrivals_per_s: float, service_s: float) -> float:
    """Mean wait at one lane with constant service: half that of M/M/1.

    Examples
    --------
    >>> md1_wait_s(0.5, 1.0)
    0.5
    """
    return mg1_wait_s(arrivals_per_s, service_s, 0.0)


def kingman_wait_s(
    arrivals_per_s: float, service_s: float, servers: int, *, cv_arrivals: float, cv_service: float
) -> float:
    """Mean wait of G/G/c, approximately: M/M/c's times ``(ca² + cs²) / 2``.

    Kingman (1961) for one lane, Allen and Cunneen (1978) for several. Exact for M/M/c and M/G/1.

    Examples
    --------
    >>> kingman_wait_s(0.5, 1.0, 1, cv_arrivals=1.0, cv_service=0.0)
    0.5
    """
    spread = 0.5 * (cv_arrivals**2 + cv_service**2)
    wait_s = erlang_c(arrivals_per_s, service_s, servers).wait_s
    return wait_s * spread if math.isfinite(wait_s) else math.inf


def newell_wait_s(headway_s: float, cv: float) -> float:
    """Mean wait of people who come at random for vehicles with room: ``h/2 (1 + cv²)``.

    `headway_s` is the mean headway and `cv` its standard deviation over the mean (Welding 1957;
    Osuna and Newell 1972).

    Examples
    --------
    >>> newell_wait_s(300.0, 0.0), newell_wait_s(300.0, 0.5)
    (150.0, 187.5)
    """
    return 0.5 * headway_s * (1.0 + cv * cv)


def overload_queue(
    arrivals_per_s: float, service_s: float, servers: int, *, after_s: float
) -> float:
    """People who wait after a time of overload, as a fluid: ``(λ - cμ) t``; 0 without overload.

    Examples
    --------
    >>> overload_queue(2.0, 1.0, 1, after_s=600.0)
    600.0
    """
    if service_s == 0.0:
        return 0.0
    return max(0.0, arrivals_per_s - servers / service_s) * after_s


def servers_for_wait(arrivals_per_s: float, service_s: float, wait_s: float) -> int:
    """Fewest lanes whose mean wait in M/M/c is at most `wait_s`; 0 without arrivals.

    Examples
    --------
    >>> servers_for_wait(600 / 3600, 150.0, 30.0)
    28
    """
    offered = arrivals_per_s * service_s
    if offered == 0.0:
        return 0
    servers = max(1, math.floor(offered) + 1)
    while erlang_c(arrivals_per_s, service_s, servers).wait_s > wait_s:
        servers += 1
    return servers


def steady_state(arrivals_per_s: float, service_s: float, servers: int) -> SteadyState:
    """Whether a queue settles, with its utilisation and the lanes it needs to settle.

    Examples
    --------
    >>> print(steady_state(2.0, 1.0, 2).text_en)
    no steady state: utilisation 100.0 %; the queue grows without end; at least 3 lanes are needed
    """
    rho = utilisation(arrivals_per_s, service_s, servers)
    needed = math.floor(arrivals_per_s * service_s) + 1 if arrivals_per_s * service_s > 0 else 0
    if rho < 1.0:
        return SteadyState(
            True, rho, needed,
            f"可达到稳态:利用率 {rho:.1%}",
            f"a steady state exists: utilisation {100 * rho:.1f} %",
        )  # fmt: skip
    share = f"{100 * rho:.1f} %" if math.isfinite(rho) else "∞ (no lane / 无窗口)"
    growing = max(0.0, arrivals_per_s - (servers / service_s)) * 3600.0
    zh = f",每小时增加 {growing:,.0f} 人" if growing else ""
    en = f" by {growing:,.0f} people an hour" if growing else ""
    return SteadyState(
        False, rho, needed,
        f"无法达到稳态:利用率 {share};排队无限增长{zh};至少需要 {needed} 条通道",
        f"no steady state: utilisation {share}; the queue grows without end{en}; "
        f"at least {needed} lanes are needed",
    )  # fmt: skip
