// Stands in for a chart's figure until that is made: the same place and the same scales,
// for the live layer to draw all bars of the view at once, as figures take their time.

export class Sketch {
  // `inset` is what a figure leaves free around its frame, in pixels, and `ranges` are
  // those of its first scene.
  constructor(plot, {inset, candle_width}, ranges) {
    const [right, bottom] = [plot.clientWidth - inset.right, plot.clientHeight - inset.bottom]
    this.box = {left: inset.left, top: inset.top, right, bottom, width: right - inset.left, height: bottom - inset.top}
    this.axisWidth = inset.right
    this.candleWidth = candle_width // in bars
    this.ranges = ranges
    this.surface = plot.appendChild(document.createElement("div"))
  }

  x(number) {
    const {start, end} = this.ranges.x
    return this.box.left + (number - start) / (end - start) * this.box.width
  }

  scaleOf(name) {
    const {start, end} = this.ranges[name]
    return (value) => this.box.bottom - (value - start) / (end - start) * this.box.height
  }

  remove() {
    this.surface.remove()
  }
}
