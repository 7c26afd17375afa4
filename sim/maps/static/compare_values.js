/* Values of all alternatives: unpacked when first asked for, then compared as whole steps. */

const MISSING = -1;
const unpacked = new Map();

/* One array of whole steps per alternative; see sim.maps.compare_values. */
function valuesOf(column, alternatives) {
  if (!unpacked.has(column)) unpacked.set(column, unpack(dataOf("values-" + column), alternatives));
  return unpacked.get(column);
}

async function unpack(text, alternatives) {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const total = bytes.length / 4, zones = total / alternatives;
  const plane = (at) => bytes.subarray(at * total, (at + 1) * total);
  const [low, second, third, high] = [0, 1, 2, 3].map(plane);
  return Array.from({ length: alternatives }, (_, row) =>
    Int32Array.from({ length: zones }, (_, zone) => {
      const number = (at) => low[at] | (second[at] << 8) | (third[at] << 16) | (high[at] << 24);
      return row ? number(zone) + number(row * zones + zone) : number(zone);
    }));
}

const inSteps = (limits, step) => limits.map((limit) => Math.round(limit / step));

/* Class of each value; one past the last where it is missing. */
function classesOf(values, { scale, step }) {
  const limits = inSteps(scale.breaks, step);
  return Uint8Array.from(values, (value) => {
    if (value === MISSING) return scale.colours.length;
    let at = 0;
    while (at < limits.length && value >= limits[at]) at += 1;
    return at;
  });
}

/* Gain of each zone, B against A, in whole steps (NaN: not in both), and its class. */
function changeOf(left, right, { change, step, lower_is_better: isLower }) {
  const limits = inSteps(change.breaks, step);
  const middle = limits.length, newly = 2 * middle + 1;
  const gains = new Float64Array(left.length).fill(NaN);
  const classes = Uint8Array.from(left, (before, zone) => {
    const after = right[zone];
    if (before === MISSING) return after === MISSING ? newly + 2 : newly;
    if (after === MISSING) return newly + 1;
    const gain = (gains[zone] = isLower ? before - after : after - before);
    let steps = 0;
    while (steps < middle && Math.abs(gain) >= limits[steps]) steps += 1;
    return middle + (gain > 0 ? steps : -steps);
  });
  return { gains, classes };
}

/* People in each class and who gains and loses, over the zones that `isIn(zone)` lets in. `people`
   are counted in steps of `peopleStep`; the mean gain is weighted with them. */
function peopleByClass({ gains, classes }, people, { change, step }, peopleStep, isIn) {
  const middle = change.breaks.length, newly = 2 * middle + 1;
  const sums = { classes: new Float64Array(newly + 3), people: 0, better: 0, worse: 0, newly: 0, lost: 0, mean: NaN };
  let weighted = 0, compared = 0;
  for (let zone = 0; zone < classes.length; zone++) {
    if (!isIn(zone) || people[zone] === MISSING) continue;
    const count = people[zone] * peopleStep;
    sums.people += count;
    sums.classes[classes[zone]] += count;
    if (Number.isNaN(gains[zone])) continue;
    weighted += gains[zone] * step * count;
    compared += count;
  }
  sums.classes.forEach((count, at) => {
    if (at < middle) sums.worse += count;
    else if (at > middle && at < newly) sums.better += count;
  });
  sums.newly = sums.classes[newly];
  sums.lost = sums.classes[newly + 1];
  if (compared > 0) sums.mean = weighted / compared;
  return sums;
}
