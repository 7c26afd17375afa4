/* The page around the map: start, then the layers, then finish. */

function start(theMap) {
  map = theMap;
  settings = dataOf("settings");
  for (const [name, [zIndex, kind, interactive]] of Object.entries(PANES)) {
    const pane = map.createPane(name);
    pane.style.zIndex = zIndex;
    if (!interactive) pane.style.pointerEvents = "none";
    if (kind === "canvas") renderers[name] = L.canvas({ pane: name, padding: 0.15 });
    if (kind === "svg") renderers[name] = L.svg({ pane: name, padding: 0.3 });
  }
  map.attributionControl.setPrefix(false);
  map.attributionControl.addAttribution(settings.attribution);
  map.fitBounds(settings.home, homePadding());
}

function legendControl() {
  const legend = L.control({ position: "bottomright" });
  legend.onAdd = () => {
    const box = element("div", "legend");
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    return box;
  };
  return legend;
}

function markDistance() {
  map.getContainer().classList.toggle("far", map.getZoom() < FAR_ZOOM);
  map.getContainer().classList.toggle("near", map.getZoom() >= FAR_ZOOM + 1);
}

/* Layer control and legend share the right edge: each gets what the other leaves. */
function shareEdge(legend) {
  if (isNarrow()) {
    legend.style.maxHeight = window.innerHeight * 0.4 + "px";
    document.documentElement.style.setProperty("--legend-height", legend.offsetHeight + "px");
    return;
  }
  const room = window.innerHeight - 12 - 12 - 34;
  const list = document.querySelector(".layers-list");
  list.style.maxHeight = Math.max(room - Math.min(legend.scrollHeight, room * 0.45), 160) + "px";
  legend.style.maxHeight = Math.max(room - document.querySelector(".layers").offsetHeight, 120) + "px";
}

function finish() {
  startReach();
  layerList().addTo(map);
  viewButtons().addTo(map);
  L.control.zoom({ position: "bottomleft" }).addTo(map);
  L.control.scale({ position: "bottomleft", imperial: false }).addTo(map);
  const legend = legendControl().addTo(map).getContainer();
  toolbar();
  const refresh = () => {
    drawLegend(legend);
    arrangeNames();
    shareEdge(legend);
  };
  map.on("resize", () => shareEdge(legend));
  map.on("layerswitch", refresh);
  map.on("zoomend moveend resize", arrangeNames);
  map.on("zoomend", markDistance);
  document.addEventListener("toggle", () => shareEdge(legend), true);
  spoken.listeners.push(refresh);
  spoken.listeners.push(() => {
    for (const { marker } of names.shown.values()) marker.remove();
    names.shown.clear();
    arrangeNames();
    map._popup?.update();
  });
  for (const details of document.querySelectorAll(".panel details[data-wide]")) {
    details.open = !isNarrow();
  }
  markDistance();
  setLanguage(language());
  openReach();
}
