"""A scenario that changes prices starts from the run at the old ones, whatever that is called."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sim.study.cache import StageCache
from sim.study.demand import _standing_key
from sim.study.prepare import Prepared, prepare

ROOT = Path(__file__).parents[2]
DEAR = """\
scenario: {name}
title: Dear parking
extends: base-2015
modifications:
  - {{type: set_price, price: [parking_core], factor: 2}}
"""


def prepared(text: str, path: Path, cache: StageCache) -> Prepared:
    path.write_text(text, encoding="utf-8")
    return prepare(str(path), ROOT / "network_data", ROOT / "scenarios").with_network(cache)


def test_the_run_at_the_old_prices_is_found(tmp_path: Path, networks: StageCache) -> None:
    base = prepare("base-2015", ROOT / "network_data", ROOT / "scenarios").with_network(networks)
    dear = prepared(DEAR.format(name="dear"), tmp_path / "dear.yaml", networks)
    assert dear.baseline is not None
    assert dear.network.prices != dear.baseline.prices
    plain = replace(dear.network, prices=dear.baseline.prices)
    assert _standing_key(dear, plain) == _standing_key(base, base.network)
    assert _standing_key(dear, dear.network) != _standing_key(base, base.network)


def test_another_question_is_not_answered_by_it(tmp_path: Path, networks: StageCache) -> None:
    dear = prepared(DEAR.format(name="dear"), tmp_path / "dear.yaml", networks)
    coarse = DEAR.format(name="coarse") + "demand: {zones: 150}\n"
    other = prepared(coarse, tmp_path / "coarse.yaml", networks)
    assert _standing_key(dear, dear.network) != _standing_key(other, other.network)
