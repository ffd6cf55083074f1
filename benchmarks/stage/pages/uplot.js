// Sixteen charts with uPlot; candles and volume are drawn by a hook as in its demos.

import {Averages, LENGTHS, averagesOf} from "./averages.js?v=1"
import {COLOURS, RIGHT_MARGIN, VISIBLE_BARS, openPage} from "./page.js?v=1"

const [TIME, OPEN, HIGH, LOW, CLOSE, VOLUME] = [0, 1, 2, 3, 4, 5]
const CANDLE_WIDTH = 0.72
const VOLUME_SCALE = 4.6 // the tallest bar reaches 1 / 4.6 of the frame
const FONT = "11px system-ui, sans-serif"
const NUMBER = new Intl.NumberFormat("ko-KR")

const clockOf = (ms) => (ms === undefined ? "" : new Date(ms).toISOString().slice(11, 16))

function drawBars(plot) {
  const {ctx, data, scales} = plot
  const [first, last] = [Math.max(0, Math.ceil(scales.x.min)), Math.min(data[0].length - 1, Math.floor(scales.x.max))]
  const {left, top, width, height} = plot.bbox
  const step = plot.valToPos(1, "x", true) - plot.valToPos(0, "x", true)
  const body = Math.max(1, Math.round(step * CANDLE_WIDTH))
  ctx.save()
  ctx.beginPath()
  ctx.rect(left, top, width, height)
  ctx.clip()
  for (let i = first; i <= last; i++) {
    const x = plot.valToPos(i, "x", true)
    const rises = data[CLOSE][i] >= data[OPEN][i]
    const foot = plot.valToPos(0, "volume", true)
    const head = plot.valToPos(data[VOLUME][i], "volume", true)
    ctx.fillStyle = rises ? COLOURS.risingVolume : COLOURS.fallingVolume
    ctx.fillRect(x - body / 2, head, body, foot - head)
    const [high, low] = [plot.valToPos(data[HIGH][i], "y", true), plot.valToPos(data[LOW][i], "y", true)]
    const [open, close] = [plot.valToPos(data[OPEN][i], "y", true), plot.valToPos(data[CLOSE][i], "y", true)]
    ctx.fillStyle = rises ? COLOURS.rising : COLOURS.falling
    ctx.fillRect(x - 0.5, high, 1, Math.max(1, low - high))
    ctx.fillRect(x - body / 2, Math.min(open, close), body, Math.max(1, Math.abs(close - open)))
  }
  ctx.restore()
}

function drawLastPrice(plot) {
  const {ctx, data} = plot
  const price = data[CLOSE].at(-1)
  const {left, width} = plot.bbox
  const y = Math.round(plot.valToPos(price, "y", true)) + 0.5
  const colour = price >= data[OPEN].at(-1) ? COLOURS.rising : COLOURS.falling
  ctx.save()
  ctx.strokeStyle = ctx.fillStyle = colour
  ctx.setLineDash([1, 2])
  ctx.beginPath()
  ctx.moveTo(left, y)
  ctx.lineTo(left + width, y)
  ctx.stroke()
  ctx.fillRect(left + width + 1, y - 8, 64, 16)
  ctx.fillStyle = "#ffffff"
  ctx.font = FONT
  ctx.textBaseline = "middle"
  ctx.textAlign = "left"
  ctx.fillText(NUMBER.format(price), left + width + 5, y)
  ctx.restore()
}

class Chart {
  constructor(element, bars) {
    this.times = bars.map((bar) => bar[TIME])
    this.data = [OPEN, HIGH, LOW, CLOSE, VOLUME].map((field) => bars.map((bar) => bar[field]))
    const closes = this.data[CLOSE - 1]
    this.data.unshift(bars.map((_, i) => i))
    this.data.push(...LENGTHS.map((length) => averagesOf(closes, length)))
    this.averages = new Averages(closes.slice(0, -1))
    this.plot = new uPlot(this.options(element), this.data, element)
  }

  options(element) {
    const hidden = {paths: () => null, points: {show: false}}
    const line = (stroke) => ({stroke, width: 1, points: {show: false}})
    const axis = {stroke: COLOURS.text, font: FONT, grid: {stroke: COLOURS.grid, width: 1}, ticks: {show: false}}
    return {
      width: element.clientWidth,
      height: element.clientHeight,
      padding: [4, 0, 0, 0],
      legend: {show: false},
      scales: {
        x: {time: false, range: () => this.visible()},
        y: {range: (_plot, low, high) => [low - (high - low) * 0.34, high + (high - low) * 0.08]},
        volume: {range: (_plot, _low, high) => [0, high * VOLUME_SCALE]},
      },
      series: [
        {},
        {...hidden},
        {...hidden},
        {...hidden},
        {...hidden},
        {...hidden, scale: "volume"},
        ...COLOURS.averages.map(line),
      ],
      axes: [
        {...axis, size: 22, values: (_plot, ticks) => ticks.map((at) => clockOf(this.times[at]))},
        {...axis, side: 1, size: 66, values: (_plot, ticks) => ticks.map(NUMBER.format)},
      ],
      hooks: {drawAxes: [drawBars], draw: [drawLastPrice]},
    }
  }

  visible() {
    const end = this.times.length - 1 + RIGHT_MARGIN
    return [end - VISIBLE_BARS, end]
  }

  add(bar) {
    const last = this.times.length - 1
    const isNew = bar[TIME] > this.times[last]
    if (isNew) {
      this.averages.close(this.data[CLOSE][last])
      this.times.push(bar[TIME])
      this.data[0].push(last + 1)
    }
    const at = isNew ? last + 1 : last
    for (const field of [OPEN, HIGH, LOW, CLOSE, VOLUME]) {
      this.data[field][at] = bar[field]
    }
    LENGTHS.forEach((length, i) => {
      this.data[VOLUME + 1 + i][at] = this.averages.forming(length, bar[CLOSE])
    })
  }

  draw() {
    this.plot.setData(this.data)
  }
}

openPage((element, bars) => new Chart(element, bars))
