/* What the pointer reads off a cell: value, district, people, and the rows of the layer. */

function cellTip(spec, value, at, text = null, rows = [], place = at) {
  const zones = settings.zones;
  const box = element("div", "tip");
  const line = element("div", "tip-value", null, box);
  if (value === null || value === undefined) {
    say(line, spec.scale.missing);
  } else if (spec.scale.names?.length) {
    both(line, spec.scale.names[value], "b");
  } else {
    element("b", "", text ?? valueText(value), line);
    line.append(" ");
    both(line, spec.scale.unit);
  }
  both(box, zones.districts[zones.district[at]], "div");
  const people = zones.population[at];
  if (people !== null) {
    const row = element("div", "", null, box);
    both(row, { zh: "人口", en: "population" });
    row.append(" " + people.toLocaleString("en-US"));
  }
  for (const row of rows) tipRow(box, row, row.values[place]);
  return box;
}

function tipRow(box, row, value) {
  if (value === null || value === undefined) return;
  const line = element("div", "tip-row", null, box);
  both(line, row);
  line.append(" ");
  if (row.names) both(line, row.names[value]);
  else {
    line.append(valueText(value) + " ");
    if (row.unit) both(line, row.unit);
  }
}

/* Thousands apart; four digits are enough for a rate. */
function valueText(value) {
  return Math.abs(value) < 1000
    ? value.toLocaleString("en-US", { maximumSignificantDigits: 4 })
    : value.toLocaleString("en-US", { maximumFractionDigits: 0 });
}
