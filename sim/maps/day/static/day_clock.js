/* The clock of the day: play, pause, speed, and what the keys do. */

const SPEEDS = [30, 60, 120, 300, 600];
const LONGEST_FRAME_MS = 100;
const CALM_STEP_S = 60, CALM_EVERY_MS = 500;

const clock = { request: 0, last: 0, calmUntil: 0, listeners: [] };
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

/* Draws soon, once. */
function wake() {
  if (!clock.request) clock.request = requestAnimationFrame(nextFrame);
}

function nextFrame(stamp) {
  clock.request = 0;
  if (day.isPlaying) advance(stamp);
  drawDay();
  day.frames += 1;
  for (const listener of clock.listeners) listener(stamp);
  if (day.isPlaying) wake();
}

/* Smoothly; where the reader wants no motion, a minute or more at a time, twice a second. */
function advance(stamp) {
  const elapsed = Math.min(stamp - clock.last, LONGEST_FRAME_MS);
  clock.last = stamp;
  if (calm.matches) {
    if (stamp < clock.calmUntil) return;
    clock.calmUntil = stamp + CALM_EVERY_MS;
    day.now = Math.floor(day.now / CALM_STEP_S) * CALM_STEP_S;
    day.now += Math.max(CALM_STEP_S, Math.round((day.speed * CALM_EVERY_MS) / 1000 / CALM_STEP_S) * CALM_STEP_S);
  } else day.now += (elapsed / 1000) * day.speed;
  if (day.now >= day.until) {
    day.now = day.until;
    play(false);
  }
}

function play(isOn) {
  if (isOn && day.now >= day.until) day.now = day.from;
  day.isPlaying = isOn;
  clock.last = performance.now();
  clock.calmUntil = 0;
  day.onPlay?.();
  wake();
}

function goToTime(time) {
  day.now = Math.min(Math.max(time, day.from), day.until);
  wake();
}

function setSpeed(speed) {
  day.speed = speed;
  day.onPlay?.();
}

function faster(steps) {
  const at = SPEEDS.indexOf(day.speed) + steps;
  setSpeed(SPEEDS[Math.min(Math.max(at, 0), SPEEDS.length - 1)]);
}

/* Space plays; arrows go a minute (with Shift a quarter of an hour), up and down change the speed. */
function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { tagName, type } = event.target;
    if (tagName === "SELECT" || (tagName === "INPUT" && type !== "range")) return;
    const isButton = tagName === "BUTTON" || tagName === "SUMMARY";
    const step = event.shiftKey ? 900 : 60;
    const actions = {
      " ": () => play(!day.isPlaying),
      ArrowRight: () => goToTime(Math.floor(day.now / 60) * 60 + step),
      ArrowLeft: () => goToTime(Math.ceil(day.now / 60) * 60 - step),
      ArrowUp: () => faster(1),
      ArrowDown: () => faster(-1),
      Home: () => goToTime(day.from),
      End: () => goToTime(day.until),
    };
    if (!actions[event.key] || (isButton && event.key === " ")) return;
    event.preventDefault();
    actions[event.key]();
  });
}
