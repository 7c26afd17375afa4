/* Target boards of two or of all alternatives, and the ledger of what each modification did. */

const VERDICT_SIGNS = { met: "✓", missed: "✗", depends: "◐", not_modelled: "·", not_computed: "·" };

function verdictCell(cell, row) {
  const box = element("td", "number", null, row);
  if (!cell) {
    box.textContent = "–";
    return;
  }
  element("b", "", cell.value, box);
  if (cell.uncertainty) element("span", "goal-limit", cell.uncertainty, box);
  const verdict = element("span", "verdict verdict-" + cell.verdict, VERDICT_SIGNS[cell.verdict] + " ", box);
  both(verdict, cell.words);
}

/* One row per target that is modelled; a column for each of the alternatives chosen. */
function boardTable(box, board, alternatives, chosen, heads) {
  box.replaceChildren();
  const table = element("table", "board compared-board", null, box);
  const head = element("tr", "", null, element("thead", "", null, table));
  both(head, { zh: "目标", en: "Target" }, "th");
  for (const [at, place] of chosen.entries()) {
    const title = element("th", "", null, head);
    if (heads) element("b", "letter", heads[at], title);
    else both(title, alternatives[place]);
  }
  const body = element("tbody", "", null, table);
  for (const target of board.filter((one) => one.modelled)) {
    const row = element("tr", "", null, body);
    const goal = both(row, target, "td");
    goal.className = "goal";
    titled(row, target.definition);
    if (target.goal) element("span", "goal-limit", target.goal, goal);
    for (const place of chosen) verdictCell(target.cells[place], row);
  }
  const left = board.filter((one) => !one.modelled);
  if (!left.length) return;
  const note = element("p", "not-modelled", null, box);
  both(note, { zh: "尚未建模：", en: "Not modelled yet: " });
  left.forEach((target, at) => {
    both(note, target);
    if (at < left.length - 1) note.append("; ");
  });
}

function signed(value, digits) {
  const text = Math.abs(value).toLocaleString("en-US", { maximumFractionDigits: digits, minimumFractionDigits: digits });
  return (value > 0 ? "+" : "−") + text;
}

function ledgerFacts(entry) {
  const facts = [];
  if (entry.people_changed) facts.push({ zh: `影响${peopleText(entry.people_changed, "zh")}人`, en: `${peopleText(entry.people_changed, "en")} people affected` });
  if (entry.mean_gain_min) {
    const size = Math.abs(entry.mean_gain_min).toFixed(1), isGain = entry.mean_gain_min > 0;
    facts.push({ zh: `人均${isGain ? "节省" : "增加"}${size}分钟`, en: `mean ${isGain ? "gain" : "loss"} ${size} min` });
  }
  if (entry.km) facts.push({ zh: `线路${signed(entry.km, 1)}公里`, en: `${signed(entry.km, 1)} km of line` });
  if (entry.train_km_per_day) facts.push({ zh: `列车公里${signed(entry.train_km_per_day, 0)}/日`, en: `${signed(entry.train_km_per_day, 0)} train-km a day` });
  return facts;
}

/* What an alternative changes: its own entries, those of its parents folded away. */
function ledgerList(box, ledger, letter, alternative) {
  const head = element("h3", "", null, box);
  element("b", "letter", letter, head);
  both(head, alternative);
  const all = ledger.filter((entry) => entry.alternative === alternative.name);
  const own = all.filter((entry) => entry.own), inherited = all.filter((entry) => !entry.own);
  if (own.length) ledgerEntries(box, own);
  else both(box, inherited.length ? { zh: "没有自己的改动", en: "no modifications of its own" } : { zh: "没有改动", en: "no modifications" }, "p").className = "empty";
  if (!inherited.length) return;
  const more = element("details", "ledger-parents", null, box);
  both(element("summary", "", null, more), { zh: `上级情景的改动（${inherited.length}）`, en: `of its parents (${inherited.length})` });
  ledgerEntries(more, inherited);
}

function ledgerEntries(box, entries) {
  const list = element("ol", "ledger", null, box);
  for (const entry of entries) {
    const item = element("li", "", null, list);
    item.value = entry.position;
    element("span", "", entry.sentence, item);
    const facts = ledgerFacts(entry);
    if (facts.length) {
      const said = (lang) => facts.map((fact) => fact[lang]).join(" · ");
      both(item, { zh: said("zh"), en: said("en") }).className = "ledger-facts";
    }
    if (entry.note) item.title = entry.note;
  }
}
