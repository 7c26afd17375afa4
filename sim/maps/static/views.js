/* The two views: city and province. */

function homePadding() {
  const room = isNarrow()
    ? { paddingTopLeft: [10, 96], paddingBottomRight: [62, 150] }
    : { paddingTopLeft: [345, 56], paddingBottomRight: [305, 40] };
  return { ...room, animate: false };
}

function viewButtons() {
  const control = L.control({ position: isNarrow() ? "topright" : "bottomleft" });
  control.onAdd = () => {
    const bar = element("div", "leaflet-bar views");
    const views = [
      [settings.home, { zh: "城", en: "C" }, { zh: "全城", en: "City" }],
      [settings.province, { zh: "省", en: "P" }, { zh: "全省", en: "Province" }],
    ];
    for (const [bounds, short, words] of views) {
      const choice = button("", words, bar, () => map.fitBounds(bounds, homePadding()));
      element("span", "view-zh", short.zh, choice);
      element("span", "view-en", short.en, choice);
    }
    L.DomEvent.disableClickPropagation(bar);
    return bar;
  };
  return control;
}

/* A thematic map of the whole province shows it whole; the next one goes back to where the reader
   was, unless the map was moved meanwhile. */
const framed = { view: "", before: null, after: null };

function frameView(view) {
  if (view === framed.view) return;
  const place = () => [map.getCenter(), map.getZoom()];
  if (view) {
    framed.before = place();
    map.fitBounds(settings[view], homePadding());
    framed.after = place();
  } else if (framed.before && isAt(framed.after)) {
    map.setView(...framed.before, { animate: false });
  }
  framed.view = view;
}

function isAt([centre, zoom]) {
  return map.getZoom() === zoom && map.getCenter().distanceTo(centre) < 1;
}
