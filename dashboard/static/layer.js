// The live layer of one chart: forming candle, its volume, last-price line and tag.
//
// Drawn on elements of its own above an ordinary Bokeh figure, placed by the figure's own
// scales, so that a trade never goes through Bokeh's paint. This is the only file that
// touches BokehJS beyond its documented models; what it needs of a plot view is:
// `frame` (bbox, x_scale, y_scale, y_scales, y_ranges), `canvas_view.events_el`, `repainted`.

import {barAt, showBar} from "./legend.js"
import {extremes, fits, fittedRanges, followingRange, isFollowing} from "./view.js"

const PRICE = new Intl.NumberFormat("ko-KR")

const FONT = "'Noto Sans KR','Noto Sans CJK KR',system-ui,sans-serif;font-variant-numeric:tabular-nums"
const TAG_STYLE = `left:0;top:0;color:#fff;box-sizing:border-box;padding:0 0 0 5px;border-radius:2px;font:600 11px/16px ${FONT}`
const LEGEND_STYLE = `left:8px;top:1px;white-space:pre;padding:0 2px;font:500 11px/16px ${FONT}`

function element(tag, className, style) {
  const node = document.createElement(tag)
  node.className = className
  node.style.cssText = `position:absolute;pointer-events:none;${style}`
  return node
}

export class ChartLayer {
  constructor(plotView, palette, labels) {
    this.plot = plotView
    this.model = plotView.model
    const [volume] = this.model.renderers
    this.source = volume.data_source
    this.candleWidth = volume.glyph.width.value // in bars
    this.palette = palette
    this.labels = labels
    this.pointer = null // x of the pointer within the plot, null when it is elsewhere
    this.live = [] // bars newer than the source's, the forming one last
    this.following = true
    this.moving = false
    this.attach()
    this.fit()
  }

  attach() {
    const {events_el} = this.plot.canvas_view
    this.canvas = element("canvas", "kw-forming", "left:0;top:0")
    this.line = element("div", "kw-last-line", "left:0;top:0;height:0;border-top:1px dotted;opacity:.75")
    this.tag = element("div", "kw-last-tag", TAG_STYLE)
    this.legend = element("div", "kw-legend", LEGEND_STYLE)
    this.elements = [this.canvas, this.line, this.tag, this.legend]
    events_el.before(...this.elements)
    // Bokeh makes it focusable; the browser's dotted frame is not for a chart.
    events_el.style.outline = "none"
    this.links = [
      [this.plot.repainted, () => this.draw()],
      [this.model.x_range.change, () => this.rangeMoved()],
      [this.source.change, () => this.sourceMoved()],
      [this.source.streaming, () => this.sourceMoved()],
    ]
    for (const [signal, slot] of this.links) {
      signal.connect(slot)
    }
    this.listening = new AbortController()
    const {signal} = this.listening
    events_el.addEventListener("dblclick", () => this.reset(), {signal})
    events_el.addEventListener("pointermove", (event) => this.point(event.offsetX), {signal})
    events_el.addEventListener("pointerleave", () => this.point(null), {signal})
  }

  detach() {
    for (const [signal, slot] of this.links) {
      signal.disconnect(slot)
    }
    this.listening.abort()
    for (const node of this.elements) {
      node.remove()
    }
  }

  reset() {
    this.following = true
    this.move(this.model.x_range, followingRange(this.last))
    this.fit()
  }

  point(x) {
    this.pointer = x
    this.drawLegend()
  }

  get columns() {
    return this.source.data
  }

  get lastClosed() {
    const {number} = this.columns
    return number.length > 0 ? number[number.length - 1] : -1
  }

  get last() {
    return this.live.length > 0 ? this.live[this.live.length - 1].number : this.lastClosed
  }

  // Take the newest record of the chart's channel.
  update(record) {
    if (record.number <= this.lastClosed) {
      return // older than the history, which came another way
    }
    const before = this.last
    this.base = record.base
    if (Number.isNaN(record.close)) {
      this.live = []
    } else {
      this.live = this.live.filter((bar) => bar.number < record.number && bar.number > this.lastClosed)
      this.live.push(record)
    }
    if (this.last !== before && this.following) {
      this.follow()
    }
    if (!this.fitted()) {
      this.fit()
    }
    this.draw()
    // The cell's header shows the same price at the same moment.
    this.plot.el.dispatchEvent(new CustomEvent("kw-record", {detail: record, bubbles: true, composed: true}))
  }

  // Forget everything that belongs to another symbol or interval.
  clear() {
    this.live = []
    this.following = true
    this.draw()
  }

  sourceMoved() {
    this.live = this.live.filter((bar) => bar.number > this.lastClosed)
    if (this.following) {
      this.follow()
    }
    this.fit()
  }

  rangeMoved() {
    if (!this.moving) {
      this.following = isFollowing(this.model.x_range, this.last)
      this.fit()
    }
  }

  move(range, wanted) {
    if (range.start !== wanted.start || range.end !== wanted.end) {
      this.moving = true
      range.setv({start: wanted.start, end: wanted.end})
      this.moving = false
    }
  }

  follow() {
    const {start, end} = this.model.x_range
    this.move(this.model.x_range, followingRange(this.last, end - start))
  }

  fitted() {
    const found = extremes(this.model.x_range, this.columns, this.live)
    return found === null || fits(found, this.model.y_range, this.plot.frame.y_ranges.get("volume"))
  }

  fit() {
    const found = extremes(this.model.x_range, this.columns, this.live)
    if (found !== null) {
      const {price, volume} = fittedRanges(found)
      this.move(this.model.y_range, price)
      this.move(this.plot.frame.y_ranges.get("volume"), volume)
    }
  }

  draw() {
    const {frame} = this.plot
    const {bbox} = frame
    if (this.live.length === 0 || bbox.width <= 0) {
      this.show(false)
      return
    }
    this.show(true)
    this.drawCandles(frame, bbox)
    this.drawPrice(frame, bbox)
    if (this.pointer !== null) {
      this.drawLegend()
    }
  }

  drawLegend() {
    const bar = this.pointer === null ? null
      : barAt(this.plot.frame.x_scale.invert(this.pointer), this.columns, this.live)
    this.legend.style.visibility = bar === null ? "hidden" : "visible"
    if (bar !== null) {
      this.legend.style.color = this.palette.muted
      this.legend.style.background = this.palette.background
      showBar(this.legend, bar, this.labels, this.palette)
    }
  }

  show(visible) {
    for (const node of [this.canvas, this.line, this.tag]) {
      node.style.visibility = visible ? "visible" : "hidden"
    }
  }

  drawCandles(frame, bbox) {
    const ratio = window.devicePixelRatio || 1
    const x = frame.x_scale
    const step = x.compute(1) - x.compute(0)
    const left = Math.max(bbox.left, x.compute(this.live[0].number - 0.5))
    const right = Math.min(bbox.right, x.compute(this.last + 0.5))
    const width = Math.ceil(right - left)
    if (width <= 0) {
      this.canvas.style.visibility = "hidden"
      return
    }
    this.size(width, bbox.height, ratio)
    this.canvas.style.transform = `translate(${left}px,${bbox.top}px)`
    const context = this.canvas.getContext("2d")
    context.setTransform(ratio, 0, 0, ratio, -left * ratio, -bbox.top * ratio)
    context.clearRect(left, bbox.top, width, bbox.height)
    for (const bar of this.live) {
      this.drawCandle(context, bar, x.compute(bar.number), step, frame)
    }
  }

  size(width, height, ratio) {
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
    if (this.canvas.width !== wide || this.canvas.height !== high) {
      this.canvas.width = wide
      this.canvas.height = high
      this.canvas.style.width = `${width}px`
      this.canvas.style.height = `${height}px`
    }
  }

  drawCandle(context, bar, x, step, frame) {
    const y = frame.y_scale
    const volume = frame.y_scales.get("volume")
    const rises = bar.close >= bar.open
    const half = Math.max(step * this.candleWidth, 1) / 2
    const [top, bottom] = [y.compute(Math.max(bar.open, bar.close)), y.compute(Math.min(bar.open, bar.close))]
    context.fillStyle = rises ? this.palette.rising_volume : this.palette.falling_volume
    context.fillRect(x - half, volume.compute(bar.volume), 2 * half, volume.compute(0) - volume.compute(bar.volume))
    context.fillStyle = rises ? this.palette.rising : this.palette.falling
    context.fillRect(x - 0.5, y.compute(bar.high), 1, Math.max(y.compute(bar.low) - y.compute(bar.high), 1))
    context.fillRect(x - half, top, 2 * half, Math.max(bottom - top, 1))
  }

  drawPrice(frame, bbox) {
    const {close} = this.live[this.live.length - 1]
    const y = frame.y_scale.compute(close)
    const inside = y >= bbox.top && y <= bbox.bottom
    for (const node of [this.line, this.tag]) {
      node.style.visibility = inside ? "visible" : "hidden"
    }
    const colour = close > this.base ? this.palette.rising
      : close < this.base ? this.palette.falling : this.palette.muted
    this.line.style.width = `${bbox.width}px`
    this.line.style.color = colour
    this.line.style.transform = `translate(${bbox.left}px,${y}px)`
    this.tag.style.background = colour
    this.tag.style.transform = `translate(${bbox.right + 1}px,${y - 8}px)`
    this.tag.style.width = `${this.plot.bbox.width - bbox.right - 3}px`
    const text = PRICE.format(close)
    if (this.tag.textContent !== text) {
      this.tag.textContent = text
    }
  }
}
