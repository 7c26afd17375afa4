"""Decay functions: how much less an opportunity counts the longer it takes to get there."""

from __future__ import annotations

from sim.accessibility.decay.catalogue import DECAYS
from sim.accessibility.decay.exponential import exponential, exponential_from_rate
from sim.accessibility.decay.gaussian import gaussian
from sim.accessibility.decay.linear import linear
from sim.accessibility.decay.log_normal import log_normal
from sim.accessibility.decay.logistic import logistic
from sim.accessibility.decay.model import Decay, DecayParameter, DecaySpec
from sim.accessibility.decay.power import power
from sim.accessibility.decay.reading import decay_spec, named_decay, read_decay
from sim.accessibility.decay.step import step
from sim.accessibility.decay.stepped import stepped

__all__ = [
    "DECAYS",
    "Decay",
    "DecayParameter",
    "DecaySpec",
    "decay_spec",
    "exponential",
    "exponential_from_rate",
    "gaussian",
    "linear",
    "log_normal",
    "logistic",
    "named_decay",
    "power",
    "read_decay",
    "step",
    "stepped",
]
