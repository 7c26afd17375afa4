/* Draws the records of sim.maps on a Leaflet map. Data reaches the page as text, never as markup. */
"use strict";

const simMap = (() => {
  // Stack of panes from the ground up: z-index, renderer, whether it answers to the pointer.
  const PANES = {
    land: [210, "canvas", false],
    cells: [250, "canvas", true],
    water: [300, "canvas", false],
    ground: [310, "canvas", false],
    buses: [400, "canvas", false],
    pending: [410, "svg", true],
    lines: [420, "svg", true],
    stations: [450, "svg", true],
    labels: [500, "", false],
    hubs: [610, "", true],
  };
  const NARROW_PX = 760;
  const FAR_ZOOM = 9;
  const HIT_WIDTH_PX = 14;

  let map = null;
  let settings = null;
  const renderers = {};
  const entries = [];
  const isNarrow = () => window.innerWidth < NARROW_PX;

  /* --- small helpers ------------------------------------------------------------------ */

  function element(tag, className, text, parent) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  }

  /* The encoded polyline format: zigzag steps in 5-bit groups, 1e-5 degrees. */
  function decode(text) {
    const points = [];
    let at = 0, lat = 0, lon = 0;
    const step = () => {
      let value = 0, shift = 0, byte;
      do {
        byte = text.charCodeAt(at++) - 63;
        value |= (byte & 0x1f) << shift;
        shift += 5;
      } while (byte >= 0x20);
      return value & 1 ? ~(value >> 1) : value >> 1;
    };
    while (at < text.length) {
      lat += step();
      lon += step();
      points.push([lat / 1e5, lon / 1e5]);
    }
    return points;
  }

  function dataOf(name) {
    return JSON.parse(document.getElementById("data-" + name).textContent);
  }

  function start(theMap) {
    map = theMap;
    settings = dataOf("settings");
    for (const [name, [zIndex, kind, interactive]] of Object.entries(PANES)) {
      const pane = map.createPane(name);
      pane.style.zIndex = zIndex;
      if (!interactive) pane.style.pointerEvents = "none";
      if (kind === "canvas") renderers[name] = L.canvas({ pane: name, padding: 0.15 });
      if (kind === "svg") renderers[name] = L.svg({ pane: name, padding: 0.3 });
    }
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution(settings.attribution);
    map.fitBounds(settings.home, homePadding());
  }

  function homePadding() {
    const room = isNarrow()
      ? { paddingTopLeft: [10, 96], paddingBottomRight: [10, 110] }
      : { paddingTopLeft: [345, 20], paddingBottomRight: [300, 40] };
    return { ...room, animate: false };
  }

  /* --- popups and tooltips -------------------------------------------------------------- */

  function popupContent(popup) {
    const box = element("div", "card");
    element("div", "card-zh", popup.zh, box);
    element("div", "card-en", popup.en, box);
    if (popup.chips) chipList(popup.chips, box);
    if (popup.rows) {
      const table = element("table", "card-rows", null, box);
      for (const row of popup.rows) {
        const line = element("tr", "", null, table);
        const head = element("th", "", row.zh + " ", line);
        element("span", "en", row.en, head);
        element("td", "", row.value, line);
      }
    }
    if (popup.note) element("div", "card-note", popup.note, box);
    return box;
  }

  function chipList(chips, parent) {
    const list = element("div", "chips", null, parent);
    for (const chip of chips) {
      const tag = element("span", "chip", chip.text, list);
      tag.style.background = chip.colour;
      tag.style.color = readableOn(chip.colour);
    }
    return list;
  }

  function readableOn(colour) {
    const part = (at) => parseInt(colour.slice(at, at + 2), 16) / 255;
    const linear = [1, 3, 5].map(part).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    const light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    return light > 0.3 ? "#1f2328" : "#ffffff";
  }

  function nameTip(popup) {
    const box = element("div", "tip");
    element("b", "", popup.zh, box);
    element("span", "en", " " + popup.en, box);
    return box;
  }

  function answer(layer, popup, sticky) {
    const room = isNarrow() ? {} : { autoPanPaddingTopLeft: [345, 20], autoPanPaddingBottomRight: [305, 20] };
    layer.bindPopup(() => popupContent(popup), { minWidth: 230, maxWidth: 310, ...room });
    layer.on("popupopen", () => layer.closeTooltip());
    layer.bindTooltip(() => nameTip(popup), { sticky: sticky, direction: "top", offset: [0, -4] });
  }

  /* --- drawing -------------------------------------------------------------------------- */

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
      group.addLayer(line);
    }
    for (const shape of shapes) {
      const options = pathOptions(shape.style, shape.pane || pane);
      if (shape.polygons) {
        group.addLayer(L.polygon(shape.polygons.map((rings) => rings.map(decode)), options));
      }
      if (!shape.lines) continue;
      const parts = shape.lines.map(decode);
      const line = L.polyline(parts, options);
      group.addLayer(line);
      if (shape.popup || shape.style.casing) scaled.push([line, shape.style.width_px]);
      if (shape.popup) {
        const hit = L.polyline(parts, { ...options, interactive: true, opacity: 0, weight: HIT_WIDTH_PX, dashArray: null });
        answer(hit, shape.popup, true);
        group.addLayer(hit);
      }
    }
    scaledByZoom(scaled);
  }

  function drawDots(dots, pane, group) {
    const markers = dots.map((dot) => {
      const options = { ...pathOptions(dot.style, pane), interactive: true };
      const marker = L.circleMarker(dot.at, options);
      answer(marker, dot.popup, false);
      group.addLayer(marker);
      return [marker, dot.radius_px, dot.style.width_px];
    });
    const apply = () => {
      const factor = dotFactor();
      for (const [marker, radius, weight] of markers) {
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
    }
  }

  /* --- names: shown by rank, hidden where they would overlap ------------------------------ */

  const names = { sets: new Set(), shown: new Map() };

  function labelMarker(label) {
    const box = element("div", "name name-" + label.kind);
    element("span", "name-zh", label.zh, box);
    element("span", "name-en", label.en, box);
    const icon = L.divIcon({ html: box, className: "name-anchor", iconSize: [0, 0] });
    return L.marker(label.at, { icon: icon, pane: "labels", interactive: false, keyboard: false });
  }

  function labelBox(label, point) {
    const narrow = label.kind === "station" ? 6 : 7;
    const width = Math.max(label.zh.length * 13, label.en.length * narrow) + 6;
    const beside = ["station", "hub", "airport"].includes(label.kind);
    const left = beside ? point.x + 6 : point.x - width / 2;
    const top = point.y - 14;
    return [left, top, left + width, top + 30];
  }

  function arrangeNames() {
    const zoom = map.getZoom();
    const view = map.getBounds().pad(0.1);
    const wanted = [...names.sets].flatMap((set) => set.labels)
      .filter((label) => zoom >= label.min_zoom && view.contains(label.at))
      .sort((a, b) => a.rank - b.rank);
    const taken = [];
    const seen = new Set();
    const keep = new Set();
    for (const label of wanted) {
      const box = labelBox(label, map.latLngToContainerPoint(label.at));
      const clash = taken.some((other) =>
        box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
      if (clash || seen.has(label.zh)) continue;
      taken.push(box);
      seen.add(label.zh);
      keep.add(label);
    }
    for (const [label, marker] of names.shown) {
      if (!keep.has(label)) {
        marker.remove();
        names.shown.delete(label);
      }
    }
    for (const label of keep) {
      if (!names.shown.has(label)) names.shown.set(label, labelMarker(label).addTo(map));
    }
  }

  /* --- cells: one geometry, one set of values per measure ---------------------------------- */

  let outlines = null;

  function zoneOutlines() {
    outlines ??= settings.zones.polygons.map((polygons) => polygons.map((rings) => rings.map(decode)));
    return outlines;
  }

  function classOf(scale, value) {
    return scale.breaks.filter((limit) => value >= limit).length;
  }

  function cellTip(spec, value, at) {
    const zones = settings.zones;
    const box = element("div", "tip");
    const line = element("div", "tip-value", null, box);
    if (value === null || value === undefined) {
      line.textContent = spec.scale.missing.zh + " " + spec.scale.missing.en;
    } else {
      element("b", "", value.toLocaleString("en-US"), line);
      element("span", "", " " + spec.scale.unit.zh + " ", line);
      element("span", "en", spec.scale.unit.en, line);
    }
    element("div", "", zones.districts[zones.district[at]], box);
    const people = zones.population[at];
    if (people !== null) {
      const row = element("div", "", "人口 ", box);
      element("span", "en", "population ", row);
      element("span", "", people.toLocaleString("en-US"), row);
    }
    return box;
  }

  function drawCells(spec, values, group) {
    zoneOutlines().forEach((polygons, at) => {
      const value = values[at];
      const known = value !== null && value !== undefined;
      const colour = known ? spec.scale.colours[classOf(spec.scale, value)] : spec.scale.missing_colour;
      const cell = L.polygon(polygons, {
        renderer: renderers.cells, pane: "cells", smoothFactor: 0.5,
        color: colour, weight: 0.6, fillColor: colour, fillOpacity: 1,
      });
      cell.bindTooltip(() => cellTip(spec, value, at), { sticky: true, direction: "top" });
      cell.on("mouseover", () => cell.setStyle({ color: "#1f2328", weight: 1.6 }).bringToFront());
      cell.on("mouseout", () => cell.setStyle({ color: colour, weight: 0.6 }));
      group.addLayer(cell);
    });
  }

  /* --- layers ------------------------------------------------------------------------------- */

  const Lazy = L.LayerGroup.extend({
    initialize(name) {
      L.LayerGroup.prototype.initialize.call(this);
      this.name = name;
    },
    onAdd(onto) {
      if (!this.spec) {
        this.spec = dataOf(this.name);
        this.drawing = this.spec.drawing;
        const { shapes, dots, icons, cells } = this.drawing;
        if (cells) drawCells(this.spec, cells.values, this);
        if (shapes) drawShapes(shapes, this.spec.pane, this);
        if (dots) drawDots(dots, this.spec.pane, this);
        if (icons) drawIcons(icons, this.spec.pane, this);
      }
      L.LayerGroup.prototype.onAdd.call(this, onto);
      if (this.drawing.labels) names.sets.add(this.drawing);
    },
    onRemove(from) {
      names.sets.delete(this.drawing);
      L.LayerGroup.prototype.onRemove.call(this, from);
    },
  });

  function layer(name) {
    const made = new Lazy(name);
    entries.push(made);
    return made;
  }

  /* --- legend ------------------------------------------------------------------------------- */

  function both(parent, words, tag = "span") {
    const box = element(tag, "", words.zh + " ", parent);
    element("span", "en", words.en, box);
    return box;
  }

  function scaleLegend(spec, parent) {
    const scale = spec.scale;
    const title = element("div", "legend-title", null, parent);
    both(title, spec).className = "stacked";
    element("span", "legend-unit", scale.unit.zh + " " + scale.unit.en, title);
    const ramp = element("div", "ramp", null, parent);
    scale.colours.forEach((colour, at) => {
      const step = element("div", "ramp-step", null, ramp);
      step.title = scale.labels[at] + " " + scale.unit.zh + " " + scale.unit.en;
      element("i", "", null, step).style.background = colour;
      if (at < scale.ticks.length) element("span", "", scale.ticks[at], step);
    });
    const missing = element("div", "legend-key", null, parent);
    const swatch = element("i", "ramp-missing", null, missing);
    swatch.style.background = scale.missing_colour;
    both(missing, scale.missing);
  }

  function drawLegend(box) {
    const wasOpen = box.querySelector("details")?.open ?? !isNarrow();
    box.replaceChildren();
    const active = entries.filter((entry) => map.hasLayer(entry));
    for (const entry of active) if (entry.spec.scale) scaleLegend(entry.spec, box);
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

  /* --- the page around the map --------------------------------------------------------------- */

  function viewButtons() {
    const control = L.control({ position: isNarrow() ? "topright" : "bottomleft" });
    control.onAdd = () => {
      const bar = element("div", "leaflet-bar views");
      for (const [bounds, zh, en] of [[settings.home, "城", "City"], [settings.province, "省", "Province"]]) {
        const button = element("a", "", zh, bar);
        button.href = "#";
        button.role = "button";
        button.title = button.ariaLabel = (zh === "城" ? "全城" : "全省") + " " + en;
        L.DomEvent.on(button, "click", (event) => {
          L.DomEvent.stop(event);
          map.fitBounds(bounds, homePadding());
        });
      }
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    };
    return control;
  }

  function finish() {
    viewButtons().addTo(map);
    L.control.zoom({ position: "bottomleft" }).addTo(map);
    L.control.scale({ position: "bottomleft", imperial: false }).addTo(map);
    const legend = L.control({ position: "bottomright" });
    legend.onAdd = () => {
      const box = element("div", "legend");
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    };
    legend.addTo(map);
    const fit = () => {
      const control = document.querySelector(".leaflet-control-layers");
      const above = isNarrow() ? window.innerHeight * 0.45 : control.offsetHeight;
      legend.getContainer().style.maxHeight = Math.max(window.innerHeight - above - 58, 120) + "px";
    };
    const refresh = () => {
      drawLegend(legend.getContainer());
      arrangeNames();
      fit();
    };
    map.on("resize", fit);
    map.on("baselayerchange overlayadd overlayremove", refresh);
    map.on("zoomend moveend resize", arrangeNames);
    const markFar = () => {
      map.getContainer().classList.toggle("far", map.getZoom() < FAR_ZOOM);
      map.getContainer().classList.toggle("near", map.getZoom() >= FAR_ZOOM + 1);
    };
    map.on("zoomend", markFar);
    markFar();
    for (const details of document.querySelectorAll(".panel details[data-wide]")) {
      details.open = !isNarrow();
    }
    refresh();
  }

  return { start, layer, finish };
})();
