"""Share of public transport in motorised trips, by district and by zone of the demand model."""

from __future__ import annotations

from functools import partial

import pandas as pd

from sim.maps.choropleth import column_values
from sim.maps.demand_data import DemandTables, public_share_pct
from sim.maps.demand_style import PUBLIC_SHARE
from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import Drawing, Label, LayerSpec, Pane, draw_nothing
from sim.maps.style import NO_WORDS, Words

__all__ = ["LAYER"]

_SOURCE = Words(
    "居民全日机动化出行中公共交通所占比例；模型计算",
    "residents' motorised trips of the whole day; modelled",
)
_ZONE_SOURCE = Words(
    "全日机动化出行中公共交通所占比例；模型计算", "motorised trips of the whole day; modelled"
)
_LABEL_ZOOM = 8.5
_LABEL_RANK = 1


def _family(inputs: MapInputs) -> tuple[LayerSpec, ...]:
    demand = inputs.demand
    if demand is None or demand.table("demand_zones").empty or demand.table("demand_cells").empty:
        return ()
    zones = demand.table("demand_zones").set_index("zone_id")
    cells = demand.table("demand_cells").set_index("cell_id")["zone_id"]
    county = zones["county_id"].astype(str)
    shares = pd.Series({key: public_share_pct(demand, key) for key in sorted(set(county))})
    by_cell = cells.map(zones["pt_share_pct"].astype("float64"))
    return (
        _spec(
            "public_share_district",
            Words("公共交通分担率：分区县", "Public-transport share by district"),
            cells.map(county).map(shares), _SOURCE, shares,
        ),
        _spec(
            "public_share_zone", Words("公共交通分担率：分小区", "Public-transport share by zone"),
            by_cell, _ZONE_SOURCE, pd.Series(dtype="float64"),
        ),
    )  # fmt: skip


def _spec(
    layer_id: str, name: Words, by_cell: pd.Series, source: Words, labelled: pd.Series
) -> LayerSpec:
    return LayerSpec(
        layer_id=layer_id,
        zh=name.zh,
        en=name.en,
        kind="choropleth",
        pane=Pane.CELLS,
        draw=partial(_draw, by_cell, labelled),
        shown=False,
        scale=PUBLIC_SHARE,
        source=source,
        measured=NO_WORDS,
    )


def _draw(by_cell: pd.Series, labelled: pd.Series, inputs: MapInputs, frame: Frame) -> Drawing:
    if not by_cell.notna().any():
        return Drawing()
    labels = _labels(inputs.demand, labelled, inputs, frame) if inputs.demand else ()
    return Drawing(cells=column_values(inputs, by_cell), labels=labels)


def _labels(
    demand: DemandTables, shares: pd.Series, inputs: MapInputs, frame: Frame
) -> tuple[Label, ...]:
    """The share of each district amid its people, in place of the district's name."""
    zones = demand.table("demand_zones")
    districts = inputs.base.districts.drop_duplicates("county_id").set_index("county_id")
    labels = []
    for county_id, share in shares.dropna().items():
        if county_id not in districts.index:
            continue
        own = zones[zones["county_id"].astype(str) == county_id]
        weight = own["population"].to_numpy(dtype="float64") + 1.0
        lon = float((own["lon"] * weight).sum() / weight.sum())
        lat = float((own["lat"] * weight).sum() / weight.sum())
        zh, en = (str(districts.loc[county_id, name]) for name in ("name_zh", "name_en"))
        labels.append(
            Label(
                frame.point(lon, lat), f"{zh} {share:.0f}%", f"{en} {share:.0f}%", _LABEL_RANK,
                _LABEL_ZOOM, "share", instead_of=zh,
            )
        )  # fmt: skip
    return tuple(labels)


LAYER = LayerSpec(
    layer_id="public_share",
    zh="公共交通分担率",
    en="Public-transport share",
    kind="choropleth",
    pane=Pane.CELLS,
    draw=draw_nothing,
    shown=False,
    scale=PUBLIC_SHARE,
    family=_family,
)
