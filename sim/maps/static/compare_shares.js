/* Mode shares of two alternatives: bars, a table with differences, and intervals of the target. */

function percentText(value, digits = 1) {
  return value === null || value === undefined ? "–" : value.toFixed(digits) + "%";
}

/* Percentage points with a sign; nothing where one side is missing. */
function pointsText(before, after) {
  if (before === null || after === null || before === undefined || after === undefined) return "–";
  const change = after - before;
  return Math.abs(change) < 0.05 ? "±0" : (change > 0 ? "+" : "−") + Math.abs(change).toFixed(1);
}

/* One bar of all ways to travel; those with room have their number inside. */
function shareBar(parent, letter, shares, ways) {
  const row = element("div", "share-row", null, parent);
  element("b", "letter", letter, row);
  if (!shares) {
    both(row, { zh: "该方案没有需求结果", en: "no demand results" }).className = "empty";
    return;
  }
  const bar = element("div", "share-bar", null, row);
  ways.forEach((way, at) => {
    const share = shares.all[at];
    if (!(share > 0)) return;
    const part = element("span", "", share >= 7 ? share.toFixed(0) + "%" : "", bar);
    part.style.width = share + "%";
    part.style.background = way.colour;
    part.style.color = shareInk(way.colour);
    part.title = way.zh + " " + way.en + " " + percentText(share);
  });
}

function shareInk(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#1f2328" : "#ffffff";
}

function shareTable(parent, ways, [left, right]) {
  const table = element("table", "share-table", null, parent);
  const head = element("tr", "", null, element("thead", "", null, table));
  both(head, { zh: "占全部出行", en: "of all trips" }, "th");
  for (const letter of ["A", "B"]) element("th", "", letter, head);
  both(head, { zh: "B–A", en: "points" }, "th");
  const body = element("tbody", "", null, table);
  const line = (words, before, after, colour) => {
    const row = element("tr", "", null, body);
    const name = element("td", "", null, row);
    if (colour) element("i", "share-key", null, name).style.background = colour;
    both(name, words);
    for (const value of [before, after]) element("td", "", percentText(value), row);
    element("td", "", pointsText(before, after), row);
    return row;
  };
  ways.forEach((way, at) => line(way, left?.all[at] ?? null, right?.all[at] ?? null, way.colour));
  const motorised = (shares) => shares
    ? ways.reduce((sum, way, at) => sum + (way.public ? shares.motorised[at] ?? 0 : 0), 0) : null;
  line({ zh: "公共交通占机动化", en: "Public transport of motorised" }, motorised(left), motorised(right))
    .className = "share-total";
}

/* Intervals of the share by definition on one axis, with the target as a line. */
function intervalChart(parent, sides) {
  const every = sides.flatMap((side) => side ?? []);
  if (!every.length) return;
  const known = every.flatMap((one) => [one.low ?? one.value, one.high ?? one.value, one.threshold]).filter((one) => one !== null);
  const low = Math.floor((Math.min(...known) - 1) / 5) * 5, high = Math.ceil((Math.max(...known) + 1) / 5) * 5;
  const place = (value) => ((value - low) / (high - low)) * 100;
  both(parent, { zh: "公共交通分担率：区间与达标概率", en: "Public-transport share: interval and probability of the target" }, "h4");
  const chart = element("div", "interval-chart", null, parent);
  let more = null;
  const definitions = [...new Map(every.map((one) => [one.id, one])).values()];
  definitions.forEach((words, at) => {
    if (at === 1) more = element("details", "interval-more", null, chart);
    if (at === 1) both(element("summary", "", null, more), { zh: "其他口径", en: "Other definitions" });
    const into = more ?? chart;
    both(into, words, "div").className = "interval-name";
    sides.forEach((side, letter) => {
      const one = side?.find((other) => other.id === words.id);
      if (one) intervalRow(into, "AB"[letter], one, place);
    });
    if (at > 0) return;
    const axis = element("div", "interval-axis", null, chart);
    for (let tick = low; tick <= high; tick += 10) element("span", "", tick + "%", axis).style.left = place(tick) + "%";
  });
  both(parent, {
    zh: "条：5%–95%区间；点：模型值；竖线：目标值；P：达标概率。", en: "Bar: 5–95 % interval; dot: value; line: target; P: probability that it is met.",
  }, "p").className = "small-print";
}

/* Never 0 or 100 for what is neither. */
function chanceText(probability) {
  if (probability > 0 && probability < 0.01) return "<1%";
  if (probability > 0.99 && probability < 1) return ">99%";
  return (100 * probability).toFixed(0) + "%";
}

function intervalRow(chart, letter, one, place) {
  const row = element("div", "interval-row", null, chart);
  element("b", "letter", letter, row);
  const track = element("span", "interval-track", null, row);
  if (one.threshold !== null) element("i", "interval-target", null, track).style.left = place(one.threshold) + "%";
  if (one.low !== null && one.high !== null) {
    const bar = element("i", "interval-bar interval-" + letter.toLowerCase(), null, track);
    bar.style.left = place(one.low) + "%";
    bar.style.width = place(one.high) - place(one.low) + "%";
  }
  if (one.value !== null) element("i", "interval-dot", null, track).style.left = place(one.value) + "%";
  const text = element("span", "interval-text", null, row);
  element("b", "", percentText(one.value), text);
  if (one.probability !== null) text.append(" P " + chanceText(one.probability));
  row.title = one.low === null ? "" : percentText(one.low) + " – " + percentText(one.high);
}
