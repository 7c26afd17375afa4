/* Numbers of the gateway in two alternatives, and what the second has more or less. */

const gatewayState = { data: null };

function gatewayNumber(value, decimals) {
  if (value === null) return "–";
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replace("-", "−");
}

/* A difference with its sign; nothing where one side is missing. */
function gatewayChange(before, after, decimals) {
  if (before === null || after === null) return "–";
  const change = Number((after - before).toFixed(decimals));
  return change === 0 ? "±0" : (change > 0 ? "+" : "") + gatewayNumber(change, decimals);
}

/* Better, worse, or neither: what lies within the rounding is neither. */
function gatewayClass(row, before, after) {
  if (before === null || after === null || row.better === "none") return "";
  const change = Number((after - before).toFixed(row.decimals)) * (row.better === "lower" ? -1 : 1);
  return change === 0 ? "" : change > 0 ? "gateway-gain" : "gateway-loss";
}

function drawGateway(box, [left, right]) {
  gatewayState.data ??= dataOf("gateway");
  const isOpen = box.querySelector("details")?.open ?? false;
  box.replaceChildren();
  gatewayTable(box, (row) => row.headline, [left, right]);
  const more = element("details", "interval-more", null, box);
  more.open = isOpen;
  both(element("summary", "", null, more), { zh: "其余指标", en: "Other indicators" });
  gatewayTable(more, (row) => !row.headline, [left, right]);
  both(box, {
    zh: "绿：B更好；棕：B更差。–：该方案没有数值（不可达，或其运行没有门户结果）。模型计算，数据等级见报告。",
    en: "Green: B is better; brown: worse. –: no value (not reached, or its run has no gateway). Modelled; grades are in the report.",
  }, "p").className = "small-print";
}

function gatewayTable(box, isShown, [left, right]) {
  const table = element("table", "share-table gateway-table", null, box);
  const head = element("tr", "", null, element("thead", "", null, table));
  both(head, { zh: "指标", en: "Indicator" }, "th");
  for (const letter of ["A", "B", "B–A"]) element("th", "", letter, head);
  const body = element("tbody", "", null, table);
  for (const group of gatewayState.data) {
    const rows = group.rows.filter(isShown);
    if (!rows.length) continue;
    const title = both(element("tr", "gateway-group", null, body), group, "td");
    title.colSpan = 4;
    for (const row of rows) gatewayRow(body, row, row.values[left], row.values[right]);
  }
}

function gatewayRow(body, row, before, after) {
  const line = element("tr", "", null, body);
  const name = both(line, row, "td");
  if (row.unit.en) both(name, row.unit).className = "gateway-unit";
  for (const value of [before, after]) element("td", "", gatewayNumber(value, row.decimals), line);
  element("td", gatewayClass(row, before, after), gatewayChange(before, after, row.decimals), line);
}
