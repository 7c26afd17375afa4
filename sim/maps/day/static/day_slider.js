/* The bar below the map: play, clock, speed, and a slider below the curve of the day. */

const TRAIN_COLOUR = "#14606b", WAITING_COLOUR = "#f2b277";
const bar = {};

function makeBar() {
  const box = document.getElementById("bar");
  bar.play = button("timeline-play", { zh: "播放", en: "Play" }, box, () => play(!day.isPlaying));
  bar.time = element("output", "day-clock", "", box);
  const middle = element("div", "timeline-middle", null, box);
  bar.curve = element("canvas", "day-curve", null, middle);
  bar.slider = element("input", "", null, middle);
  Object.assign(bar.slider, { type: "range", min: day.from, max: day.until, step: 60 });
  titled(bar.slider, { zh: "时刻", en: "Time of day" }, "aria-label");
  bar.slider.addEventListener("input", () => goToTime(Number(bar.slider.value)));
  bar.ticks = element("div", "timeline-ticks", null, middle);
  bar.speeds = element("select", "day-speeds", null, box);
  titled(bar.speeds, { zh: "速度（倍）", en: "Speed, times real time" });
  for (const speed of SPEEDS) element("option", "", "×" + speed, bar.speeds).value = speed;
  bar.speeds.addEventListener("change", () => setSpeed(Number(bar.speeds.value)));
  day.onPlay = writePlay;
  bar.curve.addEventListener("pointerdown", seekOnCurve);
  bar.curve.addEventListener("pointermove", (event) => event.buttons && seekOnCurve(event));
  L.DomEvent.disableClickPropagation(box);
  writePlay();
  drawTicks();
  drawCurve();
  window.addEventListener("resize", () => {
    drawTicks();
    drawCurve();
  });
  clock.listeners.push(writeTime);
}

/* The thumb is 16 px wide: the ends of the day lie half of that inside the slider. */
const THUMB_PX = 16;

function seekOnCurve(event) {
  const { left, width } = bar.curve.getBoundingClientRect();
  const share = (event.clientX - left - THUMB_PX / 2) / (width - THUMB_PX);
  goToTime(day.from + Math.round((share * (day.until - day.from)) / 60) * 60);
}

function writePlay() {
  bar.play.textContent = day.isPlaying ? "❚❚" : "▶";
  titled(bar.play, day.isPlaying ? { zh: "暂停（空格）", en: "Pause (space)" } : { zh: "播放（空格）", en: "Play (space)" });
  bar.play.setAttribute("aria-pressed", String(day.isPlaying));
  bar.speeds.value = day.speed;
}

function writeTime() {
  const text = clockText(day.now);
  if (bar.time.textContent !== text) {
    bar.time.textContent = text;
    bar.slider.setAttribute("aria-valuetext", text);
  }
  bar.slider.value = day.now;
  bar.slider.style.setProperty("--done", (100 * (day.now - day.from)) / (day.until - day.from) + "%");
}

function drawTicks() {
  bar.ticks.replaceChildren();
  const width = bar.curve.clientWidth || 300;
  const hours = (day.until - day.from) / 3600;
  const every = [1, 2, 3, 4, 6].find((step) => (width / hours) * step >= 38) ?? 6;
  for (let hour = Math.ceil(day.from / 3600 / every) * every; hour * 3600 <= day.until; hour += every) {
    const tick = element("span", "", clockText(hour * 3600), bar.ticks);
    tick.style.left = (100 * (hour * 3600 - day.from)) / (day.until - day.from) + "%";
  }
}

/* Trains under way as a line, people waiting as an area, closures as a band; each to its own peak. */
function drawCurve() {
  const { curve } = bar;
  const width = curve.clientWidth, height = curve.clientHeight;
  if (!width) return;
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  curve.width = width * ratio;
  curve.height = height * ratio;
  const pen = curve.getContext("2d");
  pen.scale(ratio, ratio);
  const inner = width - THUMB_PX;
  const x = (time) => THUMB_PX / 2 + (inner * (time - day.from)) / (day.until - day.from);
  pen.fillStyle = "rgb(194 24 91 / 18%)";
  for (const { from, until } of day.closures) pen.fillRect(x(from), 0, Math.max(x(until) - x(from), 2), height);
  const { minutes } = day.crowds;
  const sums = waitingInAll();
  const most = sums.reduce((one, other) => Math.max(one, other), 0);
  if (most > 0) {
    pen.beginPath();
    pen.moveTo(x(minutes[0] * 60), height);
    sums.forEach((people, at) => pen.lineTo(x(minutes[at] * 60), height - (people / most) * (height - 3)));
    pen.lineTo(x(minutes[minutes.length - 1] * 60), height);
    pen.fillStyle = WAITING_COLOUR;
    pen.fill();
  }
  const peak = day.curve.reduce((one, other) => Math.max(one, other), 1);
  pen.beginPath();
  day.curve.forEach((count, minute) => pen.lineTo(x(day.from + minute * 60), height - 1 - (count / peak) * (height - 4)));
  pen.strokeStyle = TRAIN_COLOUR;
  pen.lineWidth = 1.6;
  pen.stroke();
}
