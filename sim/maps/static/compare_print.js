/* Printing: maps, legend and panel on a sheet of A4 landscape, without controls. */

// The maps are drawn anew for the sheet, which takes a few frames; the print dialog would stop them.
const DRAWN_MS = 300;
let seen = null;

function printing(button) {
  button.addEventListener("click", () => {
    beginPrint();
    setTimeout(() => window.print(), DRAWN_MS);
  });
  window.addEventListener("beforeprint", beginPrint);
  window.addEventListener("afterprint", endPrint);
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
  if (!seen) return;
  document.documentElement.classList.remove("printing");
  views.forEach(({ map }, at) => {
    map.invalidateSize({ animate: false, pan: false });
    map.setView(seen[at].centre, seen[at].zoom, { animate: false });
  });
  seen = null;
  clip();
}
