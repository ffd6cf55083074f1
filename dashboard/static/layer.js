// The live layer of one chart: what is newer than the figure's last paint, and its marks.
//
// Drawn on elements of its own above an ordinary Bokeh figure, placed by the figure's own
// scales, so that a trade never goes through Bokeh's paint.

import {showBar} from "./legend.js"
import {countdown, won} from "./numbers.js"

const FONT = "'Noto Sans KR','Noto Sans CJK KR',system-ui,sans-serif;font-variant-numeric:tabular-nums"
const STYLES = {
  "kw-forming": "left:0;top:0",
  "kw-last-line": "left:0;top:0;height:0;border-top:1px dotted;opacity:.75",
  "kw-last-tag": `left:0;top:0;color:#fff;box-sizing:border-box;padding:0 0 0 5px;border-radius:2px;contain:content;font:600 11px/15px ${FONT}`,
  "kw-legend": `left:8px;top:1px;white-space:pre;padding:0 2px;font:500 11px/15px ${FONT}`,
  "kw-day-high": `left:0;top:0;white-space:pre;contain:content;font:500 10px/12px ${FONT}`,
  "kw-day-low": `left:0;top:0;white-space:pre;contain:content;font:500 10px/12px ${FONT}`,
}
const TAG_HALF = 8 // pixels from the tag's top to the price
const FLASH_MS = 180
const MARK_PX = 12

function element(className) {
  const node = document.createElement(className === "kw-forming" ? "canvas" : "div")
  node.className = className
  node.style.cssText = `position:absolute;pointer-events:none;visibility:hidden;${STYLES[className]}`
  return node
}

function put(node, text) {
  if (node.textContent !== text) {
    node.textContent = text
  }
}

export class Layer {
  constructor(figure, labels) {
    this.figure = figure
    this.labels = labels
    this.shown = new Map() // element -> whether it is visible
    const [canvas, line, tag, legend, high, low] = this.elements = Object.keys(STYLES).map(element)
    Object.assign(this, {canvas, line, tag, legend, high, low})
    this.price = document.createTextNode("")
    this.clock = document.createElement("div")
    this.clock.style.cssText = "font-weight:500;font-size:10px;line-height:12px;opacity:.85"
    tag.append(this.price, this.clock)
    figure.surface.before(...this.elements)
  }

  remove() {
    for (const node of this.elements) {
      node.remove()
    }
  }

  show(node, visible) {
    if (this.shown.get(node) !== visible) {
      this.shown.set(node, visible)
      node.style.visibility = visible ? "visible" : "hidden"
    }
  }

  // Draw bars that the figure has not painted, the forming one last. `before` is the last
  // bar that it has, where the indicators' lines go on from.
  draw(before, bars, palette) {
    const {box} = this.figure
    const forming = bars[bars.length - 1]
    if (forming === undefined || !(box.width > 0)) {
      for (const node of [this.canvas, this.line, this.tag, this.high, this.low]) {
        this.show(node, false)
      }
      return
    }
    this.drawBars(before, bars, palette, box)
    this.drawPrice(forming, palette, box)
    this.drawMarks(forming, palette, box)
  }

  drawBars(before, bars, palette, box) {
    const {figure} = this
    const step = figure.x(1) - figure.x(0)
    const shifts = figure.lines.map(({shift}) => shift)
    const [back, ahead] = [Math.min(0, ...shifts), Math.max(0, ...shifts)]
    const lead = figure.lines.length > 0 ? 1.5 : 0.5 // from the middle of the bar before
    const left = Math.max(box.left, Math.floor(figure.x(bars[0].number + back - lead)))
    const right = Math.min(box.right, Math.ceil(figure.x(bars[bars.length - 1].number + ahead + 0.5)))
    this.show(this.canvas, right > left)
    if (right <= left) {
      return
    }
    const context = this.sized(left, box.top, right - left, box.height)
    for (const bar of bars) {
      this.drawCandle(context, bar, step, palette)
    }
    if (figure.lines.length > 0) {
      this.drawLines(context, before === null ? bars : [before, ...bars], palette)
    }
  }

  // Return the canvas' context, moved and cleared, in the plot's own pixels.
  sized(left, top, width, height) {
    const ratio = window.devicePixelRatio || 1
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
    const {canvas} = this
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide
      canvas.height = high
      canvas.style.width = `${width}px`
      canvas.style.height = `${height}px`
    }
    if (this.left !== left || this.top !== top) {
      this.left = left
      this.top = top
      canvas.style.transform = `translate(${left}px,${top}px)`
    }
    this.context ??= canvas.getContext("2d")
    this.context.setTransform(ratio, 0, 0, ratio, -left * ratio, -top * ratio)
    this.context.clearRect(left, top, width, height)
    return this.context
  }

  drawCandle(context, bar, step, palette) {
    const {figure} = this
    const [x, y, volume] = [figure.x(bar.number), figure.scaleOf("default"), figure.scaleOf("volume")]
    const rises = bar.close >= bar.open
    const half = Math.max(step * figure.candleWidth, 1) / 2
    const [top, bottom] = [y(Math.max(bar.open, bar.close)), y(Math.min(bar.open, bar.close))]
    const floor = volume(0)
    const ceiling = volume(Math.min(bar.volume, this.cap ?? Infinity))
    context.fillStyle = rises ? palette.rising_volume : palette.falling_volume
    context.fillRect(x - half, ceiling, 2 * half, floor - ceiling)
    context.fillStyle = rises ? palette.rising : palette.falling
    context.fillRect(x - 0.5, y(bar.high), 1, Math.max(y(bar.low) - y(bar.high), 1))
    context.fillRect(x - half, top, 2 * half, Math.max(bottom - top, 1))
  }

  drawLines(context, bars, palette) {
    const {figure} = this
    figure.lines.forEach((line, i) => {
      const y = figure.scaleOf(line.range)
      context.strokeStyle = palette.indicators[line.colour]
      context.lineWidth = line.histogram ? 2 : line.width
      context.beginPath()
      let begun = false
      for (const bar of bars) {
        const value = bar.values[i]
        if (!Number.isFinite(value)) {
          continue
        }
        const x = figure.x(bar.number + line.shift)
        if (line.histogram) {
          context.moveTo(x, y(0))
        }
        if (begun || line.histogram) {
          context.lineTo(x, y(value))
        } else {
          context.moveTo(x, y(value))
        }
        begun = true
      }
      context.stroke()
    })
  }

  drawPrice({close, base}, palette, box) {
    const y = this.figure.scaleOf("default")(close)
    const inside = y >= box.top && y <= box.bottom
    this.show(this.line, inside)
    this.show(this.tag, inside)
    const colour = close > base ? palette.rising : close < base ? palette.falling : palette.muted
    if (this.price.data !== won(close)) {
      this.flashUntil = this.price.data === "" ? 0 : performance.now() + FLASH_MS
      this.price.data = won(close)
    }
    const flashes = performance.now() < this.flashUntil
    this.style(`${y}|${colour}|${flashes}|${box.left}|${box.width}|${this.figure.axisWidth}`, () => {
      this.line.style.width = `${box.width}px`
      this.line.style.color = colour
      this.line.style.transform = `translate(${box.left}px,${y}px)`
      this.tag.style.background = flashes ? `color-mix(in srgb, ${colour} 62%, white)` : colour
      this.tag.style.transform = `translate(${box.right + 1}px,${y - TAG_HALF}px)`
      this.tag.style.width = `${this.figure.axisWidth - 3}px`
    })
  }

  // Set styles only when what they depend on has changed.
  style(key, set) {
    if (this.styled !== key) {
      this.styled = key
      set()
    }
  }

  // Whether the price flashes and must be drawn again a little later.
  get flashes() {
    return this.flashUntil > 0 && performance.now() >= this.flashUntil && this.styled?.includes("|true|")
  }

  drawMarks({dayHigh, dayLow}, palette, box) {
    const key = `${dayHigh}|${dayLow}|${palette.name}|${this.figure.priceRange.start}|${this.figure.priceRange.end}|${box.right}|${box.height}`
    if (this.marked === key) {
      return
    }
    this.marked = key
    this.mark(this.high, this.labels.marks.high, dayHigh, -MARK_PX, palette, box)
    this.mark(this.low, this.labels.marks.low, dayLow, 0, palette, box)
  }

  mark(node, label, price, offset, palette, box) {
    const y = this.figure.scaleOf("default")(price)
    const visible = price > 0 && y >= box.top && y <= box.bottom
    this.show(node, visible)
    if (visible) {
      put(node, `${label} ${won(price)}`)
      node.style.color = palette.muted
      const clear = Math.min(Math.max(y + offset, box.top), box.bottom - MARK_PX)
      node.style.transform = `translate(calc(${box.right - 4}px - 100%),${clear}px)`
      node.style[offset < 0 ? "borderBottom" : "borderTop"] = `1px solid ${palette.crosshair}`
    }
  }

  // Show how long the forming bar still lasts.
  tellTime(leftMs) {
    put(this.clock, countdown(leftMs))
  }

  // Show the bar under the pointer, or the names of the lines while there is none.
  drawLegend(bar, palette) {
    const {lines} = this.figure
    this.show(this.legend, bar !== null || lines.length > 0)
    this.legend.style.color = palette.muted
    this.legend.style.background = bar === null ? "none" : palette.background
    if (bar !== null) {
      showBar(this.legend, bar, this.labels.legend, lines, palette)
    } else {
      const names = lines.filter(({range}) => range === "default").map(({label, colour}) => {
        const name = document.createElement("span")
        name.textContent = `${label} `
        name.style.color = palette.indicators[colour]
        return name
      })
      this.legend.replaceChildren(...names)
    }
  }
}
