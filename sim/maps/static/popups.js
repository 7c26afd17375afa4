/* Popups and tooltips of records. */

function popupContent(popup) {
  const box = element("div", "card");
  element("div", "card-zh zh", popup.zh, box);
  if (popup.en !== popup.zh) element("div", "card-en en", popup.en, box);
  if (popup.chips) chipList(popup.chips, box);
  if (popup.rows) {
    const table = element("table", "card-rows", null, box);
    for (const row of popup.rows) {
      const line = element("tr", "", null, table);
      both(line, row, "th");
      both(line, row.value, "td").append(row.tail ?? "");
    }
  }
  if (popup.note) both(box, popup.note, "div").className = "card-note";
  return box;
}

function chipList(chips, parent) {
  const list = element("div", "chips", null, parent);
  for (const chip of chips) {
    const tag = both(list, chip);
    tag.className = "chip";
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
  element("b", "zh", popup.zh, box);
  if (popup.en !== popup.zh) element("span", "en", " " + popup.en, box);
  return box;
}

function answer(layer, popup, sticky) {
  const room = isNarrow() ? {} : { autoPanPaddingTopLeft: [345, 64], autoPanPaddingBottomRight: [305, 20] };
  layer.bindPopup(() => popupContent(popup), { minWidth: 230, maxWidth: 310, ...room });
  layer.says = { zh: popup.zh, en: popup.en };
  layer.on("popupopen", () => layer.closeTooltip());
  layer.bindTooltip(() => nameTip(popup), { sticky: sticky, direction: "top", offset: [0, -4] });
}
