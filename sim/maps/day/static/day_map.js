/* The ground, the lines and the names below and beside the trains. */

const LINE_CASING_PX = 2.5;
// Everything that stands still is painted on one canvas: fewer sheets to lay over each other.
const STILL_PANE = "land";
const BELOW_TRAINS = 515;

const WIDE_PX = 1180;
const isWide = () => window.innerWidth >= WIDE_PX;

/* Room that the cards take from the map, so that the city lies beside them. */
function roomOfCards() {
  const bottom = window.innerHeight - document.getElementById("bar").getBoundingClientRect().top;
  if (isNarrow()) return { topLeft: [10, document.querySelector(".panel").offsetHeight + 18], bottomRight: [10, bottom + 46] };
  return { topLeft: [352, 58], bottomRight: [isWide() ? 310 : 24, bottom + 10] };
}

function homePadding() {
  const { topLeft, bottomRight } = roomOfCards();
  return { paddingTopLeft: topLeft, paddingBottomRight: bottomRight, animate: false };
}

/* How a card opens beside the others, and not below them. */
function cardRoom() {
  const { topLeft, bottomRight } = roomOfCards();
  return { minWidth: 232, maxWidth: 290, autoPanPaddingTopLeft: topLeft, autoPanPaddingBottomRight: bottomRight };
}

function openMap() {
  settings = dataOf("settings");
  map = L.map("map", {
    zoomControl: false, minZoom: 7, maxZoom: 16, zoomSnap: 0.25, zoomDelta: 0.5,
    wheelPxPerZoomLevel: 90, preferCanvas: true, keyboard: false, fadeAnimation: false,
  });
  for (const [name, [zIndex, , interactive]] of Object.entries(PANES)) {
    const pane = map.createPane(name);
    pane.style.zIndex = zIndex;
    if (!interactive || name === STILL_PANE) pane.style.pointerEvents = "none";
  }
  // Hubs lie below the trains and platforms that would hide under them, and answer with them.
  map.getPane("hubs").style.zIndex = BELOW_TRAINS;
  const still = L.canvas({ pane: STILL_PANE, padding: 0.15 });
  for (const name of Object.keys(PANES)) renderers[name] = still;
  map.attributionControl.setPrefix(false);
  map.attributionControl.addAttribution(settings.attribution);
  map.setView([30.26, 120.2], 10, { animate: false });
}

/* What lies lower is painted first. */
function drawGround() {
  const layers = settings.ground.map(layerData);
  const shapes = layers.flatMap(({ pane, drawing }) => (drawing.shapes || []).map((shape) => ({ ...shape, pane: shape.pane || pane, popup: null })));
  shapes.sort((one, other) => PANES[one.pane][0] - PANES[other.pane][0]);
  drawShapes(shapes, STILL_PANE, L.layerGroup().addTo(map));
  for (const { pane, drawing } of layers) {
    const group = L.layerGroup();
    group.drawing = drawing;
    for (const icon of drawing.icons || []) stillIcon(icon, pane).addTo(group);
    if (drawing.labels) names.sets.add(drawing);
    entries.push(group.addTo(map));
  }
}

/* A sign that does not answer itself: the canvas above it does. */
function stillIcon({ at, svg, size_px: size }, pane) {
  const drawnIcon = L.divIcon({ html: svg, className: "icon", iconSize: [size, size] });
  return L.marker(at, { icon: drawnIcon, pane, interactive: false, keyboard: false });
}

function drawLines() {
  const scaled = [];
  for (const isCasing of [true, false]) {
    for (const line of day.lines) {
      const paths = line.ways.map((way) => decode(day.paths[way - 1]));
      const style = { colour: isCasing ? "#ffffff" : line.colour, width_px: line.width + (isCasing ? LINE_CASING_PX : 0) };
      const drawnLine = L.polyline(paths, pathOptions(style, "lines")).addTo(map);
      scaled.push([drawnLine, style.width_px]);
      line.group ??= L.featureGroup();
      if (!isCasing) line.group.addLayer(drawnLine);
    }
  }
  scaledByZoom(scaled);
}

function nameStops() {
  const labels = day.stops.map((stop) => ({
    at: stop.at, zh: stop.zh, en: stop.en, rank: 5, min_zoom: stop.lines.length > 1 ? 12 : 13, kind: "station",
  }));
  names.sets.add({ labels });
}

function zoomButtons() {
  L.control.zoom({ position: "bottomleft" }).addTo(map);
  L.control.scale({ position: "bottomleft", imperial: false }).addTo(map);
  const control = L.control({ position: "bottomleft" });
  control.onAdd = () => {
    const box = element("div", "leaflet-bar views");
    const views = [
      [settings.home, { zh: "城", en: "C" }, { zh: "全城", en: "City" }],
      [settings.core, { zh: "芯", en: "I" }, { zh: "中心城区", en: "Inner city" }],
    ];
    for (const [bounds, short, words] of views) {
      const choice = button("", words, box, () => map.fitBounds(bounds, homePadding()));
      element("span", "view-zh", short.zh, choice);
      element("span", "view-en", short.en, choice);
    }
    L.DomEvent.disableClickPropagation(box);
    return box;
  };
  control.addTo(map);
}
