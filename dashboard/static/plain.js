// Spares a chart what Bokeh asks of style sheets whenever it paints: whether one sets a
// colour, a width or a font of a part of the plot. None does, and each answer makes the
// browser settle style and layout of the page first.
//
// Touches of BokehJS, beside figure.js: `Bokeh.require` of the modules below, the method
// `_get_css_value` and the getter `base_font_size`; tests/ui/test_bokeh_surface.py holds
// them. Other plots of a page are left as they are.

const NAME = "kiwoom-chart" // of the figure's model, see dashboard/figure.py
const FONT_PX = 13 // Bokeh's own; a chart's fonts are in pixels
const taught = new WeakSet() // classes of BokehJS

const isOurs = (view) => view.root.model.name === NAME

export function paintPlainly() {
  const {VisualProperties} = Bokeh.require("core/visuals/visual")
  const {PlotView} = Bokeh.require("models/plots/plot_canvas")
  if (taught.has(PlotView)) {
    return
  }
  taught.add(PlotView)
  const ask = VisualProperties.prototype._get_css_value
  VisualProperties.prototype._get_css_value = function (name) {
    return isOurs(this.obj) ? "" : ask.call(this, name)
  }
  const {get: measure} = Object.getOwnPropertyDescriptor(PlotView.prototype, "base_font_size")
  Object.defineProperty(PlotView.prototype, "base_font_size", {
    get() {
      return isOurs(this) ? FONT_PX : measure.call(this)
    },
  })
}
