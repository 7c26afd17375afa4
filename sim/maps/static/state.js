/* What every part of a page shares: the map, its settings, its panes. */

// Stack of panes from the ground up: z-index, renderer, whether it answers to the pointer.
const PANES = {
  land: [210, "canvas", false],
  cells: [250, "canvas", true],
  water: [300, "canvas", false],
  ground: [310, "canvas", false],
  buses: [400, "canvas", false],
  pending: [410, "svg", true],
  lines: [420, "svg", true],
  years: [430, "svg", true],
  flows: [440, "", false],
  stations: [450, "svg", true],
  circles: [455, "", false],
  labels: [500, "", false],
  hubs: [610, "", true],
  measure: [630, "svg", false],
};
const NARROW_PX = 760;
const FAR_ZOOM = 9;
const HIT_WIDTH_PX = 14;

let map = null;
let settings = null;
const renderers = {};
const entries = [];
const isNarrow = () => window.innerWidth < NARROW_PX;
