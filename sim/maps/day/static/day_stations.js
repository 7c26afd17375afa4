/* Stations: people waiting and level of service at a moment. */

const LEVEL_LETTERS = ["A", "B", "C", "D", "E", "F"];
const UNKNOWN = -1;
const QUARTER_MIN = 15;
const TOO_FAR_MIN = 15;

function readCrowds() {
  const data = layerData("crowds");
  return {
    minutes: data.minutes, quarters: data.quarters,
    waiting: unpackIntegers(data.waiting), level: unpackIntegers(data.level),
    density: unpackIntegers(data.density), most: unpackIntegers(data.most), line: unpackIntegers(data.line),
  };
}

/* People waiting at a station, even between the moments of the table; null where it says nothing. */
function waitingAt(stop, time) {
  const { minutes, waiting } = day.crowds;
  const minute = time / 60;
  const at = lastUpTo(minutes, minute);
  if (at < 0) return null;
  const row = stop * minutes.length;
  const before = waiting[row + at];
  if (before === UNKNOWN || minute - minutes[at] > TOO_FAR_MIN) return null;
  if (at + 1 === minutes.length) return before / 10;
  const after = waiting[row + at + 1];
  if (after === UNKNOWN) return before / 10;
  const part = (minute - minutes[at]) / (minutes[at + 1] - minutes[at]);
  return (before + part * (after - before)) / 10;
}

/* Crowding of the densest platform in the quarter hour: level (0 = A), density, most waiting. */
function crowdingAt(stop, time) {
  const { quarters, level, density, most, line } = day.crowds;
  const at = lastUpTo(quarters, time / 60);
  if (at < 0 || time / 60 - quarters[at] >= QUARTER_MIN) return null;
  const cell = stop * quarters.length + at;
  if (level[cell] === UNKNOWN) return null;
  return { level: level[cell], density: density[cell] / 100, most: most[cell], line: line[cell] };
}

/* The moment most people wait at a station: seconds and people; null without any. */
function peakOf(stop) {
  const { minutes, waiting } = day.crowds;
  let best = -1;
  for (let at = 0; at < minutes.length; at++) {
    const value = waiting[stop * minutes.length + at];
    if (value > 0 && (best < 0 || value > waiting[stop * minutes.length + best])) best = at;
  }
  return best < 0 ? null : { time: minutes[best] * 60, people: waiting[stop * minutes.length + best] / 10 };
}

/* People waiting at all stations of the lines shown, at the moments of the table. */
function waitingInAll() {
  const { minutes, waiting } = day.crowds;
  const sums = new Float64Array(minutes.length);
  day.stops.forEach((stop, place) => {
    if (!isStopShown(stop)) return;
    for (let at = 0; at < minutes.length; at++) sums[at] += Math.max(waiting[place * minutes.length + at], 0) / 10;
  });
  return sums;
}

const isLineShown = (line) => !day.chosen.size || day.chosen.has(line);
const isStopShown = (stop) => !day.chosen.size || stop.lines.some((line) => day.chosen.has(line));
