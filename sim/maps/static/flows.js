/* Flows on a canvas: bands beside or on their paths and disks, wide and coloured by a state's numbers. */
const simFlows = (() => {
  // As in cells.js: outlines are kept in pixels of this zoom, counted from a point amid them.
  const KEPT_ZOOM = 12;
  const MAX_PIXEL_RATIO = 3;
  const GAP_PX = 0.5;
  const CASED_PX = 2.4;
  const REACH_PX = 4;
  const OUTLINE = "#1f2328";
  const CASING = "rgb(255 255 255 / 85%)";
  const DISK_OPACITY = 0.72;

  const project = ([lat, lng]) => L.CRS.EPSG3857.latLngToPoint(L.latLng(lat, lng), KEPT_ZOOM);

  /* Paths as flat arrays: path i holds the points first[i] to first[i + 1], each with the unit vector
     to its right, lengthened in bends so that a shifted band keeps its distance. */
  function geometry(texts) {
    const paths = texts.map(decode);
    const points = paths.reduce((sum, path) => sum + path.length, 0);
    const shape = {
      count: paths.length,
      origin: points ? project(paths[0][0]).round() : L.point(0, 0),
      xs: new Float32Array(points), ys: new Float32Array(points),
      rightX: new Float32Array(points), rightY: new Float32Array(points),
      first: new Uint32Array(paths.length + 1),
    };
    let at = 0;
    paths.forEach((path, place) => {
      const start = at;
      for (const corner of path) {
        const point = project(corner).subtract(shape.origin);
        shape.xs[at] = point.x;
        shape.ys[at] = point.y;
        at += 1;
      }
      turnRight(shape, start, at);
      shape.first[place + 1] = at;
    });
    return shape;
  }

  function turnRight({ xs, ys, rightX, rightY }, start, end) {
    const across = (from, to) => {
      const dx = xs[to] - xs[from], dy = ys[to] - ys[from];
      const size = Math.hypot(dx, dy) || 1;
      return [-dy / size, dx / size];
    };
    for (let at = start; at < end; at++) {
      const before = at > start ? across(at - 1, at) : null;
      const after = at < end - 1 ? across(at, at + 1) : null;
      const [bx, by] = before ?? after ?? [0, 0];
      const [ax, ay] = after ?? before ?? [0, 0];
      const x = (ax + bx) / 2, y = (ay + by) / 2;
      const longer = 1 / Math.max(x * x + y * y, 0.4);
      rightX[at] = x * longer;
      rightY[at] = y * longer;
    }
  }

  const Flows = L.Renderer.extend({
    options: { padding: 0.15 },

    initialize(flows, scale, options) {
      L.Renderer.prototype.initialize.call(this, options);
      this.flows = flows;
      this.state = flows.start ?? 0;
      this._scale = scale;
      this._shape = geometry(flows.paths);
      this._hovered = -1;
      this._style();
    },

    setState(state) {
      this.state = state;
      this._hovered = -1;
      this._style();
      this._paint();
    },

    /* Width, colour and order of every feature in the state. */
    _style() {
      const { flows, state } = this;
      const { columns, form, width = 0, colour = -1, full_px: fullPx = 12, least_px: leastPx = 0.6 } = flows;
      const full = flows.states[state].full;
      const numbers = columns[width].values[state];
      const widthOf = (value) => {
        if (!(value > 0)) return 0;
        if (flows.same_width) return fullPx;
        return Math.max(form === "circle" ? fullPx * Math.sqrt(value / full) : (fullPx * value) / full, leastPx);
      };
      this._widths = Float32Array.from(numbers, widthOf);
      const classes = colour < 0 ? flows.colours : simCells.classesOf(columns[colour].values[state], this._scale);
      this._colours = colour < 0 ? flows.palette : [...this._scale.colours, this._scale.missing_colour];
      this._classes = classes;
      const unknown = colour < 0 ? -1 : this._scale.colours.length;
      const rank = (one) => (colour < 0 ? 0 : classes[one] === unknown ? -1 : classes[one]);
      const size = (one) => (form === "circle" ? -this._widths[one] : this._widths[one]);
      this._order = Array.from(numbers.keys()).filter((one) => this._widths[one] > 0)
        .sort((one, other) => rank(one) - rank(other) || size(one) - size(other) || one - other);
    },

    _initContainer() {
      this._container = document.createElement("canvas");
      this._ctx = this._container.getContext("2d");
    },

    _destroyContainer() {
      L.DomEvent.off(this._container);
      this._container.remove();
      delete this._container;
      delete this._ctx;
    },

    _updatePaths() {},

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = (this._ratio = Math.min(window.devicePixelRatio || 1, MAX_PIXEL_RATIO));
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = Math.round(ratio * size.x);
      this._container.height = Math.round(ratio * size.y);
      this._container.style.width = size.x + "px";
      this._container.style.height = size.y + "px";
      this._paint();
    },

    /* Pixels per kept pixel, and where the origin of the paths lies among the layer points. */
    _placing() {
      const scale = 2 ** (this._zoom - KEPT_ZOOM);
      return { scale, origin: this._shape.origin.multiplyBy(scale).subtract(this._map.getPixelOrigin()) };
    },

    _shift(place, factor) {
      return this.flows.form === "beside" ? (this._widths[place] * factor) / 2 + GAP_PX : 0;
    },

    _trace(ctx, place, { scale, left, top, factor }) {
      const { xs, ys, rightX, rightY, first } = this._shape;
      const shift = this._shift(place, factor);
      ctx.beginPath();
      for (let at = first[place]; at < first[place + 1]; at++) {
        const x = xs[at] * scale + left + rightX[at] * shift, y = ys[at] * scale + top + rightY[at] * shift;
        if (at === first[place]) ctx.moveTo(x, y);
        else ctx.lineTo(x, y);
      }
    },

    _paint() {
      if (!this._ctx || !this._bounds) return;
      const { scale, origin } = this._placing();
      const corner = origin.subtract(this._bounds.min);
      const where = { scale, left: corner.x, top: corner.y, factor: penFactor() };
      const ctx = this._ctx;
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, this._container.width, this._container.height);
      ctx.setTransform(this._ratio, 0, 0, this._ratio, 0, 0);
      ctx.lineJoin = "round";
      if (this.flows.form === "circle") this._paintDisks(ctx, where);
      else this._paintBands(ctx, where);
    },

    _paintBands(ctx, where) {
      const { factor } = where;
      ctx.strokeStyle = CASING;
      ctx.lineCap = "butt";
      for (const place of this._order) {
        const width = this._widths[place] * factor;
        if (width < CASED_PX) continue;
        ctx.lineWidth = width + 2;
        this._trace(ctx, place, where);
        ctx.stroke();
      }
      ctx.lineCap = this.flows.form === "middle" ? "round" : "butt";
      ctx.globalAlpha = this.flows.form === "middle" ? 0.85 : 1;
      for (const place of this._order) {
        ctx.strokeStyle = this._colours[this._classes[place]];
        ctx.lineWidth = this._widths[place] * factor;
        this._trace(ctx, place, where);
        ctx.stroke();
      }
      ctx.globalAlpha = 1;
      if (this._hovered < 0) return;
      ctx.strokeStyle = OUTLINE;
      ctx.lineWidth = Math.max(this._widths[this._hovered] * factor, 3);
      this._trace(ctx, this._hovered, where);
      ctx.stroke();
    },

    _paintDisks(ctx, { scale, left, top, factor }) {
      const { xs, ys, first } = this._shape;
      for (const place of this._order) {
        const at = first[place];
        ctx.beginPath();
        ctx.arc(xs[at] * scale + left, ys[at] * scale + top, (this._widths[place] * factor) / 2, 0, 2 * Math.PI);
        ctx.globalAlpha = DISK_OPACITY;
        ctx.fillStyle = this._colours[this._classes[place]];
        ctx.fill();
        ctx.globalAlpha = 1;
        ctx.lineWidth = place === this._hovered ? 2.5 : 1;
        ctx.strokeStyle = place === this._hovered ? OUTLINE : "#ffffff";
        ctx.stroke();
      }
    },

    /* The feature at a layer point, or -1: the smallest disk, or the nearest band. */
    under(point) {
      const { scale, origin } = this._placing();
      const factor = penFactor();
      let found = -1, best = Infinity;
      for (const place of this._order) {
        const off = this._distance(place, (point.x - origin.x) / scale, (point.y - origin.y) / scale, scale, factor);
        const reach = Math.max((this._widths[place] * factor) / 2, 1) + REACH_PX;
        const rank = this.flows.form === "circle" ? this._widths[place] : off / reach;
        if (off <= reach && rank < best) [found, best] = [place, rank];
      }
      return found;
    },

    /* Pixels from a place (in kept pixels) to the middle of a band or disk. */
    _distance(place, x, y, scale, factor) {
      const { xs, ys, rightX, rightY, first } = this._shape;
      const shift = this._shift(place, factor) / scale;
      const end = first[place + 1];
      let best = Infinity;
      for (let at = first[place]; at < end; at++) {
        const ax = xs[at] + rightX[at] * shift - x, ay = ys[at] + rightY[at] * shift - y;
        if (at + 1 === end) {
          best = Math.min(best, Math.hypot(ax, ay));
          continue;
        }
        const dx = xs[at + 1] + rightX[at + 1] * shift - x - ax, dy = ys[at + 1] + rightY[at + 1] * shift - y - ay;
        const share = Math.min(1, Math.max(0, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
        best = Math.min(best, Math.hypot(ax + share * dx, ay + share * dy));
      }
      return best * scale;
    },

    hover(place) {
      if (place === this._hovered) return;
      this._hovered = place;
      this._paint();
    },
  });

  return { layer: (flows, scale, options) => new Flows(flows, scale, options) };
})();
