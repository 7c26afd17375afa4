/* Trains: when each calls where, and where each is at a moment. */

function readTrains() {
  const data = layerData("trains");
  const pattern = unpackIntegers(data.pattern), starts = unpackIntegers(data.starts);
  const dwells = unpackIntegers(data.dwells), runs = unpackIntegers(data.runs);
  const count = pattern.length;
  const first = new Int32Array(count + 1);
  for (let train = 0; train < count; train++) {
    first[train + 1] = first[train] + data.patterns[pattern[train]].stops.length;
  }
  const arrive = new Int32Array(dwells.length), depart = new Int32Array(dwells.length);
  for (let train = 0; train < count; train++) {
    let time = starts[train];
    for (let call = first[train]; call < first[train + 1]; call++) {
      arrive[call] = time;
      depart[call] = time + dwells[call];
      time = depart[call] + runs[call];
    }
  }
  return {
    count, pattern, first, arrive, depart, patterns: data.patterns, names: data.names,
    load: unpackIntegers(data.loads), places: unpackIntegers(data.places),
    cursor: first.slice(0, count),
  };
}

/* The call a train is at or has left last; -1 where it is not under way. */
function callAt(trains, train, time) {
  const { first, arrive, depart, cursor } = trains;
  const begin = first[train], last = first[train + 1] - 1;
  if (time < arrive[begin] || time > depart[last]) return -1;
  let call = cursor[train];
  while (call < last && arrive[call + 1] <= time) call++;
  while (call > begin && arrive[call] > time) call--;
  cursor[train] = call;
  return call;
}

/* Where a train is: its way and the share of it that is run, even between departure and arrival. */
function placeOfTrain(trains, train, time, out) {
  const call = callAt(trains, train, time);
  if (call < 0) return false;
  const { first, arrive, depart, patterns, pattern } = trains;
  const { ways, line, stops } = patterns[pattern[train]];
  const at = call - first[train];
  const isMoving = call < first[train + 1] - 1 && time > depart[call];
  out.call = call;
  out.line = line;
  out.load = trains.load[call];
  out.isMoving = isMoving;
  if (!ways.length) {
    Object.assign(out, day.stops[stops[0]].point, { dx: 1, dy: 0 });
    return true;
  }
  if (isMoving) {
    placeOnWay(day.ways, ways[at], (time - depart[call]) / (arrive[call + 1] - depart[call]), out);
  } else if (at < ways.length) placeOnWay(day.ways, ways[at], 0, out);
  else placeOnWay(day.ways, ways[at - 1], 1, out);
  return true;
}

/* Share of the places taken; nothing is known of a train without places. */
const loadShare = (load, places) => (places > 0 ? load / places : 0);

/* Trains under way in every minute of the day, of those that count. */
function trainsByMinute(trains, from, minutes, counts) {
  const change = new Int32Array(minutes + 2);
  for (let train = 0; train < trains.count; train++) {
    if (!counts(train)) continue;
    const begin = Math.floor((trains.arrive[trains.first[train]] - from) / 60);
    const end = Math.floor((trains.depart[trains.first[train + 1] - 1] - from) / 60);
    change[Math.max(begin, 0)] += 1;
    change[Math.min(end, minutes) + 1] -= 1;
  }
  const found = new Float64Array(minutes + 1);
  let under = 0;
  for (let minute = 0; minute <= minutes; minute++) found[minute] = under += change[minute];
  return found;
}
