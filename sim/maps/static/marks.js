/* Shapes, dots and icons: records of sim.maps on the Leaflet map. */

function pathOptions(style, pane) {
  return {
    renderer: renderers[pane], pane: pane, interactive: false, smoothFactor: 1,
    stroke: Boolean(style.width_px), color: style.colour, weight: style.width_px || 0,
    opacity: style.opacity ?? 1, dashArray: style.dash || null,
    fill: Boolean(style.fill), fillColor: style.fill, fillOpacity: style.fill_opacity ?? 1,
    lineCap: style.dash ? "butt" : "round",
  };
}

/* Thin at the scale of the province, full at that of the city, heavier close up. */
function penFactor() {
  const zoom = map.getZoom();
  if (zoom < 9) return 0.4;
  if (zoom < 9.75) return 0.55;
  if (zoom < 10.75) return 0.8;
  return zoom < 13.5 ? 1 : 1.35;
}

/* Round markers shrink faster than lines, or they would hide them. */
function dotFactor() {
  const factor = penFactor();
  return factor < 1 ? factor * 0.8 : factor;
}

function scaledByZoom(paths) {
  const apply = () => {
    const factor = penFactor();
    for (const [path, width] of paths) path.setStyle({ weight: width * factor });
  };
  map.on("zoomend", apply);
  apply();
}

function drawShapes(shapes, pane, group) {
  const scaled = [];
  const cased = shapes.filter((shape) => shape.style.casing);
  for (const shape of cased) {
    const casing = { ...shape.style, colour: shape.style.casing, width_px: shape.style.casing_px, dash: "" };
    const line = L.polyline((shape.lines || []).map(decode), pathOptions(casing, shape.pane || pane));
    scaled.push([line, casing.width_px]);
    place(line, shape, group, casing.width_px);
  }
  for (const shape of shapes) {
    const options = pathOptions(shape.style, shape.pane || pane);
    if (shape.polygons) {
      group.addLayer(L.polygon(shape.polygons.map((rings) => rings.map(decode)), options));
    }
    if (!shape.lines) continue;
    const parts = shape.lines.map(decode);
    const line = L.polyline(parts, options);
    place(line, shape, group, shape.style.width_px);
    if (shape.popup || shape.style.casing) scaled.push([line, shape.style.width_px]);
    if (shape.popup) {
      const hit = L.polyline(parts, { ...options, interactive: true, opacity: 0, weight: HIT_WIDTH_PX, dashArray: null });
      answer(hit, shape.popup, true);
      place(hit, shape, group, 0);
    }
  }
  scaledByZoom(scaled);
}

/* Puts a mark into its layer; marks with years wait for the slider. */
function place(layer, record, group, width) {
  group.addLayer(layer);
  if (!record.since && !record.until) return;
  group.timed ??= [];
  group.timed.push({ layer, since: record.since, until: record.until, width });
}

function drawDots(dots, pane, group) {
  const markers = dots.map((dot) => {
    const options = { ...pathOptions(dot.style, dot.pane || pane), interactive: true };
    const marker = L.circleMarker(dot.at, options);
    answer(marker, dot.popup, false);
    place(marker, dot, group, 0);
    group.marked.push({ record: dot, marker });
    return [marker, dot.radius_px, dot.style.width_px, dot.fixed];
  });
  const apply = () => {
    for (const [marker, radius, weight, fixed] of markers) {
      const factor = fixed ? 1 : dotFactor();
      marker.setRadius(radius * factor).setStyle({ weight: weight * Math.max(factor, 0.6) });
    }
  };
  map.on("zoomend", apply);
  apply();
}

function drawIcons(icons, pane, group) {
  for (const icon of icons) {
    const drawn = L.divIcon({ html: icon.svg, className: "icon", iconSize: [icon.size_px, icon.size_px] });
    const marker = L.marker(icon.at, { icon: drawn, pane: pane, alt: icon.popup.zh + " " + icon.popup.en });
    answer(marker, icon.popup, false);
    group.addLayer(marker);
    group.marked.push({ record: icon, marker });
  }
}
