/* One canvas over the whole map, in a pane of its own; it goes along with the map's zoom. */

const MAX_RATIO = 2;
const sheet = { canvas: null, pen: null, isZooming: false, width: 0, height: 0, ratio: 1 };

function makeSheet() {
  const pane = map.createPane("day");
  pane.style.zIndex = 520;
  pane.style.pointerEvents = "none";
  sheet.canvas = element("canvas", "leaflet-zoom-animated day-canvas", null, pane);
  sheet.pen = sheet.canvas.getContext("2d");
  sizeSheet();
  map.on("resize", () => {
    sizeSheet();
    wake();
  });
  map.on("move viewreset", wake);
  map.on("zoomanim", (event) => moveSheetTo(event.center, event.zoom));
  map.on("zoomend", () => {
    sheet.isZooming = false;
    wake();
  });
}

function sizeSheet() {
  const size = map.getSize();
  sheet.ratio = Math.min(window.devicePixelRatio || 1, MAX_RATIO);
  sheet.width = size.x;
  sheet.height = size.y;
  sheet.canvas.width = Math.round(size.x * sheet.ratio);
  sheet.canvas.height = Math.round(size.y * sheet.ratio);
  sheet.canvas.style.width = size.x + "px";
  sheet.canvas.style.height = size.y + "px";
}

/* Lays the sheet on the window of the map and wipes it. The scale and corner turn places of zoom 0
   into pixels of the sheet. */
function freshSheet() {
  L.DomUtil.setPosition(sheet.canvas, map.containerPointToLayerPoint([0, 0]));
  const { pen, ratio } = sheet;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, sheet.width, sheet.height);
  const corner = map.project(map.containerPointToLatLng([0, 0]), 0);
  const scale = map.getZoomScale(map.getZoom(), 0);
  sheet.view = { x: corner.x, y: corner.y, scale };
  return sheet.view;
}

/* While the map runs to another zoom, the browser stretches the picture that is there. */
function moveSheetTo(center, zoom) {
  if (!sheet.view) return;
  sheet.isZooming = true;
  const scale = map.getZoomScale(zoom, map.getZoom());
  const corner = map.unproject(L.point(sheet.view.x, sheet.view.y), 0);
  const at = map._latLngToNewLayerPoint(corner, zoom, center);
  L.DomUtil.setTransform(sheet.canvas, at, scale);
}
