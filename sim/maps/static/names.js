/* Names: shown by rank, hidden where they would overlap. */

const names = { sets: new Set(), shown: new Map() };

// Where a name may stand from its place, in pixels: on it, else around it.
const OFFSETS = [[0, 0], [0, -26], [0, 28], [-46, 0], [46, 0], [-46, -26], [46, -26], [-46, 28], [0, -46], [0, 48], [-70, 0]];
const MARK_GAP_PX = { station: 9, hub: 16, airport: 16 };

function labelMarker(label, spot) {
  const box = element("div", "name name-" + label.kind + (spot.left ? " name-left" : ""));
  element("span", "name-zh zh", label.zh, box);
  element("span", "name-en en", label.en, box);
  box.style.marginTop = spot.dy + "px";
  box.style.marginLeft = spot.dx + "px";
  const icon = L.divIcon({ html: box, className: "name-anchor", iconSize: [0, 0] });
  return L.marker(label.at, { icon: icon, pane: "labels", interactive: false, keyboard: false });
}

function labelWidth(label) {
  const lang = language();
  const [zh, en] = { station: [11.5, 6], hub: [13, 6.2], airport: [13, 6.2], place: [13, 6.3] }[label.kind]
    ?? [[18, 8.2], [16, 7.4], [14, 6.8]][label.rank] ?? [13, 6.5];
  const widthZh = lang === "en" ? 0 : label.zh.length * zh;
  const widthEn = lang === "zh" ? 0 : label.en.length * en;
  return Math.max(widthZh, widthEn) + 6;
}

/* Ways to write a name at a point of the screen, best first. Names of marks stand beside them. */
function labelSpots(label, point) {
  const width = labelWidth(label);
  const height = language() === "both" ? 30 : 18;
  if (label.gap_px) return spotsBeside(label, point, width, height);
  const gap = MARK_GAP_PX[label.kind];
  if (gap === undefined) {
    return OFFSETS.map(([dx, dy]) => {
      const [x, top] = [point.x + dx, point.y + dy - height / 2];
      return { dx, dy, left: false, box: [x - width / 2, top, x + width / 2, top + height] };
    });
  }
  const top = point.y - height / 2;
  const right = { dx: 0, dy: 0, left: false, box: [point.x + gap, top, point.x + gap + width, top + height] };
  const left = { dx: 0, dy: 0, left: true, box: [point.x - gap - width, top, point.x - gap, top + height] };
  return [right, left];
}

/* Right of a mark of any size, left of it, above and below. */
function spotsBeside(label, point, width, height) {
  const gap = label.gap_px * (label.fixed ? 1 : dotFactor()) + 4;
  const side = (x, dx, left) => ({ dx, dy: 0, left, box: [x, point.y - height / 2, x + width, point.y + height / 2] });
  const over = (dy) => {
    const [x, y] = [point.x - width / 2, point.y + dy - height / 2];
    return { dx: -width / 2, dy, left: false, box: [x, y, x + width, y + height] };
  };
  return [
    side(point.x + gap, gap, false), side(point.x - gap - width, -gap, true),
    over(-gap - height / 2), over(gap + height / 2),
  ];
}

/* What lies over the map, in pixels of the map: names must not hide below it. */
function coveredBoxes() {
  const origin = map.getContainer().getBoundingClientRect();
  return [...document.querySelectorAll(".panel, .legend, .layers, .toolbar, .timeline, .flow-card, .views")]
    .map((node) => node.getBoundingClientRect())
    .filter((box) => box.width > 0)
    .map((box) => [box.left - origin.left, box.top - origin.top, box.right - origin.left, box.bottom - origin.top]);
}

/* Marks that no name may cover. */
function iconBoxes() {
  const factor = map.getContainer().classList.contains("near") ? 13 : 9;
  return entries.filter((entry) => map.hasLayer(entry))
    .flatMap((entry) => entry.drawing.icons || [])
    .map((icon) => map.latLngToContainerPoint(icon.at))
    .map(({ x, y }) => [x - factor, y - factor, x + factor, y + factor]);
}

const overlap = (one, other) =>
  one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];

function arrangeNames() {
  const zoom = map.getZoom();
  const view = map.getBounds().pad(0.1);
  const wanted = [...names.sets].flatMap((set) => set.labels)
    .filter((label) => zoom >= label.min_zoom && view.contains(label.at))
    .sort((a, b) => a.rank - b.rank);
  // A label that stands for another one takes its place wherever that would be.
  const replaced = new Set(wanted.map((label) => label.instead_of).filter(Boolean));
  const taken = iconBoxes();
  const covered = coveredBoxes();
  const seen = new Set();
  const keep = new Map();
  for (const label of wanted) {
    if (seen.has(label.zh) || replaced.has(label.zh)) continue;
    const spots = labelSpots(label, map.latLngToContainerPoint(label.at))
      .filter((spot) => !taken.some((other) => overlap(spot.box, other)));
    const spot = spots.find((one) => !covered.some((other) => overlap(one.box, other)));
    if (!spot) continue;
    taken.push(spot.box);
    seen.add(label.zh);
    keep.set(label, spot);
  }
  for (const [label, { marker, spot }] of names.shown) {
    const next = keep.get(label);
    if (!next || next.dx !== spot.dx || next.dy !== spot.dy || next.left !== spot.left) {
      marker.remove();
      names.shown.delete(label);
    }
  }
  for (const [label, spot] of keep) {
    if (!names.shown.has(label)) names.shown.set(label, { spot, marker: labelMarker(label, spot).addTo(map) });
  }
}
