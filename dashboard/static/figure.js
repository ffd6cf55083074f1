// One Bokeh figure, made in the browser of the template that dashboard/figure.py writes.
//
// The only file, beside plain.js, that touches BokehJS. Documented are the models and their
// properties; beyond that it needs `Document.from_json`, `add_document_standalone` and
// `defer`, the list `Bokeh.documents`, and of a plot's view `frame` (bbox, x_scale, y_scale,
// y_scales, y_ranges), `canvas_view` (events_el, overlays.el), `bbox`, `repainted`, `repaint`
// and `remove`; a test (tests/ui/test_bokeh_surface.py) fails when one of them moves.

import {paintPlainly} from "./plain.js"

// Put the first scene into a figure, so that it is painted once and full.
function fill(model, {columns, lines, ranges}) {
  const own = {x: model.x_range, default: model.y_range, ...model.extra_y_ranges}
  for (const [name, range] of Object.entries(ranges)) {
    own[name].setv(range)
  }
  for (const {data_source: source} of model.renderers) {
    const found = source.name === "bars" ? columns : lines[source.name]
    if (found !== undefined) {
      source.data = found
    }
  }
}

export class Figure {
  // Make a figure of a template's item and draw it into an element, with a first scene.
  static async build({item}, target, scene) {
    await Bokeh.require("core/util/defer").defer() // what waits meanwhile comes before it
    paintPlainly()
    const document = Bokeh.require("document/index").Document.from_json(item.doc)
    fill(document.roots()[0], scene)
    const views = await Bokeh.embed.add_document_standalone(document, target)
    const figure = new Figure([...views.roots][0])
    figure.widen(scene.factor)
    return figure
  }

  constructor(view) {
    this.view = view
    this.model = view.model
    this.source = this.find("bars")
    this.candleWidth = this.renderer("body").glyph.width.value // in bars
    this.factor = 1
    this.links = []
    // Bokeh makes it focusable; the browser's dotted frame is not for a chart.
    this.surface.style.outline = "none"
    this.attend(false)
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

  // Everything that is painted, lowest first: the canvases, and the elements over them.
  get layers() {
    const own = [...this.surface.parentNode.children]
    return own.flatMap((node) => node.tagName === "CANVAS" || node.className.startsWith("kw-") ? [node] : [...node.querySelectorAll("canvas")])
  }

  // The crosshair's canvas costs every frame a little, and is needed under the pointer only.
  attend(attended) {
    this.view.canvas_view.overlays.el.style.display = attended ? "" : "none"
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

  // Return the range called "default" (of prices), "volume", or like a pane.
  rangeOf(name) {
    return name === "default" ? this.model.y_range : this.view.frame.y_ranges.get(name)
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

  // Show a scene: ranges, and columns where they are others than before. New columns are
  // painted with Bokeh's next frame, since it takes them in asynchronously.
  show({ranges: {x, ...ranges}, columns, lines, factor}) {
    this.move(this.range, x)
    for (const [name, range] of Object.entries(ranges)) {
      this.move(this.rangeOf(name), range)
    }
    if (columns === undefined) {
      this.view.repaint()
    } else {
      this.widen(factor)
      this.source.data = columns
      for (const [name, data] of Object.entries(lines)) {
        this.renderer(name).data_source.data = data
      }
    }
  }

  widen(factor) {
    if (factor !== this.factor) {
      this.factor = factor
      for (const name of ["body", "volume"]) {
        this.renderer(name).glyph.width = {value: this.candleWidth * factor}
      }
    }
  }

  move(range, {start, end}) {
    if (range.start !== start || range.end !== end) {
      range.setv({start, end})
    }
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
    this.paintCandles(palette)
  }

  paintCandles(palette) {
    const {rising, falling, rising_volume, falling_volume} = palette
    const colours = {body: [rising, falling], volume: [rising_volume, falling_volume]}
    for (const [name, pair] of Object.entries(colours)) {
      this.renderer(name).glyph.fill_color.transform.palette = pair
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
