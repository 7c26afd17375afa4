/* What a moment looks like: closed track, platforms, hubs and trains on the canvas. */

const CLOSED_COLOUR = "#c2185b", INK = "#2b2f33", HUB_COLOUR = "#1d3557";
const STATION_PX = 2.3, PERSON_PX = 0.34;
const SIDE_PX = 3.4;
const drawn = { trains: [], stops: [], count: 0, aboard: 0, waiting: 0 };
const spot = {};

function drawDay() {
  if (sheet.isZooming) return;
  const view = freshSheet();
  const factor = Math.max(penFactor(), 0.6);
  drawn.trains.length = drawn.stops.length = 0;
  drawn.count = drawn.aboard = drawn.waiting = 0;
  drawClosures(view, factor);
  drawStops(view, factor);
  drawHubs(view, factor);
  drawTrains(view);
  drawCrosses(view);
}

const isInSight = (x, y, room) => x > -room && y > -room && x < sheet.width + room && y < sheet.height + room;

/* --- closures -------------------------------------------------------------------------------- */

const isClosed = (closure) => closure.from <= day.now && day.now < closure.until;

function tracePath(view, { x, y }) {
  const { pen } = sheet;
  for (let at = 0; at < x.length; at++) {
    const px = (x[at] - view.x) * view.scale, py = (y[at] - view.y) * view.scale;
    if (at) pen.lineTo(px, py);
    else pen.moveTo(px, py);
  }
}

/* The closed track is wiped out and comes back as a broken line. */
function drawClosures(view, factor) {
  const { pen } = sheet;
  for (const closure of day.closures.filter(isClosed)) {
    for (const [colour, width, dash] of [["#ffffff", 8, []], [CLOSED_COLOUR, 3.4, [3, 6]]]) {
      pen.beginPath();
      for (const way of closure.ways) tracePath(view, day.ways[Math.abs(way) - 1]);
      pen.setLineDash(dash.map((part) => part * factor));
      pen.strokeStyle = colour;
      pen.lineWidth = width * factor;
      pen.lineCap = "round";
      pen.lineJoin = "round";
      pen.stroke();
    }
    pen.setLineDash([]);
  }
}

/* The signs of closures lie on top of everything. */
function drawCrosses(view) {
  for (const closure of day.closures.filter(isClosed)) {
    for (const at of closedMarks(closure)) drawCross((at.x - view.x) * view.scale, (at.y - view.y) * view.scale);
  }
}

/* Where the sign of a closure stands: in the middle of its track, at its station, at the airport. */
function closedMarks(closure) {
  if (closure.stop >= 0) return [day.stops[closure.stop].point];
  if (closure.kind === "runway" && day.airport) return [day.airport];
  if (!closure.ways.length) return [];
  const middle = {};
  placeOnWay(day.ways, closure.ways[Math.floor(closure.ways.length / 2)], closure.ways.length % 2 ? 0.5 : 0, middle);
  return [middle];
}

function drawCross(x, y) {
  const { pen } = sheet;
  pen.beginPath();
  pen.arc(x, y, 8.5, 0, 2 * Math.PI);
  pen.fillStyle = "#ffffff";
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = CLOSED_COLOUR;
  pen.stroke();
  pen.beginPath();
  pen.moveTo(x - 3.4, y - 3.4);
  pen.lineTo(x + 3.4, y + 3.4);
  pen.moveTo(x + 3.4, y - 3.4);
  pen.lineTo(x - 3.4, y + 3.4);
  pen.lineWidth = 2.4;
  pen.stroke();
}

/* --- platforms ------------------------------------------------------------------------------- */

const waitingRadius = (people) => STATION_PX + PERSON_PX * Math.sqrt(Math.max(people, 0));

function levelColour(crowding) {
  if (!crowding) return settings.levels.colours[0];
  return settings.levels.colours[crowding.level];
}

function drawStops(view, factor) {
  const { pen } = sheet;
  const found = day.stops.map((stop, place) => {
    const people = waitingAt(place, day.now);
    if (people !== null && isStopShown(stop)) drawn.waiting += people;
    return { stop, place, people, radius: waitingRadius(people ?? 0) * factor };
  });
  // Small ones last, or they would hide under their neighbours.
  found.sort((one, other) => other.radius - one.radius);
  for (const { stop, place, people, radius } of found) {
    const x = (stop.point.x - view.x) * view.scale, y = (stop.point.y - view.y) * view.scale;
    if (!isInSight(x, y, radius)) continue;
    const isShown = isStopShown(stop);
    pen.globalAlpha = isShown ? 0.92 : 0.25;
    pen.beginPath();
    pen.arc(x, y, isShown ? radius : STATION_PX * factor, 0, 2 * Math.PI);
    pen.fillStyle = isShown ? levelColour(crowdingAt(place, day.now)) : "#ffffff";
    pen.fill();
    pen.lineWidth = 1.2 * Math.min(factor, 1);
    pen.strokeStyle = INK;
    pen.stroke();
    pen.globalAlpha = 1;
    if (isShown) drawn.stops.push({ place, x, y, radius, people });
  }
}

/* --- hubs ------------------------------------------------------------------------------------ */

/* A ring runs outwards where a train has set people down, inwards where one leaves. */
function drawHubs(view, factor) {
  const { pen } = sheet;
  for (const hub of day.hubs) {
    const x = (hub.point.x - view.x) * view.scale, y = (hub.point.y - view.y) * view.scale;
    if (!isInSight(x, y, 50)) continue;
    pen.strokeStyle = HUB_COLOUR;
    for (const [times, isOut] of [[hub.arrivals, true], [hub.departures, false]]) {
      for (const age of recentAges(times, day.now, PULSE_S)) {
        const part = calm.matches ? 0.5 : age / PULSE_S;
        pen.globalAlpha = 0.75 * (isOut ? 1 - part : part) * (isOut ? 1 : 0.6);
        pen.lineWidth = isOut ? 2.2 : 1.1;
        pen.beginPath();
        pen.arc(x, y, (10 + 22 * (isOut ? part : 1 - part)) * factor, 0, 2 * Math.PI);
        pen.stroke();
      }
    }
    pen.globalAlpha = 1;
  }
}

/* --- trains ---------------------------------------------------------------------------------- */

function classOf(scale, value) {
  let found = 0;
  while (found < scale.breaks.length && value >= scale.breaks[found]) found++;
  return found;
}

/* Length and width of a train in pixels, and how far it keeps to its side of the track. */
function trainSize() {
  const zoom = map.getZoom();
  if (zoom < 8.75) return { length: 3.6, width: 3.6, side: 0, edge: 1.1 };
  const growth = Math.min((zoom - 8.75) / 5, 1);
  return { length: 7 + 13 * growth, width: 4 + 5 * growth, side: SIDE_PX * (0.4 + 1.5 * growth), edge: 1.3 + 1.2 * growth };
}

function drawTrains(view) {
  const { trains } = day;
  const size = trainSize();
  for (let train = 0; train < trains.count; train++) {
    if (!placeOfTrain(trains, train, day.now, spot) || !isLineShown(spot.line)) continue;
    drawn.count += 1;
    drawn.aboard += spot.load;
    const x = (spot.x - view.x) * view.scale - spot.dy * size.side;
    const y = (spot.y - view.y) * view.scale + spot.dx * size.side;
    if (!isInSight(x, y, 20)) continue;
    const share = loadShare(spot.load, trains.places[train]);
    drawTrain(x, y, size, share, day.lines[spot.line].colour, train === day.chosenTrain);
    drawn.trains.push({ train, x, y });
  }
}

function drawTrain(x, y, size, share, colour, isChosen) {
  const { pen, ratio } = sheet;
  const grown = 0.9 + 0.25 * Math.min(share, 1);
  const length = size.length * grown, width = size.width * grown;
  pen.setTransform(ratio * spot.dx, ratio * spot.dy, -ratio * spot.dy, ratio * spot.dx, ratio * x, ratio * y);
  if (isChosen) trainShape(length + 9, width + 9, INK);
  trainShape(length + 2 * size.edge + 1.6, width + 2 * size.edge + 1.6, "#ffffff");
  trainShape(length + 2 * size.edge, width + 2 * size.edge, colour);
  trainShape(length, width, settings.loads.colours[classOf(settings.loads, share * 100)]);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
}

function trainShape(length, width, colour) {
  const { pen } = sheet;
  pen.beginPath();
  pen.roundRect(-length / 2, -width / 2, length, width, width * 0.42);
  pen.fillStyle = colour;
  pen.fill();
}
