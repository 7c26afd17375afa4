/* Railway trains at the hubs: who arrived in the last minutes, and how many in an hour. */

const PULSE_S = 150;
const BESIDE_M = 500;

function readHubs(hubs) {
  return hubs.map((hub) => ({
    ...hub, arrivals: unpackIntegers(hub.arrivals), departures: unpackIntegers(hub.departures),
  }));
}

/* The hub a station lies at; -1 where there is none. */
function hubBeside(at) {
  const away = day.hubs.map((hub) => map.distance(hub.at, at));
  const nearest = away.indexOf(Math.min(...away));
  return nearest >= 0 && away[nearest] <= BESIDE_M ? nearest : -1;
}

/* How many of a sorted column lie in [from, until). */
function countBetween(times, from, until) {
  return lastUpTo(times, until - 1) - lastUpTo(times, from - 1);
}

/* The next of a sorted column, or null. */
function nextAfter(times, time) {
  const at = lastUpTo(times, time) + 1;
  return at < times.length ? times[at] : null;
}

/* Ages in seconds of what happened in the last moments before a time, youngest first. */
function recentAges(times, time, within) {
  const ages = [];
  for (let at = lastUpTo(times, time); at >= 0 && time - times[at] < within; at--) ages.push(time - times[at]);
  return ages;
}
