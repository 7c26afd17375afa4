/* What the pointer and a tap tell about a train, a station or a hub. */

const CURVE_W = 232, CURVE_H = 44;
const UNDISTURBED = {
  zh: "图中列车为未中断的一天；关闭的影响另行模拟。",
  en: "The trains shown are those of the undisturbed day; what the closure does is simulated apart.",
};

/* The station or call of a train that comes next, and when. */
function nextCall(train) {
  const { trains } = day;
  const call = callAt(trains, train, day.now);
  if (call < 0) return null;
  const last = trains.first[train + 1] - 1;
  const isAtStop = day.now <= trains.depart[call];
  const next = isAtStop ? call : Math.min(call + 1, last);
  const { stops } = trains.patterns[trains.pattern[train]];
  return { stop: day.stops[stops[next - trains.first[train]]], time: trains.arrive[next], isAtStop, load: trains.load[call] };
}

function trainWords(train) {
  const { trains } = day;
  const { line, stops } = trains.patterns[trains.pattern[train]];
  const end = day.stops[stops[stops.length - 1]];
  return { line: day.lines[line], zh: "开往 " + end.zh, en: "to " + end.en };
}

function loadText(load, places) {
  return wholeText(load) + (places > 0 ? " / " + wholeText(places) + " (" + Math.round((100 * load) / places) + "%)" : "");
}

function fillTrainCard(box, train) {
  box.replaceChildren();
  const { line, zh, en } = trainWords(train);
  both(element("div", "card-zh", null, box), { zh: line.zh, en: line.en });
  both(element("div", "card-way", null, box), { zh, en });
  const now = nextCall(train);
  const rows = [];
  if (now) {
    rows.push([{ zh: "车上 / 定员", en: "On board / places" }, loadText(now.load, day.trains.places[train])]);
    const key = now.isAtStop ? { zh: "停靠", en: "At" } : { zh: "下一站", en: "Next" };
    rows.push([key, { zh: now.stop.zh, en: now.stop.en }, " " + clockText(now.time)]);
  } else rows.push([{ zh: "状态", en: "Status" }, { zh: "未在运行", en: "not under way" }]);
  rows.push([{ zh: "车次", en: "Train" }, day.trains.names[train]]);
  cardRows(rows, box);
}

function cardRows(rows, box) {
  const table = element("table", "card-rows", null, box);
  for (const [key, value, tail] of rows) {
    const line = element("tr", "", null, table);
    both(line, key, "th");
    both(line, value, "td").append(tail ?? "");
  }
}

function levelChip(level, parent) {
  const chip = element("b", "day-level", LEVEL_LETTERS[level], parent);
  chip.style.background = settings.levels.colours[level];
  chip.style.color = readableOn(settings.levels.colours[level]);
  return chip;
}

function fillStopCard(box, place) {
  const stop = day.stops[place];
  box.replaceChildren();
  cardNames(box, stop);
  if (stop.lines.length) chipList(stop.lines.map((line) => day.lines[line]), box);
  const rows = [];
  const people = waitingAt(place, day.now), peak = peakOf(place), crowding = crowdingAt(place, day.now);
  if (people !== null) rows.push([{ zh: "此刻候车", en: "Waiting now" }, wholeText(people) + " ", { zh: "人", en: "people" }]);
  if (peak) rows.push([{ zh: "全天最多", en: "Peak" }, wholeText(peak.people) + " · " + clockText(peak.time)]);
  if (crowding) rows.push([{ zh: "最挤站台*", en: "Densest platform*" }, crowding.density.toFixed(2) + " ", { zh: "人/平方米", en: "per m²" }]);
  const table = element("table", "card-rows", null, box);
  for (const [key, value, unit] of rows) {
    const line = element("tr", "", null, table);
    both(line, key, "th");
    const cell = element("td", "", value, line);
    if (unit) both(cell, unit);
  }
  if (crowding) {
    const line = element("tr", "", null, table);
    both(line, { zh: "服务水平", en: "Level of service" }, "th");
    const cell = element("td", "", null, line);
    levelChip(crowding.level, cell);
    if (crowding.line !== UNKNOWN) both(cell, day.lines[crowding.line]).className = "card-line";
  }
  if (!rows.length) both(element("div", "card-note", null, box), { zh: "没有候车数据", en: "nothing known of people waiting" });
  if (peak) waitingCurve(place, peak.people, box);
  if (crowding) both(element("div", "card-note", null, box), { zh: "* 这一刻钟内人最多时", en: "* at the fullest moment of the quarter hour" });
  if (stop.hub >= 0) {
    both(element("div", "card-part", null, box), day.hubs[stop.hub]);
    hubRows(box, day.hubs[stop.hub]);
  }
}

function cardNames(box, words) {
  element("div", "card-zh zh", words.zh, box);
  if (words.en !== words.zh) element("div", "card-en en", words.en, box);
}

/* People waiting over the day, with the moment marked. */
function waitingCurve(place, most, parent) {
  const { minutes, waiting } = day.crowds;
  const canvas = element("canvas", "card-curve", null, parent);
  canvas.width = CURVE_W * 2;
  canvas.height = CURVE_H * 2;
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  const x = (time) => ((time - day.from) / (day.until - day.from)) * CURVE_W;
  const y = (people) => CURVE_H - 1 - (people / most) * (CURVE_H - 5);
  pen.beginPath();
  pen.moveTo(x(minutes[0] * 60), CURVE_H);
  minutes.forEach((minute, at) => pen.lineTo(x(minute * 60), y(Math.max(waiting[place * minutes.length + at], 0) / 10)));
  pen.lineTo(x(minutes[minutes.length - 1] * 60), CURVE_H);
  pen.fillStyle = "#f6c79b";
  pen.fill();
  pen.fillStyle = "#14606b";
  pen.fillRect(x(day.now) - 0.75, 0, 1.5, CURVE_H);
  const ends = element("div", "card-curve-ends", null, parent);
  element("span", "", clockText(day.from), ends);
  element("span", "", clockText(day.until), ends);
}

function fillHubCard(box, hub) {
  box.replaceChildren();
  cardNames(box, hub);
  hubRows(box, hub);
}

function hubRows(box, hub) {
  const hour = Math.floor(day.now / 3600) * 3600;
  const span = clockText(hour) + "–" + clockText(hour + 3600);
  const rows = [
    [{ zh: "到达列车", en: "Trains arriving" }, String(countBetween(hub.arrivals, hour, hour + 3600)), " · " + span],
    [{ zh: "出发列车", en: "Trains leaving" }, String(countBetween(hub.departures, hour, hour + 3600)), " · " + span],
  ];
  const next = nextAfter(hub.arrivals, day.now);
  if (next !== null) rows.push([{ zh: "下一到达", en: "Next arrival" }, clockText(next)]);
  rows.push([{ zh: "全天", en: "All day" }, wholeText(hub.arrivals.length) + " / " + wholeText(hub.departures.length)]);
  cardRows(rows, box);
}

function fillClosureCard(box, closure) {
  box.replaceChildren();
  both(element("div", "card-zh", null, box), closure.what);
  both(element("div", "card-way", null, box), closure);
  const rows = [[{ zh: "时间", en: "Time" }, clockText(closure.from) + "–" + clockText(closure.until)]];
  for (const row of closure.rows) rows.push([row, row.value, row.tail]);
  cardRows(rows, box);
  if (closure.note) element("div", "card-note", closure.note, box);
  if (closure.pass) both(box, UNDISTURBED, "div").className = "card-note";
}

/* One line for the pointer. */
function tipFor(thing) {
  const box = element("div", "tip");
  if (thing.kind === "train") {
    const { line, zh, en } = trainWords(thing.id);
    both(element("b", "", null, box), { zh: line.zh, en: line.en });
    both(element("div", "tip-row", null, box), { zh, en });
    const load = nextCall(thing.id)?.load ?? 0;
    element("div", "tip-row", loadText(load, day.trains.places[thing.id]), box);
    return box;
  }
  const stop = thing.kind === "hub" ? day.hubs[thing.id] : day.stops[thing.id];
  both(element("b", "", null, box), { zh: stop.zh, en: stop.en });
  if (thing.kind === "hub") return box;
  const people = waitingAt(thing.id, day.now);
  if (people !== null) {
    const line = element("div", "tip-row", null, box);
    both(line, { zh: "候车", en: "waiting" });
    line.append(" " + wholeText(people) + " ");
    const crowding = crowdingAt(thing.id, day.now);
    if (crowding) levelChip(crowding.level, line);
  }
  return box;
}
