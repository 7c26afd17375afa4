/* Printing: maps, legend and panel on a sheet of A4 landscape, without controls. */

// The maps are drawn anew for the sheet, which takes a few frames; the print dialog would stop them.
const DRAWN_MS = 300;
// A4 landscape less margins of 8 mm, in CSS pixels (96 to the inch).
const PAPER_PX = { width: 1062, height: 733 };
let seen = null;
let fitted = false;

function printing(button) {
  const printSheet = () => {
    beginPrint();
    setTimeout(() => window.print(), DRAWN_MS);
  };
  button.addEventListener("click", printSheet);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "p" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    printSheet();
  });
  window.addEventListener("beforeprint", () => seen || fitWindow());
  window.addEventListener("afterprint", endPrint);
}

/* Without a drawn sheet (the browser's own menu) the window prints as it is: nothing is drawn anew. */
function fitWindow() {
  const { innerWidth, innerHeight } = window;
  const style = document.body.style;
  style.zoom = Math.min(PAPER_PX.width / innerWidth, PAPER_PX.height / innerHeight);
  style.width = innerWidth + "px";
  style.height = innerHeight + "px";
  style.position = "relative";
  fitted = true;
}

function beginPrint() {
  if (seen) return;
  seen = views.map(({ map }) => ({ bounds: map.getBounds(), centre: map.getCenter(), zoom: map.getZoom() }));
  document.documentElement.classList.add("printing");
  views.forEach(({ map }, at) => {
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(seen[at].bounds, { animate: false });
  });
  clip();
}

function endPrint() {
  if (fitted) for (const name of ["zoom", "width", "height", "position"]) document.body.style[name] = "";
  fitted = false;
  if (!seen) return;
  document.documentElement.classList.remove("printing");
  views.forEach(({ map }, at) => {
    map.invalidateSize({ animate: false, pan: false });
    map.setView(seen[at].centre, seen[at].zoom, { animate: false });
  });
  seen = null;
  clip();
}
