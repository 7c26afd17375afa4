/* The legend of what is shown, with units, sources and date. */

function scaleLegend(spec, parent) {
  const scale = spec.scale;
  const title = element("div", "legend-title", null, parent);
  const { group } = spec;
  const name = group?.zh ? { zh: group.zh + "：" + spec.zh, en: group.en + ": " + spec.en } : spec;
  both(title, name).className = "stacked";
  if (scale.unit.zh) both(title, scale.unit).className = "legend-unit";
  for (const words of spec.lines ?? []) both(parent, words, "div").className = "legend-line";
  rampOf(scale, parent);
  legendSource(spec, parent);
}

/* Kinds stand in a list; they have no order that a ramp could show. */
function kindsOf(scale, parent) {
  const grid = element("div", "legend-keys legend-kinds", null, parent);
  scale.names.forEach((name, at) => kindOf(name, scale.colours[at], grid));
  kindOf(scale.missing, scale.missing_colour, grid);
}

function kindOf(name, colour, grid) {
  const line = element("div", "legend-key", null, grid);
  element("i", "ramp-missing", null, line).style.background = colour;
  both(line, name).className = "stacked";
}

function rampOf(scale, parent) {
  if (scale.names?.length) {
    kindsOf(scale, parent);
    return;
  }
  const ramp = element("div", "ramp", null, parent);
  scale.colours.forEach((colour, at) => {
    const step = element("div", "ramp-step", null, ramp);
    step.title = scale.labels[at] + " " + scale.unit.zh + " " + scale.unit.en;
    element("i", "", null, step).style.background = colour;
    if (at < scale.ticks.length) both(step, { zh: scale.ticks_zh[at], en: scale.ticks[at] }).className = "tick";
  });
  const missing = element("div", "legend-key", null, parent);
  const swatch = element("i", "ramp-missing", null, missing);
  swatch.style.background = scale.missing_colour;
  both(missing, scale.missing);
}

function legendSource(spec, parent) {
  const box = element("div", "legend-source", null, parent);
  const minutes = spec.measured ?? settings.measured;
  for (const words of [minutes, spec.scale.note, settings.source, spec.source]) {
    if (words?.zh) both(box, words, "div");
  }
}

function drawLegend(box) {
  const wasOpen = box.querySelector("details")?.open ?? !isNarrow();
  box.replaceChildren();
  const active = entries.filter((entry) => map.hasLayer(entry));
  for (const entry of active) {
    if (entry.flow) flowLegend(entry, box);
    else if (entry.spec.scale) scaleLegend(entry.spec, box);
  }
  if (active.some((entry) => entry.flow)) both(element("div", "legend-source", null, box), settings.source, "div");
  const keyed = active.filter((entry) => entry.drawing.keys || entry.drawing.chips);
  if (!keyed.length) return;
  const details = element("details", "", null, box);
  details.open = wasOpen;
  both(element("summary", "", null, details), { zh: "图例", en: "Legend" });
  const grid = element("div", "legend-keys", null, details);
  for (const entry of keyed) {
    for (const key of entry.drawing.keys || []) {
      const line = element("div", "legend-key", null, grid);
      element("i", "swatch", null, line).innerHTML = key.swatch;
      both(line, key).className = "stacked";
    }
  }
  for (const entry of keyed) if (entry.drawing.chips) chipList(entry.drawing.chips, details);
}
