/* The legend: how full trains are, how crowded platforms, and the other signs. */

// Examples in the key: sizes mean the same on every page, but few platforms fill like the fullest.
const KEY_PEOPLE = [10, 200, 1000], KEY_CROWDS = [10, 500, 3000], CROWDED_FROM = 1500;

function makeLegend() {
  const box = document.getElementById("legend");
  both(element("summary", "", null, box), { zh: "图例", en: "Legend" });
  const body = element("div", "day-legend-body", null, box);
  legendTitle(body, settings.loads);
  const ramp = element("div", "ramp", null, body);
  settings.loads.colours.forEach((colour, at) => {
    const step = element("div", "ramp-step", null, ramp);
    step.title = settings.loads.labels[at] + " %";
    element("i", "day-ramp", null, step).style.background = colour;
    if (at < settings.loads.ticks.length) element("span", "tick", settings.loads.ticks[at], step);
  });
  if (day.crowds.quarters.length) levelLegend(body);
  if (day.crowds.minutes.length) peopleLegend(body);
  signLegend(body);
  const source = element("div", "legend-source", null, body);
  both(source, { zh: "来源：模型计算（离散事件模拟）", en: "Source: modelled, discrete-event simulation" }, "div");
  L.DomEvent.disableScrollPropagation(box);
}

function legendTitle(parent, scale) {
  const title = element("div", "legend-title", null, parent);
  both(title, scale.title).className = "stacked";
  both(title, scale.unit).className = "legend-unit stacked";
}

function levelLegend(body) {
  legendTitle(body, settings.levels);
  const ramp = element("div", "ramp day-levels", null, body);
  settings.levels.names.forEach((name, at) => {
    const step = element("div", "ramp-step", null, ramp);
    element("i", "day-ramp", null, step).style.background = settings.levels.colours[at];
    element("span", "", name.en, step);
  });
}

function peopleLegend(body) {
  const line = element("div", "day-sizes", null, body);
  both(line, { zh: "候车人数", en: "people waiting" }).className = "stacked";
  const most = day.crowds.waiting.reduce((one, other) => Math.max(one, other), 0) / 10;
  for (const people of most < CROWDED_FROM ? KEY_PEOPLE : KEY_CROWDS) {
    const radius = waitingRadius(people);
    const key = element("span", "day-size", null, line);
    key.innerHTML =
      `<svg width="${2 * radius + 3}" height="${2 * radius + 3}"><circle cx="50%" cy="50%" r="${radius}" fill="#fff" stroke="${INK}" stroke-width="1.2"/></svg>`;
    key.append(wholeText(people));
  }
}

function signLegend(body) {
  const grid = element("div", "legend-keys", null, body);
  const train =
    '<svg viewBox="0 0 32 12"><rect x="5" y="1" width="22" height="10" rx="4" fill="#00897b"/><rect x="8" y="3.6" width="16" height="4.8" rx="2" fill="#fdedb4"/></svg>';
  const ring =
    `<svg viewBox="0 0 32 12"><circle cx="16" cy="6" r="5" fill="none" stroke="${HUB_COLOUR}" stroke-width="2" opacity="0.6"/><circle cx="16" cy="6" r="2" fill="${HUB_COLOUR}"/></svg>`;
  const broken =
    `<svg viewBox="0 0 32 12"><path d="M2 6H30" stroke="${CLOSED_COLOUR}" stroke-width="3.4" stroke-dasharray="3 6" stroke-linecap="round"/></svg>`;
  const signs = [[train, { zh: "列车（边框为线路色）", en: "train, edge in line colour" }]];
  if (day.hubs.length) signs.push([ring, { zh: "铁路列车到发", en: "railway train arrives, leaves" }]);
  if (day.closures.length) signs.push([broken, { zh: "区间关闭", en: "section closed" }]);
  for (const [swatch, words] of signs) {
    const line = element("div", "legend-key", null, grid);
    element("i", "swatch", null, line).innerHTML = swatch;
    both(line, words).className = "stacked";
  }
  if (!day.crowds.minutes.length) return;
  const curve = element("div", "legend-keys", null, body);
  for (const [colour, words] of [
    [TRAIN_COLOUR, { zh: "曲线：在途列车", en: "curve: trains under way" }],
    [WAITING_COLOUR, { zh: "面积：候车人数", en: "area: people waiting" }],
  ]) {
    const line = element("div", "legend-key", null, curve);
    const swatch = element("i", "swatch", null, line);
    swatch.innerHTML = `<svg viewBox="0 0 32 12"><rect x="4" y="${colour === TRAIN_COLOUR ? 5 : 1}" width="24" height="${colour === TRAIN_COLOUR ? 2 : 10}" fill="${colour}"/></svg>`;
    both(line, words).className = "stacked";
  }
}
