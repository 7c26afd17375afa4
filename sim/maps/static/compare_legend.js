/* The legend of a comparison: the scale in use, the signs of the network, source and dates. */

function ramp(parent, colours, ticks, ticksZh, isShort) {
  const box = element("div", "ramp", null, parent);
  colours.forEach((colour, at) => {
    const step = element("div", "ramp-step", null, box);
    element("i", "", null, step).style.background = colour;
    if (at >= ticks.length) return;
    if (isShort) element("span", "tick", (language() === "zh" ? ticksZh : ticks)[at], step);
    else both(step, { zh: ticksZh[at], en: ticks[at] }).className = "tick";
  });
  return box;
}

function swatchKey(parent, colour, words) {
  const line = element("div", "legend-key", null, parent);
  element("i", "ramp-missing", null, line).style.background = colour;
  both(line, words);
}

function legendTitle(parent, words, unit) {
  const title = element("div", "legend-title", null, parent);
  both(title, words).className = "stacked";
  if (unit.zh) both(title, unit).className = "legend-unit";
}

function valueLegend(measure, parent) {
  const { scale } = measure;
  legendTitle(parent, measure, scale.unit);
  ramp(parent, scale.colours, scale.ticks, scale.ticks_zh);
  swatchKey(parent, scale.missing_colour, scale.missing);
}

/* Colours of places without a difference are explained where there are such places. */
function changeLegend(measure, parent, present) {
  const { change } = measure;
  const middle = change.breaks.length, newly = 2 * middle + 1;
  legendTitle(parent, { zh: measure.zh + "：B比A", en: measure.en + ": B against A" }, change.unit);
  ramp(parent, change.colours.slice(0, newly), change.ticks, change.ticks_zh, true).classList.add("ramp-change");
  const ends = element("div", "ramp-ends", null, parent);
  const [worse, better] = measure.lower_is_better
    ? [{ zh: "变慢", en: "slower" }, { zh: "变快", en: "faster" }]
    : [{ zh: "减少", en: "fewer" }, { zh: "增加", en: "more" }];
  const left = element("span", "", "◂ ", ends), right = element("span", "", null, ends);
  both(left, worse);
  both(right, better);
  right.append(" ▸");
  const keys = element("div", "legend-keys", null, parent);
  [change.newly, change.lost, change.neither].forEach((words, at) => {
    if (present.has(newly + at)) swatchKey(keys, change.colours[newly + at], words);
  });
}

const LINE_SIGNS = [
  ["common", '<path d="M1 6H31" stroke="#7d848a" stroke-width="3"/>', { zh: "两方案均运营", en: "In service in both" }],
  ["own", '<path d="M1 6H31" stroke="#1f2328" stroke-width="9"/><path d="M1 6H31" stroke="#00897b" stroke-width="5"/>', { zh: "仅该侧运营", en: "On this side only" }],
  ["opened", '<path d="M1 6H31" stroke="#1f2328" stroke-width="9"/><path d="M1 6H31" stroke="#00897b" stroke-width="5"/>', { zh: "仅B运营", en: "In B only" }],
  ["gone", '<path d="M1 6H31" stroke="#c2185b" stroke-width="3" stroke-dasharray="3 5"/>', { zh: "仅A运营", en: "In A only" }],
];

function signs(parent, isChange) {
  const grid = element("div", "legend-keys", null, parent);
  const wanted = isChange ? ["common", "opened", "gone"] : ["common", "own"];
  for (const [name, drawing, words] of LINE_SIGNS) {
    if (!wanted.includes(name)) continue;
    const line = element("div", "legend-key", null, grid);
    element("i", "swatch", null, line).innerHTML = `<svg viewBox="0 0 32 12">${drawing}</svg>`;
    both(line, words).className = "stacked";
  }
}

function drawComparedLegend(box, { measure, isChange, present, left, right, measured }) {
  box.replaceChildren();
  (isChange ? changeLegend : valueLegend)(measure, box, present);
  signs(box, isChange);
  const facts = element("div", "legend-source", null, box);
  for (const [letter, one] of [["A", left], ["B", right]]) {
    const line = element("div", "legend-side", null, facts);
    element("b", "letter", letter, line);
    both(line, one.facts);
  }
  if (measured.zh) both(facts, measured, "div");
  both(facts, { zh: "来源：模型计算，不是观测值", en: "Source: modelled, not observed" }, "div");
}
