/* Lines, stations and marks of two alternatives: what both have is grey, what one has stands out. */

const COMMON_COLOUR = "#7d848a";
const GONE_COLOUR = "#c2185b";
const OWN_CASING = "#1f2328";
const LEFT_ONLY = "left", RIGHT_ONLY = "right", COMMON = "common";

/* Who of two alternatives has a thing: bit i of its mask stands for alternative i. */
function roleOf(mask, left, right) {
  const inLeft = (mask >> left) & 1, inRight = (mask >> right) & 1;
  if (inLeft && inRight) return COMMON;
  return inLeft ? LEFT_ONLY : inRight ? RIGHT_ONLY : "";
}

/* `gone` draws what only the left one has as something that is no longer there. */
function lineStyle(piece, role, gone) {
  if (role === COMMON) {
    const width = piece.width_px * 0.8;
    return { colour: COMMON_COLOUR, width_px: width, casing: "#ffffff", casing_px: width + 2 };
  }
  if (gone && role === LEFT_ONLY) {
    return { colour: GONE_COLOUR, width_px: piece.width_px, dash: "2 7", casing: "#ffffff", casing_px: piece.width_px + 2 };
  }
  return {
    colour: piece.colour, width_px: piece.width_px + 1,
    casing: OWN_CASING, casing_px: piece.width_px + 4.5,
  };
}

function dotStyle(role, gone) {
  if (role === COMMON) return { colour: "#8a9096", width_px: 1.1, fill: "#ffffff" };
  if (gone && role === LEFT_ONLY) return { colour: GONE_COLOUR, width_px: 1.8, fill: "#ffffff" };
  return { colour: OWN_CASING, width_px: 2, fill: "#ffffff" };
}

/* Draws the things of the given roles into the panes of one side; commons lie below. */
function networkGroup(network, side, { left, right, roles, gone }) {
  const group = L.layerGroup();
  const penned = [], dotted = [];
  const chosen = (things) => roles.flatMap((role) =>
    things.filter((thing) => roleOf(thing.mask, left, right) === role).map((thing) => [thing, role]));
  const pane = (name) => name + "_" + side;
  for (const [piece, role] of chosen(network.pieces)) {
    piece.points ??= decode(piece.line);
    const style = lineStyle(piece, role, gone);
    const options = pathOptions(style, pane("lines"));
    const casing = { ...options, color: style.casing, dashArray: null };
    penned.push([L.polyline(piece.points, casing).addTo(group), style.casing_px]);
    penned.push([L.polyline(piece.points, options).addTo(group), style.width_px]);
    const hit = L.polyline(piece.points, { ...options, interactive: true, opacity: 0, weight: HIT_WIDTH_PX, dashArray: null });
    answer(hit.addTo(group), piece.popup, true);
  }
  for (const [stop, role] of chosen(network.stops)) {
    const style = dotStyle(role, gone);
    const dot = L.circleMarker(stop.at, { ...pathOptions(style, pane("stations")), interactive: true });
    answer(dot.addTo(group), stop.popup, false);
    const radius = (stop.lines > 1 ? 5 : 3.2) * (role === COMMON ? 0.85 : 1.1);
    dotted.push([dot, radius, style.width_px]);
  }
  for (const [{ icon }] of chosen(network.icons)) {
    const drawn = L.divIcon({ html: icon.svg, className: "icon", iconSize: [icon.size_px, icon.size_px] });
    const marker = L.marker(icon.at, { icon: drawn, pane: pane("hubs"), alt: icon.popup.zh + " " + icon.popup.en });
    answer(marker.addTo(group), icon.popup, false);
  }
  group.rescale = () => {
    const pen = penFactor(), dot = dotFactor();
    for (const [path, width] of penned) path.setStyle({ weight: width * pen });
    for (const [marker, radius, width] of dotted) {
      marker.setRadius(radius * dot).setStyle({ weight: width * Math.max(dot, 0.6) });
    }
  };
  group.rescale();
  return group;
}
