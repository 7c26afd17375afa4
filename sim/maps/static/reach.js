/* Isochrones: a click on any place draws what is reached from there, from a matrix in the page. */

const UNREACHED = 255;
const REACH_ID = "reach";
const reach = { data: null, member: null, outlines: null, cells: null, mark: null, values: [] };

/* Adds the layer to those of the catalogue when the page has a matrix. */
function startReach() {
  const found = document.getElementById("data-reach");
  if (!found) return;
  const { scale, measured } = dataOf(REACH_ID);
  const member = reach.member = new Lazy(REACH_ID);
  member.entry = {
    id: REACH_ID, zh: "任意点等时圈", en: "Isochrones from any place", kind: "choropleth",
    group: { zh: "", en: "" }, instead_of: [], searched: false,
  };
  member.spec = { ...member.entry, pane: "cells", scale, measured };
  member.drawing = {};
  member.drawn = true;
  entries.unshift(member);
  map.on("click", (event) => map.hasLayer(member) && !ruler.on && reachFrom(event.latlng, null));
  map.on("popupopen", (event) => {
    const mark = event.popup._source;
    if (!map.hasLayer(member) || ruler.on) return;
    // A station is a place with a name; on a line it is the place that was clicked.
    if (mark?.getLatLng) reachFrom(mark.getLatLng(), mark.says);
    else reachFrom(event.popup.getLatLng(), event.popup.says ?? null);
  });
}

/* Undoes sim.maps.reach.packed: inflate, then add up along the rows and down the columns. */
async function unpackReach() {
  const packed = dataOf("reach");
  const bytes = Uint8Array.from(atob(packed.data), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const classes = new Uint8Array(await new Response(stream).arrayBuffer());
  const size = packed.size;
  for (let row = 0; row < size; row++) {
    const start = row * size;
    let along = 0;
    for (let at = start; at < start + size; at++) {
      along = (along + classes[at]) & 255;
      classes[at] = row ? (along + classes[at - size]) & 255 : along;
    }
  }
  return { ...packed, classes };
}

async function reachFrom(latlng, words) {
  const from = zoneUnder(latlng);
  if (from < 0) {
    reach.member.spec.lines = [{ zh: "该处没有网格，请点击有颜色处", en: "No cell there; click where there is colour" }];
    map.fire("layerswitch");
    return;
  }
  reach.data ??= unpackReach();
  const { classes, size, class_min: width, measured } = await reach.data;
  // The lower edge of a class stands for it: "within 30 minutes" is every class below 30.
  const values = Array.from(classes.subarray(from * size, (from + 1) * size), (one) =>
    one === UNREACHED ? null : one * width);
  const people = (limit) => values.reduce(
    (sum, value, at) => sum + (value !== null && value < limit ? settings.zones.population[at] ?? 0 : 0), 0);
  const { spec } = reach.member;
  const district = settings.zones.districts[settings.zones.district[from]];
  const origin = words ?? { zh: district.zh + "内一点", en: "a place in " + district.en };
  spec.zh = "从" + origin.zh + "出发";
  spec.en = "From " + origin.en;
  spec.measured = measured;
  spec.lines = [30, 60].map((limit) => {
    const count = people(limit);
    const tenThousands = (count / 10000).toLocaleString("en-US", { maximumFractionDigits: 1 });
    return {
      zh: `${limit} 分钟内可达 ${tenThousands} 万人`,
      en: `${Math.round(count).toLocaleString("en-US")} people within ${limit} min`,
    };
  });
  paintReach(values, width, latlng);
  map.fire("layerswitch");
}

/* The zone at a place; the last one drawn there wins (cells lie on counties). */
function zoneUnder({ lat, lng }) {
  reach.outlines ??= zoneOutlines();
  return reach.outlines.findLastIndex((polygons) =>
    polygons.some((rings) => rings.reduce((inside, ring) => inside !== isInside(ring, lat, lng), false)));
}

function isInside(ring, lat, lng) {
  let inside = false;
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at++) {
    const [y0, x0] = ring[at], [y1, x1] = ring[before];
    if (y0 > lat !== y1 > lat && lng < ((x1 - x0) * (lat - y0)) / (y1 - y0) + x0) inside = !inside;
  }
  return inside;
}

function paintReach(values, width, latlng) {
  const { member } = reach;
  reach.values = values;
  if (!reach.cells) {
    zoneGeometry ??= simCells.geometry(zoneOutlines());
    const text = (value) => (value === null ? null : value + "–" + (value + width));
    reach.cells = simCells.layer(zoneGeometry, {
      pane: "cells",
      tip: (at) => cellTip(member.spec, reach.values[at], at, text(reach.values[at])),
    });
    reach.mark = L.circleMarker(latlng, {
      pane: "measure", renderer: renderers.measure, interactive: false,
      radius: 7, color: "#1f2328", weight: 3, fillColor: "#ffd23f", fillOpacity: 1,
    });
    member.addLayer(reach.cells).addLayer(reach.mark);
  }
  reach.mark.setLatLng(latlng);
  reach.cells.setValues(values, member.spec.scale);
}

/* The page opens with the isochrones of its main station. */
function openReach() {
  if (!reach.member) return;
  switchLayer(reach.member, true);
  const { start } = dataOf("reach");
  if (start) reachFrom(L.latLng(start.at), start);
}
