/* A year slider for a layer whose shapes have years: what is in service, and what it adds up to. */

const STEP_MS = 1100;
const NEW_FACTOR = 1.7;

function timelineOf(member, timeline) {
  const years = timeline.years;
  const clock = { at: years.length - 1, timer: null };
  const card = timelineCard(years, clock);
  const show = (place) => {
    clock.at = place;
    showYear(member, years[place].year);
    writeYear(card, years[place], place, timeline.counted);
  };
  card.slider.addEventListener("input", () => {
    clock.pause();
    show(Number(card.slider.value));
  });
  clock.pause = () => {
    clearInterval(clock.timer);
    clock.timer = null;
    card.play.textContent = "▶";
  };
  clock.play = () => {
    if (clock.at === years.length - 1) show(0);
    card.play.textContent = "❚❚";
    clock.timer = setInterval(() => {
      show(clock.at + 1);
      if (clock.at === years.length - 1) clock.pause();
    }, STEP_MS);
  };
  card.play.addEventListener("click", () => (clock.timer ? clock.pause() : clock.play()));
  clock.show = () => {
    card.box.hidden = false;
    show(clock.at);
  };
  clock.hide = () => {
    clock.pause();
    card.box.hidden = true;
  };
  map.on("zoomend", () => map.hasLayer(member) && showYear(member, years[clock.at].year));
  return clock;
}

function timelineCard(years, clock) {
  const box = element("div", "timeline", null, document.body);
  const play = button("timeline-play", { zh: "播放", en: "Play" }, box, () => {});
  play.textContent = "▶";
  const middle = element("div", "timeline-middle", null, box);
  const head = element("div", "timeline-head", null, middle);
  const year = element("b", "timeline-year", null, head);
  const note = element("span", "timeline-note", null, head);
  const slider = element("input", "", null, middle);
  slider.type = "range";
  slider.min = 0;
  slider.max = years.length - 1;
  slider.step = 1;
  slider.value = clock.at;
  slider.disabled = years.length < 2;
  titled(slider, { zh: "年份", en: "Year" });
  const ticks = element("div", "timeline-ticks", null, middle);
  const every = Math.ceil(years.length / 7);
  years.forEach((one, place) => {
    const tick = element("span", "", place % every && place < years.length - 1 ? "" : String(one.year), ticks);
    tick.style.left = (years.length > 1 ? (100 * place) / (years.length - 1) : 50) + "%";
  });
  const counts = element("dl", "timeline-counts", null, box);
  L.DomEvent.disableClickPropagation(box);
  return { box, play, year, note, slider, counts };
}

function writeYear(card, one, place, counted) {
  card.slider.value = place;
  card.slider.setAttribute("aria-valuetext", String(one.year));
  card.year.textContent = one.year;
  card.note.replaceChildren();
  if (one.note?.zh) say(card.note, one.note);
  card.counts.replaceChildren();
  const rows = [
    [one.km.toLocaleString("en-US", { minimumFractionDigits: 1 }), { zh: "公里运营", en: "km in service" }],
    [one.stations, { zh: "座车站", en: "stations" }],
    [one.lines, { zh: "条线路", en: "lines" }],
  ];
  for (const [value, words] of rows) {
    const cell = element("div", "", null, card.counts);
    element("dd", "", String(value), cell);
    both(cell, words, "dt");
  }
  titled(card.counts, counted);
}

/* Shows what is in service at the end of a year; what opened in it is drawn heavier. */
function showYear(member, year) {
  for (const { layer, since, until, width } of member.timed) {
    const runs = (!since || since <= year) && (!until || year < until);
    if (runs && !member.hasLayer(layer)) member.addLayer(layer);
    if (!runs && member.hasLayer(layer)) member.removeLayer(layer);
    if (runs && width) layer.setStyle({ weight: width * penFactor() * (since === year ? NEW_FACTOR : 1) });
  }
}
