// Sixteen charts with lightweight-charts, as its own examples build them.

import {Averages, LENGTHS, averagesOf} from "./averages.js?v=1"
import {COLOURS, RIGHT_MARGIN, VISIBLE_BARS, openPage} from "./page.js?v=1"

const {CandlestickSeries, HistogramSeries, LineSeries, createChart} = LightweightCharts
const VOLUME_TOP = 0.8
const QUIET = {lastValueVisible: false, priceLineVisible: false, crosshairMarkerVisible: false}
const PRICE_FORMAT = {type: "price", precision: 0, minMove: 1}

const candleOf = ([time, open, high, low, close]) => ({time: time / 1000, open, high, low, close})
const volumeOf = ([time, open, , , close, value]) => ({
  time: time / 1000,
  value,
  color: close >= open ? COLOURS.risingVolume : COLOURS.fallingVolume,
})

class Chart {
  constructor(element, bars) {
    this.chart = createChart(element, {
      width: element.clientWidth,
      height: element.clientHeight,
      layout: {background: {color: COLOURS.background}, textColor: COLOURS.text, fontSize: 11, attributionLogo: false},
      grid: {vertLines: {color: COLOURS.grid}, horzLines: {color: COLOURS.grid}},
      localization: {priceFormatter: new Intl.NumberFormat("ko-KR").format},
      rightPriceScale: {borderVisible: false},
      timeScale: {borderVisible: false, timeVisible: true, secondsVisible: false, rightOffset: RIGHT_MARGIN},
    })
    this.addSeries()
    this.fill(bars)
    const last = bars.length - 1
    const range = {from: last + RIGHT_MARGIN - VISIBLE_BARS, to: last + RIGHT_MARGIN}
    this.chart.timeScale().setVisibleLogicalRange(range)
  }

  addSeries() {
    const {chart} = this
    this.volume = chart.addSeries(HistogramSeries, {...QUIET, priceScaleId: "", priceFormat: {type: "volume"}})
    this.volume.priceScale().applyOptions({scaleMargins: {top: VOLUME_TOP, bottom: 0}})
    this.candles = chart.addSeries(CandlestickSeries, {
      upColor: COLOURS.rising,
      wickUpColor: COLOURS.rising,
      downColor: COLOURS.falling,
      wickDownColor: COLOURS.falling,
      borderVisible: false,
      priceFormat: PRICE_FORMAT,
    })
    this.candles.priceScale().applyOptions({scaleMargins: {top: 0.06, bottom: 0.24}})
    this.lines = COLOURS.averages.map((color) => chart.addSeries(LineSeries, {...QUIET, color, lineWidth: 1, priceFormat: PRICE_FORMAT}))
  }

  fill(bars) {
    this.candles.setData(bars.map(candleOf))
    this.volume.setData(bars.map(volumeOf))
    const closes = bars.map((bar) => bar[4])
    LENGTHS.forEach((length, i) => {
      const values = averagesOf(closes, length)
      const points = values.map((value, at) => ({time: bars[at][0] / 1000, value}))
      this.lines[i].setData(points.filter(({value}) => value !== null))
    })
    this.averages = new Averages(closes.slice(0, -1))
    this.newest = bars.at(-1)
  }

  add(bar) {
    if (bar[0] > this.newest[0]) {
      this.averages.close(this.newest[4])
    }
    this.newest = bar
    this.candles.update(candleOf(bar))
    this.volume.update(volumeOf(bar))
    LENGTHS.forEach((length, i) => {
      this.lines[i].update({time: bar[0] / 1000, value: this.averages.forming(length, bar[4])})
    })
  }

  draw() {} // it paints by itself in the same frame
}

openPage((element, bars) => new Chart(element, bars))
