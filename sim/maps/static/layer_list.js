/* The layer control: one choropleth at a time, overlays one by one, groups that fold. */

function layerList() {
  const control = L.control({ position: "topright" });
  control.onAdd = () => {
    const box = element("div", "layers");
    const opener = button("layers-toggle", { zh: "图层", en: "Layers" }, box, () => openLayers(box, !box.classList.contains("open")));
    opener.setAttribute("aria-expanded", "false");
    opener.innerHTML = TOOL_ICONS.layers;
    const list = element("div", "layers-list", null, box);
    listOf(list, "base", { zh: "可达性", en: "Accessibility" }, entries.filter((one) => one.entry.kind === "choropleth"));
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
    if (!group.zh) {
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
  if (member.entry.kind === "choropleth") {
    for (const other of entries) {
      if (other !== member && other.entry.kind === "choropleth") other.remove();
    }
  }
  for (const name of member.entry.instead_of) {
    const other = entries.find((one) => one.name === name);
    if (!other) continue;
    if (shown) {
      other.waits = map.hasLayer(other);
      other.remove();
    } else if (other.waits) {
      other.addTo(map);
      other.waits = false;
    }
    markChoice(other);
  }
  if (shown) {
    for (const other of entries) {
      if (other.entry.instead_of.includes(member.name) && map.hasLayer(other)) {
        other.remove();
        markChoice(other);
      }
    }
    member.addTo(map);
  } else {
    member.remove();
  }
  markChoice(member);
  map.fire("layerswitch");
}

function markChoice(member) {
  if (member.choice) member.choice.checked = map.hasLayer(member);
}
