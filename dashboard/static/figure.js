// One Bokeh figure, made in the browser of the template that dashboard/figure.py writes.
//
// The only file that touches BokehJS. Documented are `Bokeh.embed.embed_item`, the models
// and their properties; beyond that it needs of a plot's view: `frame` (bbox, x_scale,
// y_scale, y_scales), `canvas_view.events_el`, `bbox`, `repainted`, `repaint` and `remove`,
// and the list `Bokeh.documents`. tests/ui/test_bokeh_surface.py fails when one of them moves.

export class Figure {
  // Make a figure of a template and draw it into an element; nothing is painted yet.
  static async build(template, target) {
    const {item, lines, panes} = JSON.parse(template)
    item.doc.roots[0].attributes.hold_render = true
    const views = await Bokeh.embed.embed_item(item, target)
    return new Figure([...views.roots][0], lines, panes)
  }

  constructor(view, lines, panes) {
    this.view = view
    this.model = view.model
    this.lines = lines
    this.panes = panes
    this.source = this.find("bars")
    this.candleWidth = this.renderer("body").glyph.width.value // in bars
    this.factor = 1
    this.links = []
    // Bokeh makes it focusable; the browser's dotted frame is not for a chart.
    this.surface.style.outline = "none"
  }

  find(name) {
    return this.model.select_one(name)
  }

  renderer(name) {
    return this.model.renderers.find((renderer) => renderer.name === name)
  }

  // The element over the plot that hears of the pointer.
  get surface() {
    return this.view.canvas_view.events_el
  }

  get box() {
    return this.view.frame.bbox
  }

  // Width of the price axis right of the frame, in pixels.
  get axisWidth() {
    return this.view.bbox.width - this.box.right
  }

  get range() {
    return this.model.x_range
  }

  get priceRange() {
    return this.model.y_range
  }

  get volumeRange() {
    return this.rangeOf("volume")
  }

  rangeOf(name) {
    return name === "default" ? this.model.y_range : this.model.extra_y_ranges[name] ?? this.view.frame.y_ranges.get(name)
  }

  x(number) {
    return this.view.frame.x_scale.compute(number)
  }

  numberAt(x) {
    return this.view.frame.x_scale.invert(x)
  }

  // Return the scale, a function of a value, of a range of the y axis.
  scaleOf(name) {
    const scale = name === "default" ? this.view.frame.y_scale : this.view.frame.y_scales.get(name)
    return (value) => scale.compute(value)
  }

  onRepainted(slot) {
    this.link(this.view.repainted, slot)
  }

  onRangeMoved(slot) {
    this.link(this.range.change, slot)
  }

  link(signal, slot) {
    signal.connect(slot)
    this.links.push([signal, slot])
  }

  // Show these columns, of which `factor` bars stand in each place.
  show(columns, factor) {
    if (factor !== this.factor) {
      this.factor = factor
      for (const name of ["body", "volume"]) {
        this.renderer(name).glyph.width = {value: this.candleWidth * factor}
      }
    }
    this.source.data = columns
  }

  move(range, {start, end}) {
    if (range.start !== start || range.end !== end) {
      range.setv({start, end})
    }
  }

  // Paint now, rather than when Bokeh's own timer allows it.
  repaint() {
    this.model.hold_render = false
    this.view.repaint()
  }

  paintIn(palette) {
    this.model.background_fill_color = this.model.border_fill_color = palette.background
    for (const axis of [...this.model.below, ...this.model.right]) {
      axis.major_label_text_color = palette.muted
    }
    for (const part of this.model.center) {
      if ("grid_line_color" in part) {
        part.grid_line_color = palette.grid
      } else {
        part.line_color = palette.crosshair
      }
    }
    this.model.toolbar.tools.find(({type}) => type === "CrosshairTool").line_color = palette.crosshair
    this.paintGlyphs(palette)
  }

  paintGlyphs(palette) {
    const {rising, falling, rising_volume, falling_volume} = palette
    const colours = {body: [rising, falling], volume: [rising_volume, falling_volume]}
    for (const [name, pair] of Object.entries(colours)) {
      this.renderer(name).glyph.fill_color.transform.palette = pair
    }
    for (const line of this.lines) {
      this.renderer(line.name).glyph.line_color = {value: palette.indicators[line.colour]}
    }
  }

  dispose() {
    for (const [signal, slot] of this.links) {
      signal.disconnect(slot)
    }
    const {document} = this.model
    this.view.remove()
    const place = Bokeh.documents.indexOf(document)
    if (place >= 0) {
      Bokeh.documents.splice(place, 1)
    }
    document.clear()
  }
}
