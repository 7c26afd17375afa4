"""NetScan: what quality must do whatever the numbers, and incomplete sets of parameters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.air.netscan import (
    NetScanParameters,
    connectivity_units,
    longest_time_h,
    parameter_sets,
    quality,
)
from sim.errors import DataError

VELDHUIS = NetScanParameters(3.0, 0.0, 3.0, 0.075, 0.0, 1.0)
SEO = NetScanParameters(3.0, 0.075, 1.0, 0.0, 5.0, 0.5)
HOURS = st.floats(0.6, 18.0)


@given(HOURS, st.floats(0.0, 8.0), st.floats(0.0, 12.0), st.floats(0.01, 3.0))
def test_longer_is_never_better(nonstop: float, extra: float, transfer: float, more: float) -> None:
    for form in (VELDHUIS, SEO):
        here = quality(nonstop, nonstop + extra, transfer, form).item()
        assert 0.0 <= here <= 1.0 + 1e-12
        assert quality(nonstop, nonstop + extra, transfer + more, form).item() <= here
        assert quality(nonstop, nonstop + extra + more, transfer, form).item() <= here


@given(HOURS)
def test_a_nonstop_flight_has_quality_one(nonstop: float) -> None:
    for form in (VELDHUIS, SEO):
        assert quality(nonstop, nonstop, 0.0, form).item() == pytest.approx(1.0)


def test_quality_is_zero_at_the_longest_time() -> None:
    # In the air alone, without a transfer, all of MAXT may be used up.
    for form in (VELDHUIS, SEO):
        longest = longest_time_h(4.0, form).item()
        assert quality(4.0, longest, 0.0, form).item() == pytest.approx(0.0, abs=1e-12)


def test_hops_shorter_than_the_logarithm_allows() -> None:
    # NST 0.4 h: MAXT = 0.4 + 5 ln 0.9 < 0.4. Non-stop still counts, nothing slower does.
    assert quality([0.4, 0.4], [0.4, 0.6], 0.0, SEO).tolist() == [1.0, 0.0]


def test_unknown_times_do_not_connect() -> None:
    assert quality([5.0, np.nan], [np.nan, 6.0], 1.0, VELDHUIS).tolist() == [0.0, 0.0]
    assert connectivity_units([1.0, 1.0], [7.0, np.nan]) == 7.0


def test_a_set_with_a_missing_parameter_is_refused() -> None:
    table = pd.DataFrame(
        {
            "set_id": ["veldhuis_1997"] * 5 + ["spread"],
            "parameter": [
                "transfer_weight",
                "transfer_weight_per_h",
                "longest_factor",
                "longest_log_h",
                "longest_log_offset_h",
                "assumed_weekly",
            ],
            "value": 1.0,
        }
    )
    with pytest.raises(DataError) as caught:
        parameter_sets(table)
    assert [issue.code for issue in caught.value.issues] == ["missing-parameter"]
    assert "set 'veldhuis_1997' of air/netscan_parameters has no 'longest_factor_per_h'" in str(
        caught.value
    )
