// The live layer of one chart: what is newer than the figure's last paint, and its marks.
//
// Drawn on elements of its own above an ordinary Bokeh figure, placed by the figure's own
// scales, so that a trade never goes through Bokeh's paint.

import {bodyOf} from "./bars.js"
import {showBar} from "./legend.js"
import {countdown, won} from "./numbers.js"

const FAMILY = "'Noto Sans KR','Noto Sans CJK KR',system-ui,sans-serif"
const FONT = `${FAMILY};font-variant-numeric:tabular-nums`
const STYLES = {
  "kw-forming": "left:0;top:0",
  "kw-legend": `left:8px;top:1px;white-space:pre;padding:0 2px;font:500 11px/15px ${FONT}`,
}
const TAG = {height: 16, tall: 28, pad: 5, gap: 1} // pixels; tall with the countdown
const DASH = [2, 3] // of the last-price line
const BOKEH_SHIFT = 0.5 // pixels by which Bokeh moves all that it paints
const FLASH_MS = 180

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
  constructor(lines, labels) {
    this.lines = lines
    this.labels = labels
    this.shown = new Map() // element -> whether it is visible
    const [canvas, legend] = this.elements = Object.keys(STYLES).map(element)
    Object.assign(this, {canvas, legend})
    this.clock = "" // how long the forming bar still lasts
    this.flashUntil = 0
  }

  // Be drawn over a figure, or over the sketch that stands in for one.
  standOn(figure) {
    this.figure = figure
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
      this.show(this.canvas, false)
      return
    }
    const context = this.cleared(bars, box)
    context.save()
    context.beginPath()
    context.rect(box.left, box.top, box.width, box.height)
    context.clip()
    context.translate(BOKEH_SHIFT, BOKEH_SHIFT)
    this.drawBars(context, before, bars, palette)
    context.restore()
    this.drawPrice(context, forming, palette, box)
  }

  // Return the canvas' context, placed over what is drawn: from the first bar, or from
  // where its lines begin, to the end of the price axis.
  cleared(bars, box) {
    this.show(this.canvas, true)
    return this.sized(box.left, box.top, box.width + this.figure.axisWidth, box.height)
  }

  drawBars(context, before, bars, palette) {
    const {figure} = this
    const step = figure.x(1) - figure.x(0)
    for (const bar of bars) {
      this.drawCandle(context, bar, step, palette)
    }
    if (this.lines.length > 0) {
      this.drawLines(context, before === null ? bars : [before, ...bars], palette)
    }
  }

  // Return the canvas' context, moved and cleared, in the plot's own pixels. It begins at
  // a whole pixel of the device, counted from the figure's canvas: else what is drawn here
  // is blurred, and lies beside what the figure has painted.
  sized(x, y, width, height) {
    const ratio = window.devicePixelRatio || 1
    const [left, top] = [Math.floor(x * ratio) / ratio, Math.floor(y * ratio) / ratio]
    const [wide, high] = [Math.ceil(width * ratio) + 1, Math.ceil(height * ratio) + 1]
    const {canvas} = this
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide
      canvas.height = high
      canvas.style.width = `${wide / ratio}px`
      canvas.style.height = `${high / ratio}px`
      this.isFresh = true // a resized canvas has forgotten its font
    }
    if (this.left !== left || this.top !== top) {
      this.left = left
      this.top = top
      canvas.style.left = `${left}px`
      canvas.style.top = `${top}px`
    }
    this.context ??= canvas.getContext("2d")
    if (this.isFresh) {
      this.isFresh = false
      this.context.font = `600 11px ${FAMILY}`
      this.context.textBaseline = "middle"
    }
    this.context.setTransform(ratio, 0, 0, ratio, -left * ratio, -top * ratio)
    this.context.clearRect(left, top, wide / ratio, high / ratio)
    return this.context
  }

  drawCandle(context, bar, step, palette) {
    const {figure} = this
    const [x, y, volume] = [figure.x(bar.number), figure.scaleOf("default"), figure.scaleOf("volume")]
    const rises = bar.close >= bar.open
    const half = Math.max(step * figure.candleWidth, 1) / 2
    const {middle, body} = bodyOf(bar.open, bar.close)
    const [top, bottom] = [y(middle + body / 2), y(middle - body / 2)]
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
    this.lines.forEach((line, i) => {
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

  drawPrice(context, {close, base}, palette, box) {
    const y = this.figure.scaleOf("default")(close)
    const inside = y >= box.top && y <= box.bottom
    if (close !== this.close) {
      this.flashUntil = this.close === undefined ? 0 : performance.now() + FLASH_MS
      this.close = close
    }
    if (inside) {
      const colour = close > base ? palette.rising : close < base ? palette.falling : palette.muted
      this.drawTag(context, y, colour, box)
      this.drawLine(context, y, colour, box)
    }
  }

  drawTag(context, y, colour, box) {
    const height = this.clock === "" ? TAG.height : TAG.tall
    const top = Math.min(Math.max(y - TAG.height / 2, box.top), box.bottom - height)
    const [left, width] = [box.right + TAG.gap, this.figure.axisWidth - 3]
    this.flashing = performance.now() < this.flashUntil
    context.fillStyle = colour
    context.fillRect(left, top, width, height)
    if (this.flashing) {
      context.fillStyle = "rgba(255,255,255,0.35)"
      context.fillRect(left, top, width, height)
    }
    context.fillStyle = "#fff"
    context.fillText(won(this.close), left + TAG.pad, top + TAG.height / 2 + 1)
    if (this.clock !== "") {
      context.fillText(this.clock, left + TAG.pad, top + TAG.height + 5)
    }
  }

  drawLine(context, y, colour, box) {
    const row = Math.round(y) + 0.5
    context.strokeStyle = colour
    context.lineWidth = 1
    context.setLineDash(DASH)
    context.beginPath()
    context.moveTo(box.left, row)
    context.lineTo(box.right, row)
    context.stroke()
    context.setLineDash([])
  }

  // Whether a flash has ended that is still on the screen.
  get mustDim() {
    return this.flashing === true && performance.now() >= this.flashUntil
  }

  // Tell how long the forming bar still lasts; return whether it must be drawn anew.
  tellTime(leftMs) {
    const before = this.clock
    this.clock = countdown(leftMs)
    return this.clock !== before
  }

  // Show the bar under the pointer, or the names of the lines while there is none.
  drawLegend(bar, palette) {
    const {lines} = this
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
