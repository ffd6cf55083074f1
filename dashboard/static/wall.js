// The charts of one page: one feed for all of them, and one animation frame.
//
// Blocks are taken as they come; what moved is drawn once per frame, on the live layers.
// A figure that must be painted anew waits for its turn, one figure a frame, so that
// sixteen bars closing at the same second stall nothing.

import {Building} from "./building.js"
import {Chart} from "./chart.js"
import {Desk} from "./desk.js"
import {openFeed} from "./feed.js"
import {MessageFeed} from "./messages.js"
import {StillFeed} from "./still.js"

const CLOCK_MS = 1000
const HEADER_MS = 150
const LATER_MS = 200 // longer than headers wait and prices flash
const SMOOTHING = 0.1
const CAUTIOUS_MS = 50 // what a frame is taken to cost until it is known

export class Wall {
  constructor(model) {
    this.model = model
    this.palette = this.firstPalette = model.palette // that of the templates
    this.charts = new Map() // key of the cell -> Chart
    this.takers = new Map() // channel -> charts that show it
    this.moved = new Set()
    this.waiting = new Set() // figures to be painted, one a frame
    this.urgent = new Set() // those that a user's hand moves
    this.attended = null // the chart under the pointer
    this.headers = new Set() // charts whose header lags behind
    this.toldAt = 0
    this.unacknowledged = 0
    this.busyMs = CAUTIOUS_MS
    this.frames = 0
    this.building = new Building({
      attempt: (chart, action) => this.attempt(chart, action),
      template: (chart) => model.plans[chart.model.plan],
      onBuilt: () => this.schedule(),
    })
    this.exchange = {ms: NaN, at: 0}
    this.desk = new Desk(this, model.labels)
    this.feed = this.openFeed()
    this.painted = new MessageChannel() // its message comes after the frame was painted
    this.painted.port1.onmessage = ({data: began}) => {
      this.busyMs += SMOOTHING * (performance.now() - began - this.busyMs)
    }
    this.hides = () => this.tune()
    document.addEventListener("visibilitychange", this.hides)
    this.clock = setInterval(() => this.tellTime(), CLOCK_MS)
  }

  openFeed() {
    const handlers = {
      onFrame: (frame, owed) => this.take(frame, owed),
      onConnected: (connected) => {
        document.documentElement.classList.toggle("kw-disconnected", !connected)
        document.dispatchEvent(new CustomEvent("kw-connection", {detail: connected}))
      },
      onRefused: () => {
        this.feed = new MessageFeed(this.model, handlers)
        this.tuned = undefined // the new feed has been told nothing
        this.tune()
      },
    }
    if (this.model.frame !== undefined) {
      return new StillFeed(this.model.frame, handlers)
    }
    if (this.model.feed_path === "") {
      return new MessageFeed(this.model, handlers)
    }
    return openFeed(this.model.feed_path, this.model.page, handlers)
  }

  // Draw a chart into each cell, by key.
  join(cells) {
    for (const [key, cell] of cells) {
      const chart = new Chart(cell, this, this.model.labels)
      this.charts.set(key, chart)
      this.desk.take(chart)
    }
    this.desk.settle()
    this.tune()
  }

  // Make a chart's figure; what it will show is there at once.
  build(chart) {
    chart.built = true
    this.building.take(chart)
  }

  // Tell the feed what is in sight, the chart under the pointer first.
  tune() {
    const inSight = this.inOrder().filter((chart) => chart.channel >= 0 && chart.visible && !this.desk.covers(chart) && !document.hidden)
    this.takers.clear()
    for (const chart of inSight) {
      this.takers.set(chart.channel, [...this.takers.get(chart.channel) ?? [], chart])
    }
    const tuned = inSight.map((chart) => `${chart.model.key}:${chart.channel}`).sort().join()
    if (tuned !== this.tuned) {
      this.tuned = tuned
      this.feed.show([...this.takers.keys()], () => this.known())
    }
  }

  inOrder() {
    const charts = [...this.charts.values()]
    const rank = (chart) => 2 * (chart === this.attended) + (chart === this.desk.active)
    return charts.sort((a, b) => rank(b) - rank(a))
  }

  // What is here already, by channel: epoch and number of the next bar.
  known() {
    const found = {}
    for (const [channel, charts] of this.takers) {
      const [{bars}] = charts
      if (bars.epoch >= 0 && charts.every((chart) => chart.bars.epoch === bars.epoch)) {
        found[channel] = [bars.epoch, Math.min(...charts.map((chart) => chart.bars.following))]
      }
    }
    return found
  }

  // Take a frame; `owed` is how many of those that the server waits for it answers.
  take({exchangeMs, blocks}, owed = 1) {
    this.unacknowledged += owed
    this.exchange = {ms: exchangeMs, at: performance.now()}
    for (const block of blocks) {
      for (const chart of this.takers.get(block.channel) ?? []) {
        chart.take(block)
        this.moved.add(chart)
      }
    }
    if (this.building.going !== null) {
      this.acknowledge() // no frame is drawn meanwhile, and the other charts' bars are wanted
    }
    this.schedule()
  }

  // Let a figure be painted when its turn comes, or with the next frame. A chart gets
  // its figure when it has something to show.
  repaint(chart, {first = false} = {}) {
    if (chart.figure === null) {
      if (!chart.built) {
        this.build(chart)
      } else if (this.building.waitsFor(chart)) {
        this.building.take(chart) // with more bars than before
      }
      return
    }
    (first ? this.urgent : this.waiting).add(chart)
    this.schedule()
  }

  // A chart was painted outside of a frame: say so with the next one.
  drawn(chart) {
    this.moved.add(chart)
    this.schedule()
  }

  attend(chart, attended) {
    this.attended = attended ? chart : null
  }

  // Show the time under a chart's pointer in the others, if they share it.
  pointed(chart, time) {
    if (this.model.sync.crosshair) {
      this.others(chart, (other) => other.mirror(time))
    }
  }

  // A user moved one chart: the others show the same times, if they share them.
  datesMoved(chart) {
    if (this.model.sync.dates) {
      this.others(chart, (other) => other.showDates(chart.dates))
    }
  }

  others(chart, action) {
    for (const other of this.charts.values()) {
      if (other !== chart && other.visible) {
        this.attempt(other, () => action(other))
      }
    }
  }

  schedule() {
    if (!this.scheduled && this.building.going === null) {
      this.scheduled = true
      requestAnimationFrame(() => this.frame())
    }
  }

  // Runs before a repaint; a hidden page draws nothing and so gets no further frames.
  frame() {
    const began = performance.now()
    this.scheduled = false
    const due = this.due()
    for (const chart of due) {
      this.waiting.delete(chart)
      this.moved.delete(chart)
      this.attempt(chart, () => chart.paint())
    }
    for (const chart of this.moved) {
      this.attempt(chart, () => chart.draw())
    }
    const drawn = [...due, ...this.moved]
    this.showHeaders(drawn, began)
    this.moved.clear()
    if (this.waiting.size > 0) {
      this.schedule()
    }
    this.report(drawn, began)
  }

  // A fault of one chart must not stop the fifteen others.
  attempt(chart, action) {
    try {
      action()
    } catch (error) {
      chart.fail(error)
    }
  }

  // Text costs a frame a layout, however little of it changes; so all headers change
  // together, a few times a second.
  showHeaders(drawn, now) {
    for (const chart of drawn) {
      this.headers.add(chart)
    }
    if (now - this.toldAt >= HEADER_MS) {
      this.toldAt = now
      for (const chart of this.headers) {
        chart.showHeader()
      }
      this.headers.clear()
    }
    if (drawn.length > 0) {
      this.later ??= setTimeout(() => this.finish(), LATER_MS)
    }
  }

  // What a last frame has left: headers that wait, flashes that must end.
  finish() {
    this.later = undefined
    for (const chart of this.charts.values()) {
      if (chart.layer?.mustDim || this.headers.has(chart)) {
        this.drawn(chart)
      }
    }
  }

  due() {
    const due = new Set(this.urgent)
    this.urgent.clear()
    const next = this.waiting.has(this.attended) ? this.attended : this.waiting.values().next().value
    if (due.size === 0 && next !== undefined) {
      due.add(next)
    }
    return due
  }

  // Say what was drawn, to the server and to whoever listens to the page.
  report(drawn, began) {
    this.frames += drawn.length > 0 ? 1 : 0
    this.painted.port2.postMessage(began)
    this.acknowledge()
    const detail = drawn.filter((chart) => chart.isDrawn)
      .map(({model, forming: {time, close, volume}}) => ({symbol: model.symbol, time, close, volume}))
    document.dispatchEvent(new CustomEvent("kw-drawn", {detail}))
  }

  acknowledge() {
    if (this.unacknowledged > 0) {
      this.feed.acknowledge(this.unacknowledged, this.busyMs)
      this.unacknowledged = 0
    }
  }

  askOlder(channel) {
    this.feed.askOlder(channel)
  }

  // Once a second: countdowns go on although nothing is traded.
  tellTime() {
    const now = this.exchange.ms + performance.now() - this.exchange.at
    for (const chart of [...this.takers.values()].flat()) {
      if (chart.tellTime(now)) {
        this.drawn(chart)
      }
    }
  }

  paintIn(palette) {
    this.palette = palette
    for (const chart of this.charts.values()) {
      chart.paintIn(palette)
    }
    this.desk.paintIn(palette)
  }

  close() {
    clearInterval(this.clock)
    clearTimeout(this.later)
    document.removeEventListener("visibilitychange", this.hides)
    this.painted.port1.close()
    this.feed.close()
    this.desk.close()
    for (const chart of this.charts.values()) {
      chart.close()
    }
    this.charts.clear()
  }
}
