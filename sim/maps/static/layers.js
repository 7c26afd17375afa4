/* A layer of the catalogue: drawn when it is first shown. */

const Lazy = L.LayerGroup.extend({
  initialize(name) {
    L.LayerGroup.prototype.initialize.call(this);
    this.name = name;
    this.entry = settings.layers.find((entry) => entry.id === name);
    this.marked = [];
  },
  read() {
    if (!this.spec) {
      this.spec = layerData(this.name);
      this.drawing = this.spec.drawing;
    }
    return this;
  },
  draw() {
    if (this.drawn) return;
    this.drawn = true;
    const { shapes, dots, icons, cells, timeline, flows } = this.read().drawing;
    if (cells) drawCells(this.spec, cells, this);
    if (shapes) drawShapes(shapes, this.spec.pane, this);
    if (dots) drawDots(dots, this.spec.pane, this);
    if (icons) drawIcons(icons, this.spec.pane, this);
    if (flows) drawFlows(this);
    if (timeline) this.clock = timelineOf(this, timeline);
  },
  onAdd(onto) {
    this.draw();
    L.LayerGroup.prototype.onAdd.call(this, onto);
    if (this.drawing.labels) names.sets.add(this.drawing);
    this.clock?.show();
    if (this.flow) showFlows(this, true);
  },
  onRemove(from) {
    names.sets.delete(this.drawing);
    this.clock?.hide();
    if (this.flow) showFlows(this, false);
    L.LayerGroup.prototype.onRemove.call(this, from);
  },
});

function layer(name) {
  const made = new Lazy(name);
  entries.push(made);
  return made;
}
