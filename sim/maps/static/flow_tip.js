/* What the pointer reads off a flow: its names and numbers, above what lies below it. */

const pointed = { members: new Set(), tip: null };

function flowTip({ flows, state }, place) {
  const box = element("div", "tip flow-tip");
  const title = flows.titles[place];
  const name = (at) => flows.names[at];
  if (title.of >= 0) both(box, name(title.of), "div").className = "flow-of";
  if ((title.start ?? -1) >= 0) {
    const way = element("div", "flow-way", null, box);
    both(way, name(title.start));
    way.append(flows.form === "middle" ? " ↔ " : " → ");
    both(way, name(title.end));
  }
  const { unit: flowUnit, zh, en } = flows.states[state];
  const table = element("table", "", null, box);
  for (const column of flows.columns) {
    const value = column.values[state][place];
    const line = element("tr", "", null, table);
    both(line, column, "th");
    const cell = element("td", "", null, line);
    element("b", "", value === null ? "–" : value.toLocaleString("en-US"), cell);
    if (value === null) continue;
    cell.append(" ");
    both(cell, column.unit ?? flowUnit);
  }
  if (flows.states.length > 1) both(box, { zh, en }, "div").className = "flow-when";
  return box;
}

function pointAt(event) {
  if (map.dragging?.moving() || map._animatingZoom || ruler.on) return;
  const members = [...pointed.members].sort((one, other) => other.above - one.above);
  let hit = null;
  for (const member of members) {
    const place = hit ? -1 : member.flow.under(event.layerPoint);
    member.flow.hover(place);
    if (place >= 0) hit = { member, place };
  }
  map.getContainer().classList.toggle("flow-hit", Boolean(hit));
  if (!hit) {
    pointed.tip?.remove();
    return;
  }
  pointed.tip ??= L.tooltip({ direction: "top", offset: [0, -6], className: "flow-tooltip" });
  pointed.tip.setLatLng(event.latlng).setContent(flowTip(hit.member.flow, hit.place));
  map.openTooltip(pointed.tip);
}

function leaveFlows() {
  for (const member of pointed.members) member.flow.hover(-1);
  map.getContainer().classList.remove("flow-hit");
  pointed.tip?.remove();
}

function pointable(member, isOn) {
  if (!pointed.members.size && isOn) map.on("mousemove click", pointAt).on("mouseout movestart zoomstart", leaveFlows);
  pointed.members[isOn ? "add" : "delete"](member);
  if (pointed.members.size) return;
  map.off("mousemove click", pointAt).off("mouseout movestart zoomstart", leaveFlows);
  leaveFlows();
}
