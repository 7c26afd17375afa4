/* Tracks: points in the plane of the map at zoom 0, and how far along each lies. */

function readWay(text) {
  const points = decode(text).map((at) => map.project(at, 0));
  const x = Float64Array.from(points, (point) => point.x);
  const y = Float64Array.from(points, (point) => point.y);
  const along = new Float64Array(points.length);
  for (let at = 1; at < points.length; at++) {
    along[at] = along[at - 1] + Math.hypot(x[at] - x[at - 1], y[at] - y[at - 1]);
  }
  return { x, y, along };
}

/* Puts the place at a share of a way into `out`, with the direction of travel as a unit step.
   Ways are counted from 1; a negative one is run from its end to its start. */
function placeOnWay(ways, number, share, out) {
  const { x, y, along } = ways[Math.abs(number) - 1];
  const last = along.length - 1;
  const wanted = along[last] * (number < 0 ? 1 - share : share);
  let at = 1;
  while (at < last && along[at] < wanted) at++;
  const length = along[at] - along[at - 1];
  const part = length > 0 ? Math.min(Math.max((wanted - along[at - 1]) / length, 0), 1) : 0;
  const dx = x[at] - x[at - 1], dy = y[at] - y[at - 1];
  const sign = number < 0 ? -1 : 1;
  out.x = x[at - 1] + part * dx;
  out.y = y[at - 1] + part * dy;
  out.dx = length > 0 ? (sign * dx) / length : 1;
  out.dy = length > 0 ? (sign * dy) / length : 0;
}
