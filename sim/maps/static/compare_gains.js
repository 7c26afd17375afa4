/* Who gains and who loses: people by class of gain, and by district. */

const FEW_DISTRICTS = 8;

/* A count as it is said: in tens of thousands in Chinese, else in thousands and millions. */
function peopleText(count, lang = language()) {
  if (lang === "zh") {
    if (count >= 1e8) return (count / 1e8).toFixed(2) + "亿";
    if (count >= 1e4) return (count / 1e4).toFixed(count >= 1e6 ? 0 : 1) + "万";
    return String(Math.round(count));
  }
  if (count >= 1e6) return (count / 1e6).toFixed(2) + " M";
  if (count >= 1e4) return Math.round(count / 1e3) + " k";
  if (count >= 1e3) return (count / 1e3).toFixed(1) + " k";
  return String(Math.round(count));
}

function shareText(part, whole) {
  return whole > 0 ? ((part / whole) * 100).toFixed(part / whole < 0.0995 ? 1 : 0) + "%" : "–";
}

function meanText(mean, { unit }) {
  if (Number.isNaN(mean)) return "–";
  const size = Math.abs(mean);
  const ending = unit.en !== "min" ? "" : language() === "zh" ? unit.zh : " " + unit.en;
  const text = unit.en === "min" ? size.toFixed(1) : peopleText(size);
  return (Number(size.toFixed(1)) === 0 ? "" : mean > 0 ? "+" : "−") + text + ending;
}

/* The classes from the best to the worst, each with its words. */
function classRows(change) {
  const { breaks, colours } = change;
  const ticks = language() === "zh" ? change.ticks_zh : change.ticks;
  const middle = breaks.length, newly = 2 * middle + 1;
  const rows = [[newly, change.newly]];
  for (let at = newly - 1; at >= 0; at--) {
    let text;
    if (at === newly - 1) text = "≥ " + ticks[ticks.length - 1];
    else if (at === 0) text = "≤ " + ticks[0];
    else text = ticks[at - 1] + " … " + ticks[at];
    rows.push([at, at === middle ? change.within : { zh: text, en: text }]);
  }
  rows.push([newly + 1, change.lost], [newly + 2, change.neither]);
  return rows.map(([at, words]) => ({ at, words, colour: colours[at] }));
}

function gainHead(box, sums, measure) {
  const words = measure.lower_is_better
    ? [{ zh: "更快", en: "faster" }, { zh: "更慢", en: "slower" }]
    : [{ zh: "更多", en: "more" }, { zh: "更少", en: "fewer" }];
  const facts = [
    [words[0], peopleText(sums.better), shareText(sums.better, sums.people), "better"],
    [words[1], peopleText(sums.worse), shareText(sums.worse, sums.people), "worse"],
    [{ zh: "人均变化", en: "mean change" }, meanText(sums.mean, measure.change), "", ""],
  ];
  const line = element("div", "gain-facts", null, box);
  for (const [name, value, share, kind] of facts) {
    const fact = element("div", "gain-fact " + kind, null, line);
    element("b", "", value, fact);
    if (share) element("span", "gain-share", share, fact);
    both(fact, name, "div").className = "gain-name";
  }
}

/* Bars of those whose value changes; the others are often so many that they would flatten them. */
function gainBars(box, sums, change) {
  const middle = change.breaks.length, neither = 2 * middle + 3;
  const changes = (at) => at !== middle && at !== neither;
  const most = Math.max(...sums.classes.filter((_, at) => changes(at)), 1);
  const chart = element("div", "gain-bars", null, box);
  for (const { at, words, colour } of classRows(change)) {
    if (at > 2 * middle && !sums.classes[at]) continue;
    const row = element("div", "gain-row", null, chart);
    both(row, words).className = "gain-label";
    const track = element("span", "gain-track", null, row);
    if (changes(at)) {
      const bar = element("i", "", null, track);
      bar.style.width = (sums.classes[at] / most) * 100 + "%";
      bar.style.background = colour;
    } else track.classList.add("gain-unchanged");
    element("span", "gain-number", sums.classes[at] > 0 ? peopleText(sums.classes[at]) : "–", row);
  }
}

function districtTable(box, rows, measure) {
  const table = element("table", "gain-districts", null, box);
  const head = element("tr", "", null, element("thead", "", null, table));
  const titles = [
    { zh: "区县", en: "District" },
    measure.lower_is_better ? { zh: "更快", en: "Faster" } : { zh: "更多", en: "More" },
    measure.lower_is_better ? { zh: "更慢", en: "Slower" } : { zh: "更少", en: "Fewer" },
    { zh: "人均", en: "Mean" },
  ];
  for (const title of titles) both(head, title, "th");
  const body = element("tbody", "", null, table);
  for (const { name, sums } of rows) {
    const line = element("tr", "", null, body);
    both(line, name, "td");
    for (const part of [sums.better, sums.worse]) {
      const cell = element("td", "", null, line);
      element("span", "", part > 0 ? peopleText(part) : "–", cell);
      element("span", "gain-share", part > 0 ? shareText(part, sums.people) : "", cell);
    }
    element("td", "", meanText(sums.mean, measure.change), line);
  }
}

/* `scope` is "city" (cells) or "province" (cells and counties). */
function drawGains(box, { comparison, people, peopleStep, measure, zones, scope, isOpen }) {
  box.replaceChildren();
  const inScope = scope === "city" ? (zone) => zone >= zones.counties : () => true;
  const sumsOf = (isIn) => peopleByClass(comparison, people, measure, peopleStep, isIn);
  const all = sumsOf(inScope);
  gainHead(box, all, measure);
  gainBars(box, all, measure.change);
  const rows = zones.districts.map((name, at) => ({
    name, sums: sumsOf((zone) => inScope(zone) && zones.district[zone] === at),
  })).filter(({ sums }) => sums.people > 0);
  const moved = ({ sums }) => sums.better + sums.worse + sums.newly + sums.lost;
  rows.sort((one, other) => moved(other) - moved(one));
  districtTable(box, isOpen ? rows : rows.slice(0, FEW_DISTRICTS), measure);
  return rows.length;
}
