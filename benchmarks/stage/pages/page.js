// What the pages that are not ours have in common: cells, headers and the feed.

const FIELDS = 7
const NUMBER = new Intl.NumberFormat("ko-KR")

export const VISIBLE_BARS = 120
export const RIGHT_MARGIN = 6
export const COLOURS = {
  background: "#131722",
  text: "#8791a5",
  grid: "#1f2533",
  rising: "#f0494f",
  falling: "#3d7ff5",
  risingVolume: "rgba(240,73,79,0.38)",
  fallingVolume: "rgba(61,127,245,0.38)",
  averages: ["#f7d154", "#ff8d3f", "#6fd3c7", "#b48cff"],
}

function put(node, text) {
  if (node.textContent !== text) {
    node.textContent = text
  }
}

class Cell {
  constructor(grid) {
    this.root = document.createElement("div")
    this.root.className = "cell"
    this.root.innerHTML = `<div class="header"><b></b><span></span><i></i>
      <span class="price"></span><span class="change"></span><span class="rate"></span></div>
      <div class="chart"></div>`
    grid.append(this.root)
    this.place = this.root.querySelector(".chart")
    this.parts = [".price", ".change", ".rate"].map((name) => this.root.querySelector(name))
  }

  name({name, symbol, base}) {
    this.base = base
    put(this.root.querySelector("b"), name)
    put(this.root.querySelector("span"), symbol)
  }

  show(price) {
    const change = price - this.base
    const [shown, won, rate] = this.parts
    put(shown, NUMBER.format(price))
    put(won, (change > 0 ? "▲" : change < 0 ? "▼" : "") + NUMBER.format(Math.abs(change)))
    put(rate, `${change > 0 ? "+" : ""}${(100 * change / this.base).toFixed(2)}%`)
    this.root.dataset.direction = change > 0 ? "up" : change < 0 ? "down" : "flat"
  }
}

// Open the page. `makeChart(element, bars)` builds one chart of rows [time, open, high,
// low, close, volume] and returns {add(row), draw()}: `add` is called with each message,
// `draw` once in a frame before the frame counts as drawn.
export function openPage(makeChart) {
  const grid = document.querySelector(".grid")
  const cells = Array.from({length: 16}, () => new Cell(grid))
  const socket = new WebSocket(`ws://${location.host}/rival-feed`)
  socket.binaryType = "arraybuffer"
  const changed = new Map() // place -> newest row
  let symbols = []
  let charts = []
  let received = 0
  let frame = 0

  const begin = (instruments) => {
    symbols = instruments.map(({symbol}) => symbol)
    charts = instruments.map((instrument, place) => {
      cells[place].name(instrument)
      changed.set(place, instrument.bars.at(-1))
      return makeChart(cells[place].place, instrument.bars)
    })
  }
  const take = (buffer) => {
    const numbers = new Float64Array(buffer)
    for (let at = 0; at < numbers.length; at += FIELDS) {
      const [place, ...row] = numbers.subarray(at, at + FIELDS)
      charts[place].add(row)
      changed.set(place, row)
    }
  }
  const draw = () => {
    const detail = []
    for (const [place, row] of changed) {
      cells[place].show(row[4])
      charts[place].draw()
      detail.push({symbol: symbols[place], time: row[0], close: row[4], volume: row[5]})
    }
    changed.clear()
    socket.send(received)
    received = 0
    // Charts that put their painting off to the end of this task have painted then.
    queueMicrotask(() => document.dispatchEvent(new CustomEvent("kw-drawn", {detail})))
  }
  socket.onmessage = ({data}) => {
    received += 1
    if (typeof data === "string") {
      begin(JSON.parse(data))
    } else {
      take(data)
    }
    // Asked for anew each time, so that it comes after what the charts asked for.
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(draw)
  }
}
