/* The panel: what goes on now, where it is fullest, which lines are shown, what is closed. */

const WORST = 4, NOW_EVERY_MS = 250, SMOOTH_MIN = 4;
const panel = { numbers: {}, written: -Infinity };

function makePanel() {
  const rows = [
    ["trains", { zh: "列在途", en: "trains under way" }],
    ["aboard", { zh: "人在车上", en: "people on board" }],
  ];
  if (day.crowds.minutes.length) rows.push(["waiting", { zh: "人候车", en: "people waiting" }]);
  const list = document.getElementById("now");
  for (const [name, words] of rows) {
    const cell = element("div", "", null, list);
    panel.numbers[name] = element("dd", "", "–", cell);
    both(cell, words, "dt").classList.add("stacked");
  }
  makeLines();
  makeClosures();
  clock.listeners.push(writeNow);
}

function writeNow(stamp) {
  if (day.isPlaying && stamp - panel.written < NOW_EVERY_MS) return;
  panel.written = stamp;
  const values = { trains: drawn.count, aboard: drawn.aboard, waiting: drawn.waiting };
  for (const [name, node] of Object.entries(panel.numbers)) node.textContent = wholeText(values[name]);
  writeWorst();
  for (const closure of day.closures) closure.node?.classList.toggle("is-on", isClosed(closure));
}

/* Platforms with the most people a square metre; without that, with the most people. */
function writeWorst() {
  const list = document.getElementById("worst");
  if (!list) return;
  const found = day.stops
    .map((stop, place) => ({ stop, place, people: waitingAt(place, day.now), crowding: crowdingAt(place, day.now) }))
    .filter(({ stop, people, crowding }) => isStopShown(stop) && ((people ?? 0) >= 1 || crowding?.density > 0))
    .sort((a, b) => (b.crowding?.density ?? 0) - (a.crowding?.density ?? 0) || (b.people ?? 0) - (a.people ?? 0))
    .slice(0, WORST);
  const kept = [...list.children];
  found.forEach(({ stop, place, people, crowding }, at) => {
    const row = kept[at] ?? worstRow(list);
    row.hidden = false;
    row.place = place;
    row.name.replaceChildren();
    say(row.name, { zh: stop.zh, en: stop.en });
    row.people.textContent = people === null ? "" : wholeText(people);
    row.level.hidden = !crowding;
    if (crowding) {
      row.level.textContent = LEVEL_LETTERS[crowding.level];
      row.level.style.background = settings.levels.colours[crowding.level];
      row.level.style.color = readableOn(settings.levels.colours[crowding.level]);
    }
  });
  kept.slice(found.length).forEach((row) => { row.hidden = true; });
}

function worstRow(list) {
  const row = element("li", "", null, list);
  const choice = element("button", "", null, row);
  choice.type = "button";
  row.name = element("span", "day-worst-name", null, choice);
  row.people = element("span", "day-worst-people", "", choice);
  row.level = element("b", "day-level", "", choice);
  choice.addEventListener("click", () => openCard({ kind: "stop", id: row.place }));
  return row;
}

/* --- lines: none chosen means all ------------------------------------------------------------ */

function makeLines() {
  const box = document.getElementById("lines");
  day.lines.forEach((line, place) => {
    const choice = element("button", "day-line", null, box);
    choice.type = "button";
    element("i", "", null, choice).style.background = line.colour;
    both(choice, line);
    choice.addEventListener("click", () => {
      if (!day.chosen.delete(place)) day.chosen.add(place);
      if (day.chosen.size === day.lines.length) day.chosen.clear();
      showLines();
    });
    line.node = choice;
  });
  const all = element("button", "day-line day-line-all", null, box);
  all.type = "button";
  both(all, { zh: "全部", en: "All" });
  all.addEventListener("click", () => {
    day.chosen.clear();
    showLines();
  });
  panel.all = all;
  showLines();
}

function showLines() {
  day.lines.forEach((line, place) => {
    line.node.setAttribute("aria-pressed", String(day.chosen.has(place)));
    line.node.classList.toggle("is-off", !isLineShown(place));
    line.group?.setStyle({ opacity: isLineShown(place) ? 1 : 0.18 });
  });
  panel.all.setAttribute("aria-pressed", String(!day.chosen.size));
  day.curve = shownCurve();
  if (bar.curve) drawCurve();
  wake();
}

/* Trains under way by minute, of the lines that are shown; trains that begin or end together make
   no teeth of it, since it is the mean of some minutes before and after. */
function shownCurve() {
  const { trains } = day;
  const minutes = Math.ceil((day.until - day.from) / 60);
  const counts = trainsByMinute(trains, day.from, minutes, (train) => isLineShown(trains.patterns[trains.pattern[train]].line));
  return counts.map((_, minute) => {
    const near = counts.slice(Math.max(minute - SMOOTH_MIN, 0), minute + SMOOTH_MIN + 1);
    return near.reduce((sum, count) => sum + count, 0) / near.length;
  });
}

/* --- closures -------------------------------------------------------------------------------- */

function makeClosures() {
  const box = document.getElementById("closures");
  if (!box) return;
  for (const closure of day.closures) {
    const choice = element("button", "day-closure", null, box);
    choice.type = "button";
    const span = clockText(closure.from) + "–" + clockText(closure.until);
    if (!closure.zh.includes(clockText(closure.from))) element("b", "", span, choice);
    both(choice, closure);
    choice.addEventListener("click", () => {
      goToTime(closure.from + 300 < closure.until ? closure.from + 300 : closure.from);
      requestAnimationFrame(() => showClosure(closure));
    });
    closure.node = choice;
  }
  const after = day.closures.some((closure) => closure.pass);
  if (after) {
    const note = element("p", "small-print", null, box);
    both(note, UNDISTURBED);
  }
}

function showClosure(closure) {
  const [mark] = closedMarks(closure);
  if (!mark) return;
  const box = element("div", "card");
  fillClosureCard(box, closure);
  L.popup(cardRoom()).setLatLng(map.unproject(L.point(mark.x, mark.y), 0)).setContent(box).openOn(map);
}
