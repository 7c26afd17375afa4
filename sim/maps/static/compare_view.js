/* One map of a comparison: the ground once, cells and networks of a left and a right side. */

// The panes each side has of its own, so that they can be clipped; as in PANES.
const SIDE_PANES = ["cells", "lines", "stations", "hubs"];
const SIDES = ["left", "right"];

const shown = { left: { cells: null, network: null, tip: null }, right: { cells: null, network: null, tip: null } };
const ground = new Map();
const comparedNames = { labels: [] };

function makePane(name, [zIndex, kind, interactive]) {
  const pane = map.createPane(name);
  pane.style.zIndex = zIndex;
  if (!interactive) pane.style.pointerEvents = "none";
  if (kind === "canvas" && !SIDE_PANES.some((side) => name.startsWith(side))) renderers[name] = L.canvas({ pane: name, padding: 0.15 });
  if (kind === "svg") renderers[name] = L.svg({ pane: name, padding: 0.3 });
}

function openView(container, isFirst) {
  settings = dataOf("settings");
  map = L.map(container, {
    zoomControl: false, minZoom: 6, maxZoom: 17, zoomSnap: 0.25, zoomDelta: 0.5,
    wheelPxPerZoomLevel: 90, preferCanvas: true, attributionControl: isFirst,
  });
  for (const [name, kind] of Object.entries(PANES)) {
    if (!SIDE_PANES.includes(name)) {
      makePane(name, kind);
      continue;
    }
    for (const side of SIDES) makePane(name + "_" + side, kind);
  }
  map.attributionControl?.setPrefix(false);
  map.attributionControl?.addAttribution(settings.attribution);
  map.fitBounds(settings.home, { animate: false });
  names.sets.add(comparedNames);
  const rescale = () => {
    for (const side of SIDES) shown[side].network?.rescale();
    map.getContainer().classList.toggle("far", map.getZoom() < FAR_ZOOM);
    map.getContainer().classList.toggle("near", map.getZoom() >= FAR_ZOOM + 1);
  };
  map.on("zoomend", rescale);
  map.on("zoomend moveend resize", arrangeNames);
  rescale();
}

/* A layer of the ground, drawn when it is first shown. */
function showGround(name, isOn) {
  if (!ground.has(name) && isOn) {
    const { pane, drawing } = dataOf(name);
    const group = L.layerGroup();
    group.marked = [];
    if (drawing.shapes) drawShapes(drawing.shapes, pane, group);
    if (drawing.dots) drawDots(drawing.dots, pane, group);
    if (drawing.icons) drawIcons(drawing.icons, pane, group);
    ground.set(name, { group, labels: drawing.labels ? drawing : null });
  }
  const made = ground.get(name);
  if (!made) return;
  if (isOn) made.group.addTo(map);
  else made.group.remove();
  if (made.labels) names.sets[isOn ? "add" : "delete"](made.labels);
  arrangeNames();
}

/* Cells of a side by class; `tip(zone)` is what the pointer tells. */
function showCells(geometry, side, classes, colours, tip) {
  const own = shown[side];
  own.tip = tip;
  own.cells ??= simCells.layer(geometry, { pane: "cells_" + side, tip: (zone) => own.tip(zone) });
  own.cells.setClasses(classes, colours);
  if (!map.hasLayer(own.cells)) own.cells.addTo(map);
}

function showNetwork(network, side, choice) {
  shown[side].network?.remove();
  shown[side].network = networkGroup(network, side, choice).addTo(map);
}

function hideSide(side) {
  shown[side].cells?.remove();
  shown[side].network?.remove();
  shown[side].network = null;
}

function showLabels(labels) {
  comparedNames.labels = labels;
  arrangeNames();
}

/* Left of the divider the left side shows, right of it the right one; null: both everywhere. */
function clipAt(x) {
  const corner = map.containerPointToLayerPoint([0, 0]);
  const size = map.getSize();
  const spans = { left: [0, x], right: [x, size.x] };
  for (const side of SIDES) {
    const from = corner.x + spans[side][0], to = corner.x + spans[side][1];
    const top = corner.y, bottom = corner.y + size.y;
    const path = `polygon(${from}px ${top}px, ${to}px ${top}px, ${to}px ${bottom}px, ${from}px ${bottom}px)`;
    for (const name of SIDE_PANES) map.getPane(name + "_" + side).style.clipPath = x === null ? "" : path;
  }
}

/* Hides or shows one kind of thing on both sides: cells, lines, stations or hubs. */
function showKind(name, isOn) {
  for (const side of SIDES) map.getPane(name + "_" + side).style.display = isOn ? "" : "none";
}

const view = {
  open: openView,
  get map() { return map; },
  get settings() { return settings; },
  showGround, showCells, showNetwork, showLabels, showKind, hideSide, clipAt, arrangeNames,
  outlines: () => settings.zones.polygons.map((polygons) => polygons.map((rings) => rings.map(decode))),
};
