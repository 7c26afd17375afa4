/* Printing: the map as a sheet of A4 landscape with title, legend and sources, without controls. */

// A4 landscape less margins of 8 mm, in CSS pixels (96 to the inch).
const SHEET_PX = { width: 1062, height: 733 };
// Canvases must be drawn before the printer looks: one that changes while printing prints empty.
const DRAWING_MS = 400;
const sheet = { ready: false, view: null, legendOpen: false };

function printButton(parent) {
  const tool = button("tool tool-print", { zh: "打印或存为 PDF（A4 横向）", en: "Print or save as PDF (A4)" }, parent, printSheet);
  tool.innerHTML = TOOL_ICONS.print;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "p" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    printSheet();
  });
  window.addEventListener("beforeprint", () => sheet.ready || beginPrint());
  window.addEventListener("afterprint", endPrint);
}

function printSheet() {
  beginPrint();
  const bounds = map.getBounds();
  sheet.view = { center: map.getCenter(), zoom: map.getZoom() };
  document.documentElement.classList.add("printing-sheet");
  document.body.style.zoom = "";
  map.invalidateSize({ animate: false, pan: false });
  map.fitBounds(bounds, { animate: false, padding: [0, 0] });
  setTimeout(() => window.print(), DRAWING_MS);
}

/* Without a drawn sheet (the browser's own menu) the window prints as it is, fitted to the paper. */
function beginPrint() {
  const legend = document.querySelector(".legend details");
  sheet.ready = true;
  sheet.legendOpen = legend?.open ?? false;
  if (legend) legend.open = true;
  document.documentElement.classList.add("printing");
  const { innerWidth, innerHeight } = window;
  document.body.style.zoom = Math.min(SHEET_PX.width / innerWidth, SHEET_PX.height / innerHeight);
  document.body.style.width = innerWidth + "px";
  document.body.style.height = innerHeight + "px";
}

function endPrint() {
  if (!sheet.ready) return;
  document.documentElement.classList.remove("printing", "printing-sheet");
  for (const name of ["zoom", "width", "height"]) document.body.style[name] = "";
  const legend = document.querySelector(".legend details");
  if (legend) legend.open = sheet.legendOpen;
  if (sheet.view) {
    map.invalidateSize({ animate: false, pan: false });
    map.setView(sheet.view.center, sheet.view.zoom, { animate: false });
  }
  sheet.ready = false;
  sheet.view = null;
}
