/* Search: every station, hub and place name of the page's own layers. */

const MOST_FOUND = 8;
const FOUND_ZOOM = 14.5;
const found = { index: null, hits: [], active: -1 };

/* Letters and digits only, without accents: "Xi'an" is found by "xian". */
function plain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

function searchIndex() {
  if (found.index) return found.index;
  const seen = new Set();
  found.index = [];
  const add = (member, record, words, at) => {
    const key = words.zh + "|" + Math.round(at[0] * 300) + "|" + Math.round(at[1] * 300);
    if (!words.zh || seen.has(key)) return;
    seen.add(key);
    const starts = words.en.split(/[\s-]+/).map((_, place, all) => plain(all.slice(place).join("")));
    found.index.push({ member, record, at, zh: words.zh, en: words.en, plainZh: plain(words.zh), starts });
  };
  // Marks before names: a hub found by its name opens its own popup.
  const searched = entries.filter((member) => member.entry.searched).map((member) => member.read());
  const order = (member) => (member.drawing.icons ? 0 : 1);
  searched.sort((a, b) => order(a) - order(b));
  for (const member of searched) {
    const { icons = [], dots = [] } = member.drawing;
    for (const record of [...icons, ...dots]) add(member, record, record.popup, record.at);
  }
  for (const member of searched) {
    for (const label of member.drawing.labels || []) add(member, null, label, label.at);
  }
  return found.index;
}

/* Names that begin with the text, then those with a word that does, then those that hold it. */
function search(text) {
  const wanted = plain(text);
  if (!wanted) return [];
  const rank = (item) => {
    if (item.plainZh.startsWith(wanted) || item.starts[0].startsWith(wanted)) return 0;
    if (item.starts.some((start) => start.startsWith(wanted))) return 1;
    return item.plainZh.includes(wanted) || item.starts[0].includes(wanted) ? 2 : 9;
  };
  return searchIndex()
    .map((item, place) => ({ item, place, rank: rank(item) }))
    .filter((hit) => hit.rank < 9)
    .sort((a, b) => a.rank - b.rank || a.item.zh.length - b.item.zh.length || a.place - b.place)
    .slice(0, MOST_FOUND)
    .map((hit) => hit.item);
}

function searchBox(parent) {
  const box = element("div", "search", null, parent);
  box.setAttribute("role", "search");
  const input = element("input", "", null, box);
  input.type = "search";
  input.id = "search";
  input.autocomplete = "off";
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", "found"]]) {
    input.setAttribute(name, value);
  }
  titled(input, { zh: "搜索车站、地名", en: "Search a place" }, "placeholder");
  input.setAttribute("aria-label", "搜索 Search");
  const list = element("ul", "found", null, box);
  list.id = "found";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  input.addEventListener("input", () => listFound(input, list));
  input.addEventListener("focus", () => listFound(input, list));
  input.addEventListener("blur", () => setTimeout(() => closeFound(input, list), 150));
  input.addEventListener("keydown", (event) => searchKey(event, input, list));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || /INPUT|TEXTAREA/.test(document.activeElement.tagName)) return;
    event.preventDefault();
    document.documentElement.classList.add("searching");
    input.focus();
  });
  return input;
}

function listFound(input, list) {
  found.hits = search(input.value);
  found.active = found.hits.length ? 0 : -1;
  list.replaceChildren();
  found.hits.forEach((item, place) => {
    const line = element("li", "", null, list);
    line.id = "found-" + place;
    line.setAttribute("role", "option");
    both(line, item).className = "found-name";
    both(line, item.member.entry).className = "found-kind";
    line.addEventListener("mousedown", (event) => {
      event.preventDefault();
      choose(item, input, list);
    });
  });
  if (!found.hits.length && input.value.trim()) {
    both(list, { zh: "没有找到", en: "Nothing found" }, "li").className = "found-none";
  }
  list.hidden = !list.childElementCount;
  input.setAttribute("aria-expanded", String(!list.hidden));
  markActive(input, list);
}

function markActive(input, list) {
  [...list.children].forEach((line, place) => {
    if (line.id) line.setAttribute("aria-selected", String(place === found.active));
  });
  if (found.active >= 0) input.setAttribute("aria-activedescendant", "found-" + found.active);
  else input.removeAttribute("aria-activedescendant");
}

function closeFound(input, list) {
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
}

function searchKey(event, input, list) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && found.hits.length) {
    event.preventDefault();
    found.active = (found.active + step + found.hits.length) % found.hits.length;
    markActive(input, list);
  } else if (event.key === "Enter" && found.active >= 0) {
    choose(found.hits[found.active], input, list);
  } else if (event.key === "Escape") {
    input.value = "";
    closeFound(input, list);
    input.blur();
    document.documentElement.classList.remove("searching");
  }
}

/* A place that is only a name gets a card of its own. */
function openCard(item) {
  const card = L.popup().setLatLng(item.at).setContent(popupContent(item));
  card.says = { zh: item.zh, en: item.en };
  card.openOn(map);
}

/* Flies to a place and opens its popup; the layer it is on is switched on. */
function choose(item, input, list) {
  input.value = inLanguage(item);
  closeFound(input, list);
  input.blur();
  document.documentElement.classList.remove("searching");
  if (!map.hasLayer(item.member)) switchLayer(item.member, true);
  const marked = item.member.marked.find((one) => one.record === item.record);
  const open = () => {
    if (marked) marked.marker.openPopup();
    else openCard(item);
  };
  map.once("moveend", () => setTimeout(() => ruler.on || open(), 0));
  map.closePopup();
  map.flyTo(item.at, Math.max(map.getZoom(), FOUND_ZOOM), { duration: 0.7 });
}
