/* The legend of flows: what the width and the colour stand for in the state that shows. */

const SAMPLES = [1, 0.5, 0.2];

function flowLegend({ spec, flow, drawing }, parent) {
  const { flows } = drawing;
  const state = flows.states[flow.state];
  const title = element("div", "legend-title", null, parent);
  both(title, spec).className = "stacked";
  both(title, state.unit).className = "legend-unit";
  if (flows.states.length > 1) both(parent, state, "div").className = "legend-line flow-state";
  if (!flows.same_width) widthSamples(flows, state, parent);
  if (spec.scale) {
    const { scale } = spec;
    const column = flows.columns[flows.colour];
    const words = { zh: column.zh + " " + column.unit.zh, en: column.en + ", " + column.unit.en };
    both(parent, words, "div").className = "flow-scale";
    rampOf(scale, parent);
  }
  const box = element("div", "legend-source", null, parent);
  if (spec.source.zh) both(box, spec.source, "div");
}

function widthSamples(flows, state, parent) {
  const fullPx = (flows.full_px ?? 12) * penFactor();
  const box = element("div", "flow-samples", null, parent);
  for (const share of SAMPLES) {
    const sample = element("div", "flow-sample", null, box);
    if (flows.form === "circle") {
      const size = fullPx * Math.sqrt(share);
      const disk = element("i", "flow-disk", null, sample);
      disk.style.width = disk.style.height = size + "px";
      disk.style.background = flows.palette[0];
    } else {
      element("i", "flow-band", null, sample).style.height = Math.max(fullPx * share, 1) + "px";
    }
    const count = state.full * share;
    both(sample, { zh: countZh(count), en: count.toLocaleString("en-US") });
  }
}

function countZh(count) {
  return count >= 1e4 ? (count / 1e4).toLocaleString("en-US", { maximumFractionDigits: 1 }) + "万" : count.toLocaleString("en-US");
}
