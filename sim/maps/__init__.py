"""Maps: from a network and results to one self-contained HTML page."""

from sim.maps.base_layers import read_base_layers
from sim.maps.frame import Tiles
from sim.maps.inputs import BaseLayers, MapInputs
from sim.maps.layers import LAYERS
from sim.maps.page import MAX_BYTES, Lang, draw_map, write_map
from sim.maps.reach import Reach

__all__ = [
    "LAYERS",
    "MAX_BYTES",
    "BaseLayers",
    "Lang",
    "MapInputs",
    "Reach",
    "Tiles",
    "draw_map",
    "read_base_layers",
    "write_map",
]
