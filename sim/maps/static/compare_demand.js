/* Demand of two alternatives: shares, welfare by district, and the lines whose boardings change most. */

const MOST_LINES = 8;
const demandState = { area: 0, data: null };

function drawDemand(box, { places, alternatives }) {
  demandState.data ??= dataOf("demand");
  const demand = demandState.data;
  const pair = (list) => places.map((place) => list[place]);
  box.replaceChildren();
  areaChoice(box, demand.areas, () => drawDemand(box, { places, alternatives }));
  const area = demand.areas[demandState.area]?.id;
  const shares = pair(demand.shares).map((one) => one?.[area] ?? null);
  const bars = element("div", "share-bars", null, box);
  shares.forEach((one, at) => shareBar(bars, "AB"[at], one, demand.ways));
  if (shares.some(Boolean)) shareTable(box, demand.ways, shares);
  intervalChart(box, pair(demand.intervals));
  places.forEach((place, at) => welfareTable(box, "AB"[at], alternatives[place], demand.welfare));
  lineChanges(box, demand.lines, places);
}

function areaChoice(box, areas, onChoose) {
  if (areas.length < 2) return;
  const label = element("label", "choice", null, box);
  both(label, { zh: "范围", en: "Area" }).className = "choice-name";
  const select = element("select", "", null, label);
  for (const area of areas) element("option", "", inLanguage(area), select);
  select.selectedIndex = demandState.area;
  select.addEventListener("change", () => {
    demandState.area = select.selectedIndex;
    onChoose();
  });
}

/* Ten thousands of yuan a day in Chinese and English alike: the unit stands in the head. */
function yuanText(yuan) {
  if (yuan === null) return "–";
  const size = Math.abs(yuan) / 1e4;
  return (Math.abs(yuan) < 50 ? "" : yuan > 0 ? "+" : "−") + size.toLocaleString("en-US", { maximumFractionDigits: size < 100 ? 1 : 0 });
}

function welfareTable(box, letter, alternative, rows) {
  const own = rows.filter((row) => row.alternative === alternative.name);
  if (!own.length) return;
  const head = element("h4", "", null, box);
  element("b", "letter", letter, head);
  both(head, { zh: "相对参考方案的福利变化，万元/日", en: "welfare against the reference, 10,000 yuan a day" });
  const table = element("table", "share-table", null, box);
  const titles = element("tr", "", null, element("thead", "", null, table));
  for (const words of [
    { zh: "区县", en: "District" }, { zh: "合计", en: "All" }, { zh: "有车", en: "Car" }, { zh: "无车", en: "No car" },
  ]) both(titles, words, "th");
  const body = element("tbody", "", null, table);
  const places = [...new Map(own.map((row) => [row.group + row.zh + row.en, row])).values()];
  const value = (place, car) => own.find((row) => row.group === place.group && row.zh === place.zh && row.en === place.en && row.car === car)?.yuan ?? null;
  const size = (place) => (place.group === "city" ? Infinity : Math.abs(value(place, "all") ?? 0));
  for (const place of places.sort((one, other) => size(other) - size(one))) {
    const row = element("tr", place.group === "city" ? "share-total" : "", null, body);
    both(row, place, "td");
    for (const car of ["all", "yes", "no"]) element("td", "", yuanText(value(place, car)), row);
  }
  both(box, { zh: "对数和法；正值为受益；时间价值与偏好取参考方案。", en: "By logsums; positive is a gain; tastes and values of time are the reference's." }, "p").className = "small-print";
}

function lineChanges(box, lines, [left, right]) {
  const changed = lines.map((line) => ({ line, before: line.boardings[left] ?? 0, after: line.boardings[right] ?? 0 }))
    .filter(({ before, after }) => Math.round(before) !== Math.round(after))
    .sort((one, other) => Math.abs(other.after - other.before) - Math.abs(one.after - one.before))
    .slice(0, MOST_LINES);
  if (!changed.length) return;
  both(box, { zh: "客流变化最大的线路，上客人次/日", en: "Lines whose boardings change most, a day" }, "h4");
  const table = element("table", "share-table", null, box);
  const head = element("tr", "", null, element("thead", "", null, table));
  both(head, { zh: "线路", en: "Line" }, "th");
  for (const letter of ["A", "B", "B–A"]) element("th", "", letter, head);
  const body = element("tbody", "", null, table);
  for (const { line, before, after } of changed) {
    const row = element("tr", "", null, body);
    both(row, line, "td");
    for (const count of [before, after]) element("td", "", count ? peopleText(count) : "–", row);
    element("td", "", (after > before ? "+" : "−") + peopleText(Math.abs(after - before)), row);
  }
}
