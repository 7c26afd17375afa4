/* Choices of the reader: measure, alternatives A and B, way of looking, language, layers. */

const MODES = [
  ["swipe", { zh: "滑动", en: "Swipe" }],
  ["side", { zh: "并排", en: "Side by side" }],
  ["difference", { zh: "差异", en: "Difference" }],
];
const KINDS = [
  ["cells", { zh: "可达性", en: "Accessibility" }],
  ["lines", { zh: "轨道交通线路", en: "Urban rail lines" }],
  ["stations", { zh: "轨道车站", en: "Urban rail stations" }],
  ["hubs", { zh: "枢纽与机场", en: "Hubs and airport" }],
];

/* A list of choices; its texts are written anew when the language changes. */
function choiceOf(select, things, onChoose) {
  const write = () => {
    const chosen = select.selectedIndex;
    select.replaceChildren();
    for (const thing of things) element("option", "", inLanguage(thing), select);
    select.selectedIndex = Math.max(chosen, 0);
  };
  write();
  select.addEventListener("change", () => onChoose(select.selectedIndex));
  spoken.listeners.push(write);
  return (at) => { select.selectedIndex = at; };
}

function modeButtons(parent, onChoose) {
  const buttons = MODES.map(([name, words]) => {
    const made = element("button", "", null, parent);
    made.type = "button";
    made.dataset.mode = name;
    both(made, words);
    made.addEventListener("click", () => onChoose(name));
    return made;
  });
  return (mode) => {
    for (const one of buttons) one.setAttribute("aria-pressed", String(one.dataset.mode === mode));
  };
}

function checkbox(parent, words, isOn, onChange) {
  const label = element("label", "", null, parent);
  const input = element("input", "", null, label);
  input.type = "checkbox";
  input.checked = isOn;
  both(label, words).className = "layer-name";
  input.addEventListener("change", () => onChange(input.checked));
}

/* Switches of what is compared and of the ground; `onKind` and `onGround` get a name and a state. */
function layerSwitches(parent, ground, { onKind, onGround }) {
  for (const [name, words] of KINDS) checkbox(parent, words, true, (isOn) => onKind(name, isOn));
  element("hr", "", null, parent);
  for (const layer of ground) checkbox(parent, layer, layer.shown, (isOn) => onGround(layer.id, isOn));
}
