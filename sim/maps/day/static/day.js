/* The page of the animated day: what it holds, and how it begins. */

const DEFAULT_TIME = 8 * 3600, DEFAULT_SPEED = 120;

const day = {
  now: DEFAULT_TIME, from: 0, until: 0, speed: DEFAULT_SPEED, isPlaying: false, frames: 0, chosenTrain: -1,
  chosen: new Set(), ways: [], paths: [], lines: [], stops: [], hubs: [], closures: [],
  trains: null, crowds: null, curve: [], airport: null,
  /* For whoever looks at the page from outside: latitude and longitude of a train at a moment. */
  trainAt(train, time) {
    const out = {};
    if (!placeOfTrain(day.trains, train, time, out)) return null;
    const at = map.unproject(L.point(out.x, out.y), 0);
    return { lat: at.lat, lng: at.lng, load: out.load, isMoving: out.isMoving };
  },
  get drawn() { return drawn; },
};

/* The day lasts from the first train, crowd or closure to the last, in whole quarters of an hour. */
function spanOfDay() {
  const { trains, crowds, closures } = day;
  let from = Infinity, until = -Infinity;
  for (let train = 0; train < trains.count; train++) {
    from = Math.min(from, trains.arrive[trains.first[train]]);
    until = Math.max(until, trains.depart[trains.first[train + 1] - 1]);
  }
  if (!trains.count && crowds.minutes.length) {
    from = crowds.minutes[0] * 60;
    until = crowds.minutes[crowds.minutes.length - 1] * 60;
  }
  for (const closure of closures) {
    from = Math.min(from, closure.from);
    until = Math.max(until, closure.until);
  }
  if (!(from < until)) [from, until] = [0, 86400];
  day.from = Math.floor(from / 900) * 900;
  day.until = Math.ceil(until / 900) * 900;
}

function readDay() {
  const data = layerData("day");
  const point = (at) => map.project(at, 0);
  day.paths = data.ways;
  day.ways = data.ways.map(readWay);
  day.lines = data.lines;
  day.hubs = readHubs(data.hubs).map((hub) => ({ ...hub, point: point(hub.at) }));
  day.stops = data.stops.map((stop) => ({ ...stop, point: point(stop.at), hub: hubBeside(stop.at) }));
  day.closures = data.closures;
  day.airport = data.airport ? point(data.airport) : null;
  day.trains = readTrains();
  day.crowds = readCrowds();
  spanOfDay();
}

/* The moment asked for in the address (#08:30), else eight o'clock. */
function firstMoment() {
  const asked = parseClock(decodeURIComponent(location.hash.slice(1)));
  day.now = Math.min(Math.max(asked ?? DEFAULT_TIME, day.from), day.until);
}

function start() {
  openMap();
  readDay();
  drawGround();
  drawLines();
  makeSheet();
  nameStops();
  makePanel();
  makeBar();
  makeLegend();
  zoomButtons();
  languageButtons(document.querySelector(".day-tools"));
  listenToPointer();
  listenToKeys();
  firstMoment();
  window.addEventListener("hashchange", () => {
    firstMoment();
    wake();
  });
  for (const details of document.querySelectorAll("details[data-wide]")) details.open = !isNarrow();
  document.getElementById("legend").open = isWide();
  const markDistance = () => {
    map.getContainer().classList.toggle("far", map.getZoom() < FAR_ZOOM);
    map.getContainer().classList.toggle("near", map.getZoom() >= FAR_ZOOM + 1);
  };
  map.on("zoomend", markDistance);
  map.on("zoomend moveend resize", arrangeNames);
  spoken.listeners.push(() => {
    for (const { marker } of names.shown.values()) marker.remove();
    names.shown.clear();
    arrangeNames();
    wake();
  });
  setLanguage(language());
  map.fitBounds(settings.home, homePadding());
  markDistance();
  wake();
}
