// The closed bars of one chart, and the part of them that its figure draws. Pure.

export const NAMES = ["time", "open", "high", "low", "close", "volume"]
const DAY_MS = 86400000
const DOJI_SHARE = 0.00012 // of its price: the height of a candle that closes where it opened
const VOLUME_CAP = 6 // times a tall bar: what an auction's bar is cut at, so that it does not flatten the others
const CAP_STEPS = 2 // heights of it in a doubling: it moves seldom, for it is a part of what is drawn
const MARGIN = 1 // of the visible span, drawn on each side so that panning needs no new columns

function grown(column, room) {
  const larger = new column.constructor(Math.max(room, column.length * 2))
  larger.set(column)
  return larger
}

// Return {low, high} of the numbers between two places; NaN is none.
function reach(column, from, until) {
  let [low, high] = [Infinity, -Infinity]
  for (let i = from; i < until; i++) {
    if (column[i] < low) low = column[i]
    if (column[i] > high) high = column[i]
  }
  return {low, high}
}

// Return the middle and the height of a candle's body, in won; a doji has a body too.
export function bodyOf(open, close) {
  return {middle: (open + close) / 2, body: Math.max(Math.abs(close - open), close * DOJI_SHARE)}
}

// Return the height at which volume bars are cut, Infinity where nothing was traded.
export function volumeCap(volumes) {
  const traded = volumes.filter((volume) => volume > 0).sort()
  const tall = traded[Math.floor((traded.length - 1) * 0.9)]
  return tall === undefined ? Infinity : 2 ** (Math.ceil(Math.log2(tall * VOLUME_CAP) * CAP_STEPS) / CAP_STEPS)
}

// A bar's number is `first` plus its place; numbers are the x coordinate.
export class Bars {
  constructor() {
    this.clear()
  }

  clear() {
    this.epoch = -1
    this.first = 0
    this.count = 0
    this.columns = NAMES.map(() => new Float64Array(0))
    this.values = []
    this.version = (this.version ?? 0) + 1 // moves with every bar
    this.revision = (this.revision ?? 0) + 1 // moves when bars change that were there before
  }

  // Number of the bar after the last one.
  get following() {
    return this.first + this.count
  }

  // Take a block of bars; what is there already is not added again.
  take(epoch, {first, count, replaces, columns, values}) {
    const isMore = !replaces && first === this.following
    if (replaces) {
      this.epoch = epoch
      this.first = first
      this.count = count
      this.columns = columns.map((column) => column.slice())
      this.values = values.map((column) => column.slice())
    } else if (epoch === this.epoch && first >= this.first && first <= this.following) {
      this.append(first, count, columns, values)
    } else {
      return // of an epoch that is not here, or nothing that joins on
    }
    this.version += 1
    this.revision += isMore ? 0 : 1
  }

  append(first, count, columns, values) {
    const place = first - this.first
    const until = Math.max(this.count, place + count)
    const put = (own, fresh) => {
      const column = until > own.length ? grown(own, until) : own
      column.set(fresh, place)
      return column
    }
    this.columns = this.columns.map((own, i) => put(own, columns[i]))
    this.values = this.values.map((own, i) => put(own, values[i]))
    this.count = until
  }

  // Return the time of the bar that a number lies in, of the nearest one outside of them.
  timeOf(number) {
    const place = Math.min(Math.max(Math.floor(number + 0.5) - this.first, 0), this.count - 1)
    return this.columns[0][place]
  }

  // Return the number of the last bar that does not begin after a time, else the first.
  numberOf(time) {
    const [times] = this.columns
    let [low, high] = [0, this.count - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (times[middle] <= time) low = middle
      else high = middle - 1
    }
    return this.first + low
  }

  // Return the numbers between two ones where a bar begins another day than the one
  // before it; none where each bar is a day.
  dayStarts(start, end) {
    const [times] = this.columns
    const from = Math.max(1, Math.ceil(start - this.first))
    const until = Math.min(this.count, Math.floor(end - this.first) + 1)
    const found = []
    for (let i = from; i < until; i++) {
      if (Math.floor(times[i] / DAY_MS) !== Math.floor(times[i - 1] / DAY_MS)) {
        if (times[i] % DAY_MS === 0) return []
        found.push(this.first + i)
      }
    }
    return found
  }

  // Return the bar of a number with its indicator values, null if there is none.
  at(number) {
    const place = number - this.first
    if (!(place >= 0 && place < this.count)) {
      return null
    }
    const bar = {number, values: this.values.map((column) => column[place])}
    NAMES.forEach((name, i) => { bar[name] = this.columns[i][place] })
    return bar
  }

  // Return {low, high, volume, cap, lines} of the bars between two numbers: `cap` is the
  // height at which volume bars are cut, `lines` the extremes of the lines asked for.
  extremes(start, end, lines = []) {
    const [, , highs, lows, , volumes] = this.columns
    const from = Math.max(0, Math.ceil(start - this.first))
    const until = Math.min(this.count, Math.floor(end - this.first) + 1)
    const cap = volumeCap(volumes.subarray(from, Math.max(from, until)))
    const found = {low: Infinity, high: -Infinity, volume: 0, cap, lines: []}
    for (let i = from; i < until; i++) {
      if (lows[i] < found.low) found.low = lows[i]
      if (highs[i] > found.high) found.high = highs[i]
      if (volumes[i] > found.volume) found.volume = volumes[i]
    }
    found.volume = Math.min(found.volume, cap)
    found.lines = lines.map((line) => reach(this.values[line] ?? [], from, until))
    return found
  }

  // Return the part to draw for a view: {factor, from, until}. Where a bar is narrower
  // than a pixel, `factor` of them are drawn as one.
  part(start, end, pixels) {
    const span = Math.max(end - start, 1)
    const factor = 2 ** Math.max(0, Math.ceil(Math.log2(span / Math.max(pixels, 1))))
    const margin = span * MARGIN
    const aligned = (number) => Math.floor(number / factor) * factor
    return {
      factor,
      from: Math.max(this.first, aligned(start - margin)),
      until: Math.min(this.following, aligned(end + margin) + factor),
    }
  }

  // Return the number that the bars reach to if up to `lag` of the newest ones may be
  // missing in a part that was drawn, which are drawn elsewhere then.
  reach({factor, until}, lag) {
    return factor === 1 && this.following - until <= lag ? this.following : until
  }

  // Whether a part that was drawn still covers a view, and the half of a bar at its end.
  covers(part, start, end, pixels, lag = 0) {
    const wanted = this.part(start, end, pixels)
    return part !== null && part.factor === wanted.factor
      && part.from <= Math.max(this.first, start) && this.reach(part, lag) >= Math.min(this.following, end + 0.5)
  }

  // Return the columns of a Bokeh source for a part, as dashboard/columns.py names them;
  // volume bars are cut at `cap`.
  draw({factor, from, until}, lineNames, cap = Infinity) {
    const count = Math.max(0, Math.ceil(until / factor) - Math.floor(from / factor))
    const column = () => new Float64Array(count)
    const drawn = {number: column(), half_volume: column(), middle: column(), body: column(), rising: new Array(count)}
    for (const name of [...NAMES, ...lineNames]) {
      drawn[name] = column()
    }
    for (let place = 0, bucket = Math.floor(from / factor); place < count; place++, bucket++) {
      this.drawBucket(drawn, place, bucket * factor, factor, lineNames, cap)
    }
    return drawn
  }

  drawBucket(drawn, place, number, factor, lineNames, cap) {
    const [time, open, high, low, close, volume] = this.columns
    const from = Math.max(0, number - this.first)
    const last = Math.min(this.count, number + factor - this.first) - 1
    let [highest, lowest, most] = [high[from], low[from], volume[from]]
    for (let i = from + 1; i <= last; i++) {
      if (high[i] > highest) highest = high[i]
      if (low[i] < lowest) lowest = low[i]
      if (volume[i] > most) most = volume[i]
    }
    drawn.number[place] = number + (factor - 1) / 2
    drawn.time[place] = time[from]
    drawn.open[place] = open[from]
    drawn.high[place] = highest
    drawn.low[place] = lowest
    drawn.close[place] = close[last]
    drawn.volume[place] = Math.min(most, cap)
    drawn.half_volume[place] = drawn.volume[place] / 2
    const {middle, body} = bodyOf(open[from], close[last])
    drawn.middle[place] = middle
    drawn.body[place] = body
    drawn.rising[place] = close[last] >= open[from] ? "1" : "0"
    lineNames.forEach((name, line) => { drawn[name][place] = this.values[line]?.[last] ?? NaN })
  }
}
