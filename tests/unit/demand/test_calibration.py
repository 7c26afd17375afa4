"""Fitting: constants by contraction, everything together by least squares, single steps."""

from __future__ import annotations

import numpy as np
import pytest

from sim.demand.calibration import Aim, Unknown, fit, secant
from sim.errors import DataError

SCALE = 0.045
BASE_MIN = np.array([20.0, 35.0, 30.0, 25.0])
THETA = np.array([0.7, 0.7, 0.5, 0.5])


def nested(constants: np.ndarray) -> np.ndarray:
    """Two nests of two, written out."""
    inside = np.exp(-SCALE * (BASE_MIN + constants) / THETA)
    sums = np.array([inside[:2].sum(), inside[2:].sum()])
    nests = sums ** np.array([0.7, 0.5])
    return (inside.reshape(2, 2) / sums[:, None] * (nests / nests.sum())[:, None]).ravel()


def model(at) -> dict[str, float]:
    """Four shares of nested logit, and trips: what a day's boardings come from."""
    shares = nested(np.array([0.0, at["b"], at["c"], at["d"]]))
    return {
        "share_c": float(shares[2] / shares[2:].sum()),
        "rides": float(at["rate"] * shares[2] * 10),
        "share_a": float(shares[0]),
        "share_b": float(shares[1]),
        "rate": at["rate"],
    }


UNKNOWNS = (
    Unknown("b", -80, 80, 10.0),
    Unknown("c", -80, 80, 10.0),
    Unknown("d", -80, 80, 10.0),
    Unknown("rate", 1.0, 5.0, 0.2),
)
START = {"b": 0.0, "c": 0.0, "d": 0.0, "rate": 2.3}


def test_strong_targets_are_met_and_priors_share_the_compromise() -> None:
    # Priors alone would give 0.42 motorised x 0.5 x 2.3 x 10 = 4.83 rides; 5.2 are counted.
    aims = (
        Aim("share_c", 0.5, 0.01, True),
        Aim("rides", 5.2, 0.1, True),
        Aim("share_a", 0.26, 0.04, False),
        Aim("share_b", 0.32, 0.04, False),
        Aim("rate", 2.3, 0.15, False),
    )
    found = fit(model, START, aims, UNKNOWNS)
    assert found.converged
    assert found.miss < 1e-4
    assert found.modelled["share_c"] == pytest.approx(0.5, rel=1e-4)
    assert found.modelled["rides"] == pytest.approx(5.2, rel=1e-4)
    # By hand (Lagrange): minimise ((a - .26)^2 + (b - .32)^2) / .04^2 + ((r - 2.3) / .15)^2
    # with 5 r (1 - a - b) = 5.2. Both shares give way by the same x: m = 0.42 + 2 x, r = 1.04 / m;
    # x / .0016 = (r - 2.3) / .0225 x r / m  ->  x = 0.01276, m = 0.44552, r = 2.33435
    # (left 7.98, right 8.00).
    assert found.modelled["share_a"] == pytest.approx(0.26 - 0.01276, abs=2e-4)
    assert found.modelled["share_b"] == pytest.approx(0.32 - 0.01276, abs=2e-4)
    assert found.values["rate"] == pytest.approx(2.3344, abs=2e-3)


def test_with_as_many_unknowns_as_targets_a_fit_recovers_what_made_them() -> None:
    truth = {"b": 12.0, "c": -7.0, "d": 22.0, "rate": 2.6}
    told = model(truth)
    aims = tuple(Aim(name, told[name], 1.0, True) for name in ("share_c", "rides", "share_b"))
    aims += (Aim("rate", 2.6, 0.1, True),)
    found = fit(model, START, aims, UNKNOWNS, tolerance=1e-7)
    assert found.values == pytest.approx(truth, abs=1e-2)


def test_a_fit_nearby_can_start_from_the_slopes_of_another() -> None:
    aims = [Aim("share_c", 0.5, 0.01, True), Aim("rides", 5.0, 0.1, True),
            Aim("share_a", 0.26, 0.04, False), Aim("share_b", 0.32, 0.04, False),
            Aim("rate", 2.3, 0.15, False)]  # fmt: skip
    first = fit(model, START, aims, UNKNOWNS)
    asked = []

    def counted(at):
        asked.append(at)
        return model(at)

    aims[0] = Aim("share_c", 0.52, 0.01, True)
    again = fit(counted, first.values, aims, UNKNOWNS, slope=first.slope)
    assert again.converged
    assert again.modelled["share_c"] == pytest.approx(0.52, rel=1e-3)
    assert len(asked) < 10


def test_an_unknown_at_its_bound_stays_there_and_the_fit_says_what_is_missed() -> None:
    aims = (Aim("rides", 9.0, 0.1, True), Aim("rate", 2.3, 0.1, True))
    tight = (Unknown("c", -5, 5, 2.0), Unknown("rate", 1.0, 5.0, 0.2))
    found = fit(
        lambda at: model({"b": 0.0, "d": 0.0} | dict(at)), {"c": 0.0, "rate": 2.3}, aims, tight
    )
    assert found.values["c"] == -5.0
    assert not found.converged
    assert found.miss > 0.05


def test_a_fit_needs_numbers_and_something_to_fit() -> None:
    with pytest.raises(DataError, match="a fit needs targets and parameters to fit"):
        fit(model, START, (), UNKNOWNS)
    with pytest.raises(DataError, match="the model gives no number for the target 'y'"):
        fit(lambda _: {"y": float("nan")}, {"b": 0.0}, [Aim("y", 1, 1, True)], UNKNOWNS[:1])


def test_secant_goes_through_two_points_or_by_a_believed_slope() -> None:
    assert secant([(1.0, 5.0)], 8.0, slope=2.0, longest=9) == 2.5
    # Two points rise by 2 for 1; the oldest point is forgotten.
    assert secant([(0.0, 9.9), (1.0, 5.0), (3.0, 9.0)], 8.0, slope=1.0, longest=9) == 2.5
    assert secant([(1.0, 5.0), (1.0, 5.0)], 8.0, slope=2.0, longest=9) == 2.5


def test_secant_trusts_no_slope_of_the_wrong_sign_and_goes_no_further_than_allowed() -> None:
    assert secant([(1.0, 7.0), (2.0, 6.0)], 8.0, slope=1.0, longest=9) == 4.0
    assert secant([(1.0, 5.0)], 80.0, slope=2.0, longest=0.4) == 1.4
