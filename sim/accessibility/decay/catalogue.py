"""The decay functions there are, one entry each."""

from __future__ import annotations

from sim.accessibility.decay.exponential import EXPONENTIAL
from sim.accessibility.decay.gaussian import GAUSSIAN
from sim.accessibility.decay.linear import LINEAR
from sim.accessibility.decay.log_normal import LOG_NORMAL
from sim.accessibility.decay.logistic import LOGISTIC
from sim.accessibility.decay.model import DecaySpec
from sim.accessibility.decay.power import POWER
from sim.accessibility.decay.step import STEP
from sim.accessibility.decay.stepped import STEPPED

__all__ = ["DECAYS"]

DECAYS: tuple[DecaySpec, ...] = (
    STEP,
    STEPPED,
    LINEAR,
    EXPONENTIAL,
    LOGISTIC,
    POWER,
    LOG_NORMAL,
    GAUSSIAN,
)
"""Every decay function; a new one is a file and a line here."""
