/* Cells: one geometry, one set of values per measure. */

let zoneGeometry = null;

function zoneOutlines() {
  return settings.zones.polygons.map((polygons) => polygons.map((rings) => rings.map(decode)));
}

function drawCells(spec, values, group) {
  zoneGeometry ??= simCells.geometry(zoneOutlines());
  const cells = simCells.layer(zoneGeometry, { pane: "cells", tip: (at) => cellTip(spec, values[at], at) });
  group.addLayer(cells.setValues(values, spec.scale));
  return cells;
}
