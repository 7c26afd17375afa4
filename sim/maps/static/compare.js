/* The comparison page: what is chosen, and everything that follows from it. */

const state = { measure: 0, left: 0, right: 1, mode: "swipe", scope: "city", allDistricts: false, kinds: {}, ground: {}, turn: 0 };
const parts = {};
let data = null, network = null, settings = null, shapes = null, views = [];

const mapViews = () => views;
const at = (id) => document.getElementById(id);
const isNarrow = () => window.innerWidth < 760;

/* Room that the cards take from the map, so that the city lies beside them. */
function padding() {
  if (isNarrow()) return { paddingTopLeft: [8, state.mode === "side" ? 8 : 190], paddingBottomRight: [8, state.mode === "side" ? 8 : 130] };
  if (state.mode === "side") return { paddingTopLeft: [20, 50], paddingBottomRight: [20, 30] };
  return { paddingTopLeft: [350, 40], paddingBottomRight: [310, 40] };
}

function goTo(bounds) {
  for (const view of views) view.map.fitBounds(bounds, { ...padding(), animate: false });
}

function newView(id) {
  const view = compareView();
  view.open(at(id), !views.length);
  shapes ??= simCells.geometry(view.outlines());
  for (const layer of data.layers) view.showGround(layer.id, state.ground[layer.id]);
  for (const [name, isOn] of Object.entries(state.kinds)) view.showKind(name, isOn);
  views.push(view);
  return view;
}

/* Two maps that move together: whichever is moved takes the other along. */
function bind(one, other) {
  let isFollowing = false;
  const follow = (leader, follower) => () => {
    if (isFollowing || state.mode !== "side") return;
    isFollowing = true;
    follower.setView(leader.getCenter(), leader.getZoom(), { animate: false });
    isFollowing = false;
  };
  one.map.on("move zoomend", follow(one.map, other.map));
  other.map.on("move zoomend", follow(other.map, one.map));
}

/* --- what the pointer tells about a zone ------------------------------------------------------ */

function numberText(steps, step) {
  return (steps * step).toLocaleString("en-US", { maximumFractionDigits: step < 1 ? 1 : 0 });
}

function tipOf(zone, { measure, rows, people, comparison }) {
  const { zones } = settings;
  const box = element("div", "tip compared-tip");
  both(box, zones.districts[zones.district[zone]], "div").className = "tip-place";
  const table = element("table", "", null, box);
  for (const [letter, values] of [["A", rows.left], ["B", rows.right]]) {
    const line = element("tr", "", null, table);
    element("th", "", letter, line);
    const cell = element("td", "", null, line);
    if (values[zone] === MISSING) both(cell, measure.scale.missing);
    else {
      element("b", "", numberText(values[zone], measure.step), cell);
      cell.append(" ");
      both(cell, measure.scale.unit);
    }
  }
  const gain = comparison.gains[zone];
  if (!Number.isNaN(gain)) {
    const line = element("tr", "tip-gain", null, table);
    element("th", "", "B–A", line);
    const cell = element("td", "", null, line);
    const change = measure.lower_is_better ? -gain : gain;
    element("b", "", (change > 0 ? "+" : change < 0 ? "−" : "") + numberText(Math.abs(change), measure.step), cell);
    cell.append(" ");
    both(cell, measure.scale.unit);
  }
  const row = element("div", "", null, box);
  both(row, { zh: "人口", en: "population" });
  row.append(" " + Math.round(Math.max(people[zone], 0) * data.population_step).toLocaleString("en-US"));
  return box;
}

/* --- drawing ---------------------------------------------------------------------------------- */

async function update({ isNewNetwork = true } = {}) {
  const turn = ++state.turn;
  const started = performance.now();
  const measure = data.measures[state.measure];
  const count = data.alternatives.length;
  const [all, population] = await Promise.all([valuesOf(measure.id, count), valuesOf("population", count)]);
  if (turn !== state.turn) return;
  const rows = { left: all[state.left], right: all[state.right] };
  const people = population[state.right];
  const comparison = changeOf(rows.left, rows.right, measure);
  const told = { measure, rows, people, comparison };
  place();
  drawCells(told);
  if (isNewNetwork) drawNetworks();
  drawPanel(told);
  state.lastUpdateMs = performance.now() - started;
  state.drawnTurn = turn;
  document.documentElement.dataset.drawn = [measure.id, state.left, state.right, state.mode].join(" ");
}

function drawCells(told) {
  const { measure, rows, comparison } = told;
  const tip = (zone) => tipOf(zone, told);
  const [first, second] = views;
  if (state.mode === "difference") {
    first.showCells(shapes, "left", comparison.classes, measure.change.colours, tip);
    first.hideSide("right");
    return;
  }
  const colours = [...measure.scale.colours, measure.scale.missing_colour];
  const beside = state.mode === "side";
  first.showCells(shapes, "left", classesOf(rows.left, measure), colours, tip);
  if (beside) first.hideSide("right");
  (beside ? second : first).showCells(shapes, "right", classesOf(rows.right, measure), colours, tip);
}

function drawNetworks() {
  const { left, right, mode } = state;
  const [first, second] = views;
  const pair = { left, right, gone: mode === "difference" };
  const wanted = (1 << left) | (1 << right);
  const labels = network.labels.filter(({ mask }) => mask & wanted).map(({ label }) => label);
  if (mode === "difference") {
    first.showNetwork(network, "left", { ...pair, roles: ["common", "left", "right"] });
  } else {
    first.showNetwork(network, "left", { ...pair, roles: ["common", "left"] });
    (mode === "side" ? second : first).showNetwork(network, "right", { ...pair, roles: ["common", "right"] });
  }
  for (const view of views) view.showLabels(labels);
}

/* Lays out one or two maps, the divider and the name tags. */
function place() {
  const isSide = state.mode === "side";
  if (document.body.dataset.mode === state.mode) return;
  const wasSide = document.body.dataset.mode === "side";
  document.body.dataset.mode = state.mode;
  if (isSide && views.length === 1) bind(views[0], newView("view-b"));
  if (isSide !== wasSide) {
    at("layers").open = !isSide && !isNarrow();
    for (const view of views) view.map.invalidateSize({ animate: false });
    goTo(settings.home);
  }
  clip();
}

function clip() {
  if (state.mode !== "swipe") {
    for (const view of views) view.clipAt(null);
    return;
  }
  const width = views[0].map.getSize().x;
  views[0].clipAt(Math.round(parts.divider.share * width));
}

function tag(node, letter, alternative) {
  node.replaceChildren();
  element("b", "letter", letter, node);
  both(node, alternative).className = "stacked";
}

function drawPanel(told) {
  const { measure } = told;
  const left = data.alternatives[state.left], right = data.alternatives[state.right];
  tag(parts.divider.tagA, "A", left);
  tag(parts.divider.tagB, "B", right);
  tag(at("tag-a"), "A", left);
  tag(at("tag-b"), "B", right);
  parts.showMode(state.mode);
  parts.showLeft(state.left);
  parts.showRight(state.right);
  parts.showMeasure(state.measure);
  const total = drawGains(at("gains"), { ...told, peopleStep: data.population_step, zones: settings.zones, scope: state.scope, isOpen: state.allDistricts });
  at("more-districts").hidden = state.allDistricts || total <= FEW_DISTRICTS;
  for (const node of document.querySelectorAll("#scope button")) {
    node.setAttribute("aria-pressed", String(node.dataset.scope === state.scope));
  }
  if (data.board.length) boardTable(at("board"), data.board, data.alternatives, [state.left, state.right], ["A", "B"]);
  if (at("demand")) drawDemand(at("demand"), { places: [state.left, state.right], alternatives: data.alternatives });
  if (at("gateway")) drawGateway(at("gateway"), [state.left, state.right]);
  if (data.ledger.length) {
    at("ledger").replaceChildren();
    ledgerList(at("ledger"), data.ledger, "B", right);
    if (left !== right) ledgerList(at("ledger"), data.ledger, "A", left);
  }
  drawComparedLegend(at("legend"), {
    measure, left, right, measured: data.measured,
    isChange: state.mode === "difference", present: new Set(told.comparison.classes),
  });
  fitLegend();
}

function fitLegend() {
  const below = isNarrow() ? 0 : at("layers").offsetHeight + 44;
  at("legend").style.maxHeight = Math.max(window.innerHeight - below - 30, 120) + "px";
}

/* --- start ------------------------------------------------------------------------------------ */

function choose(change, options) {
  Object.assign(state, change);
  return update(options);
}

function controls() {
  const words = (list) => list.map(({ zh, en }) => ({ zh, en }));
  parts.showMeasure = choiceOf(at("measure"), words(data.measures), (measure) => choose({ measure }, { isNewNetwork: false }));
  parts.showLeft = choiceOf(at("left"), words(data.alternatives), (left) => choose({ left }));
  parts.showRight = choiceOf(at("right"), words(data.alternatives), (right) => choose({ right }));
  parts.showMode = modeButtons(at("modes"), (mode) => choose({ mode }));
  at("swap").addEventListener("click", () => choose({ left: state.right, right: state.left }));
  titled(at("swap"), { zh: "交换A与B", en: "Swap A and B" });
  at("scope").addEventListener("click", (event) => {
    const scope = event.target.closest("button")?.dataset.scope;
    if (scope) choose({ scope }, { isNewNetwork: false });
  });
  at("more-districts").addEventListener("click", () => choose({ allDistricts: true }, { isNewNetwork: false }));
  layerSwitches(at("layer-list"), data.layers, {
    onKind: (name, isOn) => {
      state.kinds[name] = isOn;
      for (const view of views) view.showKind(name, isOn);
    },
    onGround: (name, isOn) => {
      state.ground[name] = isOn;
      for (const view of views) view.showGround(name, isOn);
    },
  });
  languageButtons(at("languages"));
  for (const [id, bounds, words] of [
    ["go-city", "home", { zh: "全城", en: "City" }], ["go-province", "province", { zh: "全省", en: "Province" }],
  ]) {
    titled(at(id), words);
    at(id).addEventListener("click", () => goTo(settings[bounds]));
  }
  for (const [id, step] of [["zoom-in", 1], ["zoom-out", -1]]) {
    at(id).addEventListener("click", () => views[0].map.setZoom(views[0].map.getZoom() + step));
  }
  printing(at("print"));
  at("all-boards")?.addEventListener("click", () => {
    boardTable(at("boards"), data.board, data.alternatives, data.alternatives.map((_, place) => place), null);
    at("board-dialog").showModal();
  });
  at("close-boards")?.addEventListener("click", () => at("board-dialog").close());
}

function start() {
  data = dataOf("compare");
  network = dataOf("network");
  for (const layer of data.layers) state.ground[layer.id] = layer.shown;
  for (const details of document.querySelectorAll("details[data-wide]")) details.open = !isNarrow();
  const first = newView("view-a");
  settings = first.settings;
  parts.divider = divider(at("view-a"), () => clip());
  controls();
  L.control.scale({ position: "bottomleft", imperial: false }).addTo(first.map);
  first.map.on("move zoom zoomend moveend resize", clip);
  goTo(settings.home);
  const free = isNarrow() ? [0, 0] : [345, 300];
  parts.divider.set((free[0] + (window.innerWidth - free[1])) / 2 / window.innerWidth);
  setLanguage(language());
  spoken.listeners.push(() => {
    for (const view of views) view.arrangeNames();
    update({ isNewNetwork: false });
  });
  window.addEventListener("resize", fitLegend);
  return update();
}
