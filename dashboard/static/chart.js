// One chart: its bars, the figure that paints them, and the layer of what moves.

import {Bars} from "./bars.js"
import {Figure} from "./figure.js"
import {Header} from "./header.js"
import {Layer} from "./layer.js"
import {Levels} from "./levels.js"
import {Scene} from "./scene.js"
import {Sketch} from "./sketch.js"
import {followingRange, isFollowing, RIGHT_MARGIN} from "./view.js"

const FEWEST_BARS = 2 // in view
const A_BIT = 1e-6 // of a bar
const OLDER_AT = 40 // bars left of the view when older ones are asked for
const LAG = 4 // bars at least that a figure may lack at its end
const WATCHED = ["symbol", "interval", "title", "message", "state"]

export class Chart {
  // `wall` decides when the chart is drawn; see wall.js.
  constructor(cell, wall, labels) {
    this.model = cell.model
    this.wall = wall
    this.labels = labels
    this.palette = wall.palette
    this.lag = LAG + wall.charts.size % LAG // so that few charts get new columns together
    this.header = new Header(cell, labels)
    this.bars = new Bars()
    this.forming = null
    this.following = true
    this.visible = true
    this.figure = this.sketch = this.layer = this.levels = this.scene = null
    this.forget()
    this.watch(cell)
  }

  watch({model, el}) {
    this.identify = () => this.header.identify()
    this.retune = () => {
      this.forget()
      this.wall.tune()
    }
    this.rebuild = () => this.wall.build(this)
    this.notice = ({notice, found, number}) => {
      if (notice !== undefined) this.header.notify(notice)
      if (found !== undefined) this.wall.desk.search.answer(found, number)
    }
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

  // Show what is known without a figure, which takes its time to be made of the template.
  draft(template) {
    if (this.closed) return
    this.drop()
    const {plot} = this.header
    this.plan = JSON.parse(template)
    this.scene = new Scene(this.bars, this.plan, this.lag)
    const view = followingRange(this.last)
    const bars = this.barsWithin(view)
    const {ranges, cap} = this.scene.fit(view, bars)
    this.sketch = new Sketch(plot, this.plan, ranges)
    this.layer = new Layer(this.plan.lines, this.labels)
    this.layer.cap = cap
    this.layer.standOn(this.sketch)
    this.layer.draw(null, bars, this.palette)
    this.showHeader()
  }

  // Make the figure, with what is known at its first paint.
  async build() {
    const {plan} = this
    const {plot} = this.header
    const composed = this.compose(followingRange(this.last), plot.clientWidth)
    const figure = await Figure.build(plan, plot, composed)
    if (this.closed || this.plan !== plan) {
      figure.dispose() // another one is wanted meanwhile, or none
      return
    }
    this.figure = figure
    this.shown = composed.following
    this.sketch?.remove()
    this.sketch = null
    this.levels = new Levels(figure, this.labels) // beneath the layer
    this.layer ??= new Layer(plan.lines, this.labels)
    this.layer.cap = composed.cap
    this.layer.standOn(figure)
    figure.onRepainted(() => this.repainted())
    figure.onRangeMoved(() => this.rangeMoved())
    this.listen()
    this.layer.drawLegend(null, this.palette)
    if (this.palette !== this.wall.firstPalette) {
      figure.paintIn(this.palette)
    }
    this.repainted()
    this.wall.repaint(this) // for what came meanwhile; nothing is painted if nothing did
  }

  // Whether everything that is known is on the screen, by the figure or by its layer.
  get isDrawn() {
    return this.figure !== null && this.painted >= this.bars.first && this.forming !== null
  }

  // Whether candles are on the screen, in the figure or before it is there.
  get isSeen() {
    return (this.figure ?? this.sketch) !== null && this.bars.count > 0
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
    this.levels?.remove()
    this.sketch?.remove()
    this.figure?.dispose()
    this.figure = this.sketch = this.layer = this.levels = null
  }

  close() {
    this.closed = true
    this.handling?.abort()
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
    this.painted = this.shown = -Infinity // number of the first bar that is not painted
    this.scene?.forget()
    if (this.sketch !== null) this.drop()
    this.following = true
    this.margin = RIGHT_MARGIN // bars right of the last one, while the view follows it
    this.asked = null
    this.pointer = null
    this.newest = undefined
    this.header.clear()
  }

  // Take one block of a frame.
  take({epoch, bars, record}) {
    if (bars !== undefined) {
      this.bars.take(epoch, bars)
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
    if (this.figure === null || this.bars.epoch < 0) {
      return
    }
    const bars = this.unpainted()
    if (!this.isFitting(bars)) {
      this.wall.repaint(this)
    }
    this.layer.draw(this.bars.at(this.painted - 1), bars, this.palette)
    if (this.newest !== undefined) {
      this.levels.draw(this.newest, this.bars, this.model.interval !== "1d", this.palette)
    }
    if (this.pointer !== null) {
      this.drawLegend()
    }
  }

  isFitting(bars) {
    const {figure} = this
    const {start, end} = figure.range
    const follows = !this.following || Math.abs(end - this.last - this.margin) < A_BIT
    return follows && this.scene.isFitting(figure.range, bars, (name) => figure.rangeOf(name))
  }

  compose(view, pixels) {
    return this.scene.compose(view, pixels, this.unpainted(), this.palette)
  }

  // Bring the figure up to date with bars and view.
  paint() {
    if (this.figure === null || this.bars.epoch < 0) {
      return
    }
    const {start, end} = this.figure.range
    const view = this.following ? followingRange(this.last, end - start, this.margin) : {start, end}
    const composed = this.compose(view, this.figure.box.width)
    this.layer.cap = composed.cap
    this.shown = composed.following
    this.moving = true
    this.figure.show(composed)
    this.moving = false
    this.askOlder()
  }

  // The figure was painted: the layer takes over from there.
  repainted() {
    this.painted = this.shown
    this.draw()
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
      // Who moves the last bar a little to the side wants it there, also when bars close.
      this.margin = this.following ? this.figure.range.end - this.last : RIGHT_MARGIN
      this.wall.repaint(this, {first: true})
      this.wall.datesMoved(this)
    }
  }

  // The times that the view begins and ends at; null at the end while it follows.
  get dates() {
    const {start, end} = this.figure.range
    return {from: this.bars.timeOf(start), to: this.following ? null : this.bars.timeOf(end)}
  }

  // Show the same times as another chart, as far as the bars reach.
  showDates({from, to}) {
    if (this.figure === null || this.bars.count === 0) {
      return
    }
    const start = this.bars.numberOf(from) - 0.5
    const end = to === null ? this.last + RIGHT_MARGIN : this.bars.numberOf(to) + 0.5
    this.moving = true
    this.figure.move(this.figure.range, {start: Math.min(start, end - FEWEST_BARS), end})
    this.moving = false
    this.following = to === null
    this.margin = RIGHT_MARGIN
    this.wall.repaint(this, {first: true})
  }

  // Return the bars that the view shows, the forming one last.
  barsInView() {
    return this.barsWithin(this.figure?.range ?? {start: 0, end: -1})
  }

  barsWithin({start, end}) {
    const found = []
    for (let number = Math.max(Math.ceil(start), this.bars.first); number <= Math.min(end, this.last); number++) {
      const bar = this.forming?.number === number ? this.forming : this.bars.at(number)
      if (bar !== null) {
        found.push(bar)
      }
    }
    return found
  }

  // Show where another chart's pointer is, by its time; null for nowhere.
  mirror(time) {
    if (this.levels !== null) {
      const x = time === null ? NaN : this.figure.x(this.numberAtTime(time))
      this.levels.pointAt(x, this.palette)
    }
  }

  numberAtTime(time) {
    return this.forming !== null && time >= this.forming.time ? this.forming.number : this.bars.numberOf(time)
  }

  reset() {
    this.margin = RIGHT_MARGIN
    this.moving = true
    this.figure.move(this.figure.range, followingRange(this.last))
    this.moving = false
    this.following = true
    this.wall.repaint(this, {first: true})
    this.wall.datesMoved(this)
  }

  point(x) {
    if ((x === null) !== (this.pointer === null)) {
      this.figure.attend(x !== null)
      this.wall.attend(this, x !== null)
    }
    this.pointer = x
    this.drawLegend()
    this.wall.pointed(this, x === null ? null : this.pointedTime)
  }

  // Time of the bar under the pointer.
  get pointedTime() {
    const number = Math.round(this.figure.numberAt(this.pointer))
    return this.forming !== null && number >= this.forming.number ? this.forming.time : this.bars.timeOf(number)
  }

  drawLegend() {
    const number = this.pointer === null ? NaN : Math.round(this.figure.numberAt(this.pointer))
    const bar = this.forming?.number === number ? this.forming : this.bars.at(number)
    this.layer.drawLegend(bar, this.palette)
  }

  // Say that the chart could not be drawn; it is tried again with the next frame.
  fail(error) {
    console.error("chart failed", this.model.symbol, error)
    this.header.tell(this.labels.failed)
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
      this.scene.forget() // lines have their colours in the columns
      this.levels.forget()
      this.layer.drawLegend(null, palette)
      this.wall.repaint(this)
    }
  }
}
