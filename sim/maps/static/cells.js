/* All zones on one canvas: outlines decoded once, every colour painted as one path, hits by a grid. */
const simCells = (() => {
  // Outlines are kept in pixels of this zoom, counted from a point amid the zones: small numbers,
  // so that the canvas can scale one path to every zoom without losing a pixel.
  const KEPT_ZOOM = 12;
  const GRID = 96;
  // Zones with a box this many times the usual one lie under the others (counties under cells).
  const LARGE = 12;
  const SEAM_PX = 0.6;
  const OUTLINE = { color: "#1f2328", weight: 1.8, fill: false, interactive: false };
  const MAX_PIXEL_RATIO = 3;
  const OUTSIDE = -1;

  const project = ([lat, lng]) => L.CRS.EPSG3857.latLngToPoint(L.latLng(lat, lng), KEPT_ZOOM);

  /* Zones as flat arrays: ring r holds the points from ringAt[r] to ringAt[r + 1], zone z the rings
     from zoneAt[z] to zoneAt[z + 1]. `zones[z]` is a list of polygons of rings of [lat, lng]. */
  function geometry(zones) {
    const counted = zones.map((polygons) => polygons.flat());
    const rings = counted.flat();
    const points = rings.reduce((sum, ring) => sum + ring.length, 0);
    const made = {
      count: zones.length,
      origin: rings.length ? project(rings[rings.length - 1][0]).round() : L.point(0, 0),
      xs: new Float32Array(points),
      ys: new Float32Array(points),
      ringAt: new Uint32Array(rings.length + 1),
      zoneAt: new Uint32Array(zones.length + 1),
      boxes: new Float32Array(zones.length * 4),
      large: new Uint8Array(zones.length),
    };
    let point = 0, ring = 0;
    counted.forEach((own, zone) => {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (const corners of own) {
        for (const corner of corners) {
          const at = project(corner).subtract(made.origin);
          made.xs[point] = at.x;
          made.ys[point] = at.y;
          box[0] = Math.min(box[0], at.x);
          box[1] = Math.min(box[1], at.y);
          box[2] = Math.max(box[2], at.x);
          box[3] = Math.max(box[3], at.y);
          point += 1;
        }
        made.ringAt[++ring] = point;
      }
      made.zoneAt[zone + 1] = ring;
      made.boxes.set(box, zone * 4);
    });
    markLarge(made);
    return { ...made, grid: gridOf(made) };
  }

  function markLarge(made) {
    const areas = Float64Array.from({ length: made.count }, (_, zone) => {
      const [x0, y0, x1, y1] = made.boxes.subarray(zone * 4, zone * 4 + 4);
      return (x1 - x0) * (y1 - y0);
    });
    const usual = Float64Array.from(areas).sort()[made.count >> 1];
    for (let zone = 0; zone < made.count; zone++) made.large[zone] = areas[zone] > LARGE * usual ? 1 : 0;
  }

  /* Which zones' boxes touch each square of a grid over everything. */
  function gridOf({ count, boxes }) {
    let west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
    for (let zone = 0; zone < count; zone++) {
      west = Math.min(west, boxes[zone * 4]);
      north = Math.min(north, boxes[zone * 4 + 1]);
      east = Math.max(east, boxes[zone * 4 + 2]);
      south = Math.max(south, boxes[zone * 4 + 3]);
    }
    const column = (x) => Math.min(GRID - 1, Math.floor(((x - west) / (east - west)) * GRID));
    const row = (y) => Math.min(GRID - 1, Math.floor(((y - north) / (south - north)) * GRID));
    const squares = Array.from({ length: GRID * GRID }, () => []);
    for (let zone = 0; zone < count; zone++) {
      const [x0, y0, x1, y1] = boxes.subarray(zone * 4, zone * 4 + 4);
      for (let j = row(y0); j <= row(y1); j++) {
        for (let i = column(x0); i <= column(x1); i++) squares[j * GRID + i].push(zone);
      }
    }
    return (x, y) => x < west || y < north || x > east || y > south ? [] : squares[row(y) * GRID + column(x)];
  }

  /* The zone at a place in kept pixels, or -1; small zones win over the large ones below them. */
  function zoneAt(shapes, x, y) {
    let found = -1;
    for (const zone of shapes.grid(x, y)) {
      if (found >= 0 && shapes.large[zone] >= shapes.large[found]) continue;
      if (isInside(shapes, zone, x, y)) found = zone;
    }
    return found;
  }

  function isInside({ xs, ys, ringAt, zoneAt: first }, zone, x, y) {
    let inside = false;
    for (let ring = first[zone]; ring < first[zone + 1]; ring++) {
      const start = ringAt[ring], end = ringAt[ring + 1];
      for (let at = start, last = end - 1; at < end; last = at++) {
        if (ys[at] > y === ys[last] > y) continue;
        if (x < ((xs[last] - xs[at]) * (y - ys[at])) / (ys[last] - ys[at]) + xs[at]) inside = !inside;
      }
    }
    return inside;
  }

  /* One path per colour, the large zones' before the others'. Zones without a class are not drawn. */
  function pathsOf(shapes, classes, colours) {
    const { xs, ys, ringAt, zoneAt: first, large, count } = shapes;
    const paths = [];
    const slots = new Array(colours.length * 2);
    for (let zone = 0; zone < count; zone++) {
      if (!(classes[zone] < colours.length)) continue;
      const slot = classes[zone] + (large[zone] ? 0 : colours.length);
      const path = (slots[slot] ??= new Path2D());
      for (let ring = first[zone]; ring < first[zone + 1]; ring++) {
        const end = ringAt[ring + 1];
        path.moveTo(xs[ringAt[ring]], ys[ringAt[ring]]);
        for (let at = ringAt[ring] + 1; at < end; at++) path.lineTo(xs[at], ys[at]);
        path.closePath();
      }
    }
    slots.forEach((path, slot) => paths.push({ path, colour: colours[slot % colours.length] }));
    return paths;
  }

  /* Class of each value on a scale: one past the last for values that are missing, none (255) for
     zones that are no part of the layer. */
  function classesOf(values, scale) {
    const { breaks, colours } = scale;
    return Uint8Array.from({ length: values.length }, (_, zone) => {
      const value = values[zone];
      if (value === null || value === undefined || Number.isNaN(value)) return colours.length;
      if (value === OUTSIDE) return 255;
      let at = 0;
      while (at < breaks.length && value >= breaks[at]) at += 1;
      return at;
    });
  }

  /* Options: `pane`; `tip(zone)` gives the content of the tooltip; `onClick(zone, latlng)`. */
  const Cells = L.Renderer.extend({
    options: { padding: 0.15, tip: null, onClick: null },

    initialize(shapes, options) {
      L.Renderer.prototype.initialize.call(this, options);
      this._shapes = shapes;
      this._painted = [];
      this._hovered = -1;
    },

    /* Colours by a scale: `breaks`, `colours`, `missing_colour`. */
    setValues(values, scale) {
      return this.setClasses(classesOf(values, scale), [...scale.colours, scale.missing_colour]);
    },

    /* Colours by class numbers. */
    setClasses(classes, colours) {
      this._classes = classes;
      this._painted = pathsOf(this._shapes, classes, colours);
      this._paint();
      return this;
    },

    _initContainer() {
      const canvas = (this._container = document.createElement("canvas"));
      this._ctx = canvas.getContext("2d");
      if (this.options.tip) {
        L.DomEvent.on(canvas, "mousemove", this._onMove, this);
        L.DomEvent.on(canvas, "mouseout", this._leave, this);
      }
      if (this.options.onClick) L.DomEvent.on(canvas, "click", this._onClick, this);
    },

    _destroyContainer() {
      this._leave();
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
      const ratio = Math.min(window.devicePixelRatio || 1, MAX_PIXEL_RATIO);
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._ratio = ratio;
      this._container.width = Math.round(ratio * size.x);
      this._container.height = Math.round(ratio * size.y);
      this._container.style.width = size.x + "px";
      this._container.style.height = size.y + "px";
      this._paint();
    },

    /* Pixels per kept pixel, and where the origin of the outlines lies among the layer points. */
    _placing() {
      const scale = 2 ** (this._zoom - KEPT_ZOOM);
      return { scale, origin: this._shapes.origin.multiplyBy(scale).subtract(this._map.getPixelOrigin()) };
    },

    _paint() {
      if (!this._ctx || !this._bounds) return;
      const { scale, origin } = this._placing();
      const at = origin.subtract(this._bounds.min).multiplyBy(this._ratio);
      const ctx = this._ctx;
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, this._container.width, this._container.height);
      ctx.setTransform(this._ratio * scale, 0, 0, this._ratio * scale, at.x, at.y);
      ctx.lineWidth = SEAM_PX / scale;
      ctx.lineJoin = "round";
      for (const { path, colour } of this._painted) {
        if (!path) continue;
        ctx.fillStyle = ctx.strokeStyle = colour;
        ctx.fill(path, "evenodd");
        ctx.stroke(path);
      }
    },

    /* The zone under a mouse event, or -1. */
    _zoneUnder(event) {
      const { scale, origin } = this._placing();
      const at = this._map.mouseEventToLayerPoint(event).subtract(origin).divideBy(scale);
      return zoneAt(this._shapes, at.x, at.y);
    },

    _onMove(event) {
      if (this._map.dragging?.moving() || this._map._animatingZoom) return;
      const zone = this._zoneUnder(event);
      if (zone < 0 || !(this._classes?.[zone] < 255)) {
        this._leave();
        return;
      }
      this._tooltip ??= L.tooltip({ direction: "top", sticky: true, offset: [0, -4] });
      this._tooltip.setLatLng(this._map.mouseEventToLatLng(event));
      if (zone === this._hovered) return;
      this._hovered = zone;
      this._tooltip.setContent(this.options.tip(zone));
      this._map.openTooltip(this._tooltip);
      this._outline ??= L.polygon([], { ...OUTLINE, pane: this.options.pane, renderer: L.svg({ pane: this.options.pane }) });
      this._outline.setLatLngs(this._cornersOf(zone)).addTo(this._map);
    },

    _leave() {
      this._hovered = -1;
      this._tooltip?.remove();
      this._outline?.remove();
    },

    _onClick(event) {
      if (this._map.dragging?.moved()) return;
      const zone = this._zoneUnder(event);
      if (zone >= 0) this.options.onClick(zone, this._map.mouseEventToLatLng(event));
    },

    _cornersOf(zone) {
      const { xs, ys, ringAt, zoneAt: first, origin } = this._shapes;
      const rings = [];
      for (let ring = first[zone]; ring < first[zone + 1]; ring++) {
        const corners = [];
        for (let at = ringAt[ring]; at < ringAt[ring + 1]; at++) {
          corners.push(L.CRS.EPSG3857.pointToLatLng(L.point(xs[at], ys[at]).add(origin), KEPT_ZOOM));
        }
        rings.push([corners]);
      }
      return rings;
    },
  });

  return { geometry, classesOf, layer: (shapes, options) => new Cells(shapes, options) };
})();
