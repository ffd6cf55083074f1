// What a figure shows of a chart's bars: the ranges that fit them, and what is drawn.
// Pure: bars in, numbers out; it remembers which part of the bars was drawn last.

import {fits, fittedRanges, joined, paneRange} from "./view.js"

const PANE_SLACK = 0.05 // of a pane's range, that its values may leave it before a repaint

export class Scene {
  // `lines` and `panes` of the indicators, as the figure's template names them; up to
  // `lag` new bars are left to the live layer, which is much cheaper than new columns.
  constructor(bars, {lines, panes}, lag = 0) {
    this.bars = bars
    this.lag = lag
    this.lines = lines
    this.panes = panes
    this.part = null
    const names = panes.map(({name}) => name)
    // Places of the lines that are drawn in panes below the candles.
    this.owners = lines.flatMap(({range}, place) => names.includes(range) ? [place] : [])
  }

  // Draw everything anew next time.
  forget() {
    this.part = null
  }

  // Return the ranges that fit a view of bars, and the height at which volume is cut.
  // `live` are bars that are not among the closed ones or not painted yet.
  fit(view, live) {
    const found = this.extremes(view, live)
    const ranges = {x: view}
    if (found.low <= found.high) {
      const {price, volume} = fittedRanges(found, this.panes.length)
      Object.assign(ranges, {default: price, volume}, this.paneRanges(found))
    }
    return {ranges, cap: found.cap}
  }

  // Return what the figure shows of a view that is so many pixels wide: ranges, the
  // columns where they are others than those that it has, and the number of the first bar
  // that is not among them.
  compose(view, pixels, live, palette) {
    const {bars, lag} = this
    const {ranges, cap} = this.fit(view, live)
    const isDrawn = bars.covers(this.part, view.start, view.end, pixels, lag)
      && this.part.revision === bars.revision && this.part.cap === cap
    const columns = isDrawn ? {} : this.drawn(view, pixels, cap, palette)
    const {factor, until} = this.part
    const following = bars.reach(this.part, lag) > until ? until : bars.following
    return {ranges, cap, factor, following, ...columns}
  }

  // Draw another part of the bars.
  drawn({start, end}, pixels, cap, palette) {
    this.part = {...this.bars.part(start, end, pixels), revision: this.bars.revision, cap}
    return this.columns(cap, palette)
  }

  // Whether the figure's ranges still fit what is in view; `rangeOf` names them.
  isFitting(view, live, rangeOf) {
    const found = this.extremes(view, live)
    return found.low > found.high || (this.arePanesFitting(found, rangeOf)
      && fits(found, rangeOf("default"), rangeOf("volume"), this.panes.length))
  }

  // Whether the values of each pane lie within its range, or a little beyond.
  arePanesFitting(found, rangeOf) {
    return Object.entries(this.paneRanges(found)).every(([name, wanted]) => {
      const range = rangeOf(name)
      const room = (range.end - range.start) * PANE_SLACK
      return wanted.start >= range.start - room && wanted.end <= range.end + room
    })
  }

  // Extremes of what is in view; those of closed bars are counted once.
  extremes({start, end}, live) {
    const key = `${this.bars.version}|${start}|${end}`
    if (this.counted?.key !== key) {
      this.counted = {key, closed: this.bars.extremes(start, end, this.owners)}
    }
    return joined(this.counted.closed, live, start, end, this.owners)
  }

  // Return the columns of the drawn part: `columns` of the candles and histograms, and
  // `lines` by the name of their source.
  columns(cap, palette) {
    const columns = this.bars.draw(this.part, this.lines.map(({name}) => name), cap)
    const lines = {}
    for (const {name, range, colour, width, dash, shift, histogram} of this.lines) {
      if (!histogram) {
        const own = lines[`lines ${range}`] ??= {xs: [], ys: [], colour: [], width: [], dash: []}
        own.xs.push(shift === 0 ? columns.number : columns.number.map((number) => number + shift))
        own.ys.push(columns[name])
        own.colour.push(palette.indicators[colour])
        own.width.push(width)
        own.dash.push(dash)
        delete columns[name]
      }
    }
    return {columns, lines}
  }

  paneRanges(found) {
    const ranges = this.panes.map(({name, span}, place) => {
      const own = found.lines.filter((_, i) => this.lines[this.owners[i]].range === name)
      const low = span?.[0] ?? Math.min(...own.map((reach) => reach.low))
      const high = span?.[1] ?? Math.max(...own.map((reach) => reach.high))
      return [name, paneRange(...low <= high ? [low, high] : [0, 1], place)]
    })
    return Object.fromEntries(ranges)
  }
}
