// What a chart marks beside its candles: the previous close, price limits, what an auction
// would match, the day's extremes, the borders of trading days, and another chart's time.
//
// Elements of their own over the figure: they move with its ranges, which is seldom, and
// so cost a trade nothing.

import {won} from "./numbers.js"

const FONT = "500 10px/12px 'Noto Sans KR','Noto Sans CJK KR',system-ui,sans-serif;font-variant-numeric:tabular-nums"
const BASE = "position:absolute;left:0;top:0;pointer-events:none;visibility:hidden;"
const TEXT_PX = 12
const LEGEND_PX = 18
const MOST_BORDERS = 12 // more of them would be a wall of lines

function element(className, style) {
  const node = document.createElement("div")
  node.className = className
  node.style.cssText = BASE + style
  return node
}

export class Levels {
  constructor(figure, labels) {
    this.figure = figure
    this.labels = labels
    const line = `box-sizing:border-box;height:1px;contain:strict`
    const text = `white-space:pre;contain:content;padding:0 2px;border-radius:2px;font:${FONT}`
    this.lines = {}
    this.texts = {}
    for (const name of ["base", "upper", "lower", "expected"]) {
      this.lines[name] = element(`kw-level-${name}`, line)
      this.texts[name] = element(`kw-${name}`, text)
    }
    this.texts.high = element("kw-day-high", text)
    this.texts.low = element("kw-day-low", text)
    this.mirror = element("kw-mirror", "width:1px;contain:strict")
    this.borders = []
    this.nodes = [...Object.values(this.lines), ...Object.values(this.texts), this.mirror]
    figure.surface.before(...this.nodes)
  }

  remove() {
    for (const node of [...this.nodes, ...this.borders]) {
      node.remove()
    }
  }

  // Draw everything anew next time.
  forget() {
    this.key = null
  }

  // Draw the marks of the newest figures over closed bars, if anything moved.
  draw(newest, bars, isIntraday, palette) {
    const {figure} = this
    const {box, range} = figure
    const prices = figure.rangeOf("default")
    const {base, upper, lower, expected, dayHigh, dayLow} = newest
    const key = [
      base, upper, lower, expected, dayHigh, dayLow, palette.name, prices.start, prices.end,
      range.start, range.end, box.left, box.right, box.top, box.height, bars.version, isIntraday,
    ].join()
    if (key === this.key) {
      return
    }
    this.key = key
    this.level("base", isIntraday ? base : 0, palette.muted, "dashed", palette)
    this.level("upper", isIntraday ? upper : 0, palette.rising, "solid", palette)
    this.level("lower", isIntraday ? lower : 0, palette.falling, "solid", palette)
    const colour = expected > base ? palette.rising : expected < base ? palette.falling : palette.muted
    this.level("expected", expected, colour, "dotted", palette)
    this.extreme("high", isIntraday ? dayHigh : 0, -TEXT_PX, palette)
    this.extreme("low", isIntraday ? dayLow : 0, 0, palette)
    this.drawBorders(isIntraday ? bars.dayStarts(range.start, range.end) : [], palette)
  }

  level(name, price, colour, dash, palette) {
    const {box} = this.figure
    const y = this.figure.scaleOf("default")(price)
    const visible = price > 0 && y >= box.top && y <= box.bottom
    const [line, text] = [this.lines[name], this.texts[name]]
    line.style.visibility = text.style.visibility = visible ? "visible" : "hidden"
    if (visible) {
      const row = Math.round(y)
      Object.assign(line.style, {
        width: `${box.width}px`, borderTop: `1px ${dash} ${colour}`, opacity: "0.55",
        transform: `translate(${box.left}px,${row}px)`,
      })
      text.textContent = `${this.labels.levels[name]} ${won(price)}`
      text.style.color = colour
      text.style.background = `color-mix(in srgb, ${palette.background} 70%, transparent)`
      // The legend has the first line.
      const clear = Math.min(Math.max(row + 1, box.top + LEGEND_PX), box.bottom - TEXT_PX)
      text.style.transform = `translate(${box.left + 4}px,${clear}px)`
    }
  }

  extreme(name, price, offset, palette) {
    const {box} = this.figure
    const node = this.texts[name]
    const y = this.figure.scaleOf("default")(price)
    const visible = price > 0 && y >= box.top && y <= box.bottom
    node.style.visibility = visible ? "visible" : "hidden"
    if (visible) {
      node.textContent = `${this.labels.marks[name]} ${won(price)}`
      node.style.color = palette.muted
      const clear = Math.min(Math.max(y + offset, box.top), box.bottom - TEXT_PX)
      node.style.transform = `translate(calc(${box.right - 4}px - 100%),${clear}px)`
      node.style[offset < 0 ? "borderBottom" : "borderTop"] = `1px solid ${palette.crosshair}`
    }
  }

  drawBorders(numbers, palette) {
    const {figure} = this
    const shown = numbers.length > MOST_BORDERS ? [] : numbers
    while (this.borders.length < shown.length) {
      const border = element("kw-border", "width:1px;contain:strict")
      this.borders.push(border)
      figure.surface.before(border)
    }
    this.borders.forEach((border, i) => {
      border.style.visibility = i < shown.length ? "visible" : "hidden"
      if (i < shown.length) {
        this.upright(border, figure.x(shown[i] - 0.5), palette.crosshair, "dashed")
      }
    })
  }

  // Show where the pointer of another chart is; NaN for nowhere.
  pointAt(x, palette) {
    const {box} = this.figure
    const visible = x >= box.left && x <= box.right
    this.mirror.style.visibility = visible ? "visible" : "hidden"
    if (visible) {
      this.upright(this.mirror, x, palette.crosshair, "solid")
    }
  }

  upright(node, x, colour, dash) {
    const {box} = this.figure
    Object.assign(node.style, {
      height: `${box.height}px`, borderLeft: `1px ${dash} ${colour}`,
      transform: `translate(${Math.round(x)}px,${box.top}px)`,
    })
  }
}
