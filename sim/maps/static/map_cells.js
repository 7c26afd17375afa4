/* Cells: one geometry, one set of values per measure. */

let zoneGeometry = null;

function zoneOutlines() {
  return settings.zones.polygons.map((polygons) => polygons.map((rings) => rings.map(decode)));
}

function drawCells(spec, { values, rows, by_district: isShared }, group) {
  const place = isShared ? (at) => settings.zones.district[at] : (at) => at;
  const own = isShared ? settings.zones.district.map((district) => values[district]) : values;
  zoneGeometry ??= simCells.geometry(zoneOutlines());
  const cells = simCells.layer(zoneGeometry, { pane: "cells", tip: (at) => cellTip(spec, own[at], at, null, rows, place(at)) });
  group.addLayer(cells.setValues(own, spec.scale));
  return cells;
}
