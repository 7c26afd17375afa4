/* Measuring on the map: straight lines on a sphere of 6,371 km (haversine), in kilometres. */

const ruler = { on: false, points: [], group: null };

function kilometres(metres) {
  return (metres / 1000).toLocaleString("en-US", { maximumSignificantDigits: metres < 10000 ? 3 : 4 }) + " km";
}

function measuredMetres() {
  return ruler.points.slice(1).reduce((sum, point, at) => sum + map.distance(ruler.points[at], point), 0);
}

function measureButton(parent) {
  const tool = button("tool tool-measure", { zh: "测量距离", en: "Measure distance" }, parent, () => setRuler(!ruler.on));
  tool.innerHTML = TOOL_ICONS.measure;
  tool.setAttribute("aria-pressed", "false");
  ruler.tool = tool;
  ruler.card = element("div", "measure-card", null, document.body);
  ruler.card.hidden = true;
  ruler.group = L.layerGroup().addTo(map);
  map.on("click", (event) => {
    if (!ruler.on) return;
    ruler.points.push(event.latlng);
    drawRuler();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && ruler.on) setRuler(false);
  });
}

function setRuler(on) {
  ruler.on = on;
  ruler.points = [];
  ruler.tool.setAttribute("aria-pressed", String(on));
  map.getContainer().classList.toggle("measuring", on);
  map.doubleClickZoom[on ? "disable" : "enable"]();
  map.closePopup();
  ruler.card.hidden = !on;
  drawRuler();
}

function drawRuler() {
  ruler.group.clearLayers();
  const style = { pane: "measure", renderer: renderers.measure, interactive: false, color: "#b3261e", weight: 2.5 };
  if (ruler.points.length > 1) ruler.group.addLayer(L.polyline(ruler.points, { ...style, dashArray: "6 4" }));
  let sum = 0;
  ruler.points.forEach((point, at) => {
    if (at) sum += map.distance(ruler.points[at - 1], point);
    const mark = L.circleMarker(point, { ...style, radius: 4, fill: true, fillColor: "#ffffff", fillOpacity: 1 });
    if (at) mark.bindTooltip(kilometres(sum), { permanent: true, direction: "right", offset: [7, 0], className: "measure-tip" });
    ruler.group.addLayer(mark);
  });
  const words = ruler.points.length < 2
    ? { zh: "在地图上点击两处或多处", en: "Click two or more places" }
    : { zh: "直线距离", en: "Straight line" };
  ruler.card.replaceChildren();
  both(ruler.card, words);
  if (ruler.points.length > 1) element("b", "", kilometres(measuredMetres()), ruler.card);
  both(ruler.card, { zh: "按 Esc 结束", en: "Esc ends" }).className = "measure-hint";
  button("measure-end", { zh: "结束测量", en: "End" }, ruler.card, () => setRuler(false)).textContent = "×";
}
