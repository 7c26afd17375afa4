/* A layer of flows: its canvas, and the card that switches between its states. */

const flowCard = { box: null, rows: new Map() };
const FLOW_PANES = ["flows", "circles"];

function drawFlows(member) {
  const { drawing, spec } = member;
  member.flow = simFlows.layer(drawing.flows, spec.scale, { pane: spec.pane });
  member.above = FLOW_PANES.indexOf(spec.pane);
  member.addLayer(member.flow);
  let factor = penFactor();
  map.on("zoomend", () => {
    if (penFactor() === factor) return;
    factor = penFactor();
    if (map.hasLayer(member)) map.fire("layerswitch");
  });
}

/* Shows the layer's switch while the layer shows; a layer with one state needs none. */
function showFlows(member, isOn) {
  pointable(member, isOn);
  const { states } = member.drawing.flows;
  if (states.length < 2) return;
  if (!flowCard.box) {
    flowCard.box = element("div", "flow-card", null, document.body);
    L.DomEvent.disableClickPropagation(flowCard.box);
  }
  flowCard.rows.get(member)?.remove();
  flowCard.rows.delete(member);
  if (isOn) flowCard.rows.set(member, stateRow(member, states));
  flowCard.box.hidden = !flowCard.rows.size;
}

function stateRow(member, states) {
  const row = element("div", "flow-row", null, flowCard.box);
  both(row, member.spec).className = "flow-name";
  const bar = element("div", "segmented", null, row);
  bar.setAttribute("role", "group");
  states.forEach((state, at) => {
    const choice = both(bar, state, "button");
    choice.type = "button";
    choice.dataset.state = state.key;
    choice.addEventListener("click", () => chooseState(state.key, member, at));
  });
  markState(row, member);
  return row;
}

/* A period holds for every layer that has it. */
function chooseState(key, chosen, at) {
  chosen.flow.setState(at);
  for (const [member, row] of flowCard.rows) {
    const same = member.drawing.flows.states.findIndex((state) => state.key === key);
    if (member !== chosen && same >= 0) member.flow.setState(same);
    markState(row, member);
  }
  leaveFlows();
  map.fire("layerswitch");
}

function markState(row, member) {
  row.querySelectorAll("button").forEach((one, at) => one.setAttribute("aria-pressed", String(at === member.flow.state)));
}
