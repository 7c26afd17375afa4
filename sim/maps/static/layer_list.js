/* The layer control: one choropleth at a time, overlays one by one, groups that fold. */

function layerList() {
  const control = L.control({ position: "topright" });
  control.onAdd = () => {
    const box = element("div", "layers");
    const opener = button("layers-toggle", { zh: "图层", en: "Layers" }, box, () => openLayers(box, !box.classList.contains("open")));
    opener.setAttribute("aria-expanded", "false");
    opener.innerHTML = TOOL_ICONS.layers;
    const list = element("div", "layers-list", null, box);
    listOf(list, "base", { zh: "专题图", en: "Thematic map" }, entries.filter((one) => one.entry.kind === "choropleth"));
    const flows = entries.filter((one) => one.entry.kind === "flow");
    if (flows.length) listOf(list, "flows", { zh: "出行需求", en: "Travel demand" }, flows);
    listOf(list, "overlays", { zh: "图层", en: "Layers" }, entries.filter((one) => one.entry.kind === "overlay"));
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    return box;
  };
  return control;
}

function openLayers(box, open) {
  box.classList.toggle("open", open);
  box.querySelector(".layers-toggle").setAttribute("aria-expanded", String(open));
}

function listOf(parent, name, heading, members) {
  const box = element("div", "layers-" + name, null, parent);
  both(box, heading, "h3");
  const folds = new Map();
  for (const member of members) {
    const { group } = member.entry;
    if (!group.zh || group.zh === heading.zh) {
      choiceOf(box, name, member);
      continue;
    }
    if (!folds.has(group.zh)) {
      const fold = element("details", "layers-group", null, box);
      both(element("summary", "", null, fold), group);
      folds.set(group.zh, fold);
    }
    choiceOf(folds.get(group.zh), name, member);
  }
  // "None" comes last, below the groups.
  const last = members[members.length - 1]?.choice;
  if (last && folds.size && name === "base") box.appendChild(last.closest("label"));
}

function choiceOf(parent, name, member) {
  const line = element("label", "", null, parent);
  const input = element("input", "", null, line);
  input.type = name === "base" ? "radio" : "checkbox";
  input.name = "layers-" + name;
  input.checked = map.hasLayer(member);
  input.dataset.layer = member.name;
  both(line, member.entry);
  member.choice = input;
  input.addEventListener("change", () => switchLayer(member, input.checked));
}

/* Shows or hides a layer, with what must give way to it, and says so to the legend. */
function switchLayer(member, shown) {
  const isBase = member.entry.kind === "choropleth";
  if (isBase) {
    for (const other of entries) {
      if (other !== member && other.entry.kind === "choropleth") other.remove();
    }
    ground.member = null;
  }
  if (shown) {
    giveWay(member);
    member.addTo(map);
  } else {
    member.remove();
  }
  clearGround();
  comeBack();
  markChoice(member);
  if (isBase && shown) frameView(member.entry.view ?? "");
  map.fire("layerswitch");
}

/* Layers that a layer stands for wait while it shows; those it would be hidden by, or flows of the
   same pane, go. */
function giveWay(member) {
  member.waits = false;
  for (const other of entries) {
    if (other === member || !map.hasLayer(other)) continue;
    const waits = member.entry.instead_of.includes(other.name);
    const isRival = clears(member) && clears(other) && member.entry.pane === other.entry.pane;
    if (!waits && !isRival && !other.entry.instead_of.includes(member.name)) continue;
    other.waits = waits;
    other.remove();
    markChoice(other);
  }
}

/* What waited comes back when nothing stands for it any more. */
function comeBack() {
  for (const other of entries) {
    if (!other.waits) continue;
    if (entries.some((one) => map.hasLayer(one) && one.entry.instead_of.includes(other.name))) continue;
    other.waits = false;
    other.addTo(map);
    markChoice(other);
  }
}

const clears = (member) => member.entry.clears;
const ground = { member: null, isClear: false };

/* Flows and the like are drawn on clear ground: the first of them puts the choropleth away, the last
   brings it back. */
function clearGround() {
  const bases = entries.filter((one) => one.entry.kind === "choropleth");
  const none = bases[bases.length - 1];
  const hasFlows = entries.some((one) => clears(one) && map.hasLayer(one));
  if (hasFlows === ground.isClear) return;
  ground.isClear = hasFlows;
  if (hasFlows) ground.member = bases.find((one) => map.hasLayer(one) && one !== none) ?? null;
  if (!ground.member) return;
  const [off, on] = hasFlows ? [ground.member, none] : [none, ground.member];
  off.remove();
  on.addTo(map);
  frameView(on.entry.view ?? "");
  markChoice(off);
  markChoice(on);
}

function markChoice(member) {
  if (member.choice) member.choice.checked = map.hasLayer(member);
}
