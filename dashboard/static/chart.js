// One chart: its bars, the figure that paints them, and the layer of what moves.

import {Bars} from "./bars.js"
import {Figure} from "./figure.js"
import {Header} from "./header.js"
import {Layer} from "./layer.js"
import {fits, fittedRanges, followingRange, isFollowing, joined, paneRange} from "./view.js"

const OLDER_AT = 40 // bars left of the view when older ones are asked for
const WATCHED = ["symbol", "interval", "title", "message"]

export class Chart {
  // `wall` decides when the chart is drawn; see wall.js.
  constructor(cell, wall, labels) {
    this.model = cell.model
    this.wall = wall
    this.labels = labels
    this.palette = wall.palette
    this.header = new Header(cell, labels)
    this.bars = new Bars()
    this.forming = null
    this.following = true
    this.visible = true
    this.figure = this.layer = null
    this.forget()
    this.watch(cell)
  }

  watch({model, el}) {
    this.identify = () => this.header.identify()
    this.retune = () => this.wall.tune()
    this.rebuild = () => this.wall.build(this)
    this.notice = ({notice}) => this.header.notify(notice)
    model.on(WATCHED, this.identify)
    model.on("channel", this.retune)
    model.on("plan", this.rebuild)
    model.on("msg:custom", this.notice)
    this.observer = new IntersectionObserver(([{isIntersecting}]) => {
      this.visible = isIntersecting
      this.wall.tune()
    })
    this.observer.observe(el)
  }

  get channel() {
    return this.model.channel
  }

  // Make the figure; the chart draws itself as soon as it has bars.
  async build(template) {
    this.drop()
    const figure = await Figure.build(template, this.header.plot)
    if (this.closed) {
      figure.dispose()
      return
    }
    this.figure = figure
    this.panes = figure.panes.length
    this.layer = new Layer(figure, this.labels)
    figure.paintIn(this.palette)
    figure.onRepainted(() => this.draw())
    figure.onRangeMoved(() => this.rangeMoved())
    this.listen()
    this.layer.drawLegend(null, this.palette)
    this.part = null
    this.paint()
    this.wall.drawn(this)
  }

  // Whether everything that is known is on the screen.
  get isDrawn() {
    return this.figure !== null && this.part !== null && this.forming !== null
  }

  listen() {
    const {surface} = this.figure
    this.listening = new AbortController()
    const {signal} = this.listening
    surface.addEventListener("dblclick", () => this.reset(), {signal})
    surface.addEventListener("pointermove", (event) => this.point(event.offsetX), {signal})
    surface.addEventListener("pointerleave", () => this.point(null), {signal})
  }

  drop() {
    this.listening?.abort()
    this.layer?.remove()
    this.figure?.dispose()
    this.figure = this.layer = null
  }

  close() {
    this.closed = true
    this.observer.disconnect()
    this.model.off(WATCHED, this.identify)
    this.model.off("channel", this.retune)
    this.model.off("plan", this.rebuild)
    this.model.off("msg:custom", this.notice)
    this.drop()
  }

  // Forget everything that belongs to another channel.
  forget() {
    this.bars.clear()
    this.forming = null
    this.painted = 0 // number of the first bar that the figure has not painted
    this.part = null
    this.following = true
    this.asked = null
    this.pointer = null
    this.newest = undefined
    this.header.clear()
  }

  // Take one block of a frame.
  take({epoch, bars, record}) {
    if (bars !== undefined) {
      const isNew = bars.replaces && this.bars.count === 0
      this.bars.take(epoch, bars)
      if (bars.replaces) {
        this.part = null
        this.painted = Math.min(this.painted, this.bars.first)
      }
      if (isNew) {
        this.following = true
      }
      this.asked = null
      this.wall.repaint(this)
    } else if (epoch === this.bars.epoch) {
      this.forming = Number.isNaN(record.close) ? null : record
      this.newest = record
    }
  }

  // Number of the newest bar.
  get last() {
    return this.forming?.number ?? this.bars.following - 1
  }

  // Bars that the figure has not painted, the forming one last.
  unpainted() {
    const found = []
    for (let number = Math.max(this.painted, this.bars.first); number < this.bars.following; number++) {
      found.push(this.bars.at(number))
    }
    if (this.forming !== null) {
      found.push(this.forming)
    }
    return found
  }

  // Draw what moved since the last frame; ask for a repaint if the view no longer fits.
  draw() {
    if (this.figure === null || this.part === null) {
      return
    }
    const bars = this.unpainted()
    if (!this.isFitting(bars)) {
      this.wall.repaint(this)
    }
    this.layer.draw(this.bars.at(this.painted - 1), bars, this.palette)
    if (this.pointer !== null) {
      this.drawLegend()
    }
  }

  isFitting(bars) {
    const {range, priceRange, volumeRange} = this.figure
    const follows = !this.following || range.end === followingRange(this.last, range.end - range.start).end
    const found = this.extremes(range, bars)
    return follows && (found.low > found.high || fits(found, priceRange, volumeRange, this.panes))
  }

  // Extremes of what is in view; those of closed bars are counted once.
  extremes({start, end}, live) {
    const key = `${this.bars.version}|${start}|${end}`
    if (this.counted?.key !== key) {
      this.counted = {key, closed: this.bars.extremes(start, end, this.paneLines())}
    }
    return joined(this.counted.closed, live, start, end)
  }

  // Places of the lines that are drawn in panes below the candles.
  paneLines() {
    const names = this.figure.panes.map(({name}) => name)
    return this.figure.lines.flatMap(({range}, place) => names.includes(range) ? [place] : [])
  }

  // Bring the figure up to date: ranges and columns, then one paint.
  paint() {
    if (this.figure === null || this.bars.epoch < 0) {
      return
    }
    this.moving = true
    if (this.following) {
      const {start, end} = this.figure.range
      this.figure.move(this.figure.range, followingRange(this.last, end - start))
    }
    this.fit()
    this.showPart()
    this.moving = false
    this.painted = this.bars.following
    this.figure.repaint() // which draws the layer too
    this.askOlder()
  }

  fit() {
    const {figure} = this
    const found = this.extremes(figure.range, this.unpainted())
    this.layer.cap = found.cap
    if (found.low > found.high) {
      return
    }
    const {price, volume} = fittedRanges(found, this.panes)
    figure.move(figure.priceRange, price)
    figure.move(figure.volumeRange, volume)
    this.fitPanes(found)
  }

  fitPanes(found) {
    const {panes, lines} = this.figure
    const owners = this.paneLines()
    panes.forEach(({name, span}, place) => {
      const own = owners.flatMap((line, i) => lines[line].range === name ? [found.lines[i]] : [])
      const low = span?.[0] ?? Math.min(...own.map((reach) => reach.low))
      const high = span?.[1] ?? Math.max(...own.map((reach) => reach.high))
      if (low <= high) {
        this.figure.move(this.figure.rangeOf(name), paneRange(low, high, place))
      }
    })
  }

  showPart() {
    const {range: {start, end}, box} = this.figure
    const pixels = box.width > 0 ? box.width : Infinity
    const cap = this.counted.closed.cap
    const isShown = this.bars.covers(this.part, start, end, pixels)
      && this.part.version === this.bars.version && this.part.cap === cap
    if (!isShown) {
      this.part = {...this.bars.part(start, end, pixels), version: this.bars.version, cap}
      const names = this.figure.lines.map(({name}) => name)
      this.figure.show(this.bars.draw(this.part, names, cap), this.part.factor)
    }
  }

  askOlder() {
    const {start} = this.figure.range
    if (start < this.bars.first + OLDER_AT && this.asked !== this.bars.first && this.bars.count > 0) {
      this.asked = this.bars.first
      this.wall.askOlder(this.channel)
    }
  }

  // The user moved or zoomed the view.
  rangeMoved() {
    if (!this.moving) {
      this.following = isFollowing(this.figure.range, this.last)
      this.wall.repaint(this, {first: true})
    }
  }

  reset() {
    this.following = true
    this.moving = true
    this.figure.move(this.figure.range, followingRange(this.last))
    this.moving = false
    this.wall.repaint(this, {first: true})
  }

  point(x) {
    this.pointer = x
    this.wall.attend(this, x !== null)
    this.drawLegend()
  }

  drawLegend() {
    const number = this.pointer === null ? NaN : Math.round(this.figure.numberAt(this.pointer))
    const bar = this.forming?.number === number ? this.forming : this.bars.at(number)
    this.layer.drawLegend(bar, this.palette)
  }

  // Tell the time of the exchange, in ms; return whether the chart must be drawn anew.
  tellTime(exchangeMs) {
    const isOpen = this.newest !== undefined && this.labels.states[this.newest.state] === "live"
    const left = isOpen && this.forming !== null ? this.forming.end - exchangeMs : NaN
    return this.layer !== null && this.layer.tellTime(left)
  }

  // Show the newest figures above the chart.
  showHeader() {
    if (this.newest !== undefined) {
      this.header.show(this.newest)
    }
  }

  paintIn(palette) {
    this.palette = palette
    if (this.figure !== null) {
      this.figure.paintIn(palette)
      this.layer.styled = this.layer.marked = null
      this.layer.drawLegend(null, palette)
      this.wall.repaint(this)
    }
  }
}
