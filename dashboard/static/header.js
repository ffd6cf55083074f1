// Header of one chart: symbol and interval fields, price, change, strength, messages.

import {signedRate, signedWon, won} from "./numbers.js"

function put(node, text) {
  if (node.textContent !== text) {
    node.textContent = text
  }
}

export class Header {
  // `cell` is the chart's component, `send` tells Python what the user chose.
  constructor(cell, labels) {
    this.model = cell.model
    this.labels = labels
    cell.el.innerHTML = `
      <div class="row">
        <span class="title"></span>
        <input class="symbol" maxlength="9" spellcheck="false" autocomplete="off" aria-label="종목 코드">
        <select class="interval" aria-label="봉 간격"></select>
        <span class="space"></span>
        <span class="price"></span>
        <span class="change"></span>
        <span class="rate"></span>
        <span class="strength" title="체결강도"></span>
      </div>
      <div class="plot"></div>
      <div class="message" role="status"></div>
      <div class="notice" role="alert"></div>`
    for (const name of ["row", "title", "symbol", "interval", "price", "change", "rate", "strength", "plot", "message"]) {
      this[name] = cell.el.querySelector(`.${name}`)
    }
    this.find = (name) => cell.el.querySelector(`.${name}`)
    for (const [value, label] of Object.entries(labels.intervals)) {
      this.interval.add(new Option(label, value))
    }
    this.host = cell.el.getRootNode().host ?? cell.el
    this.listen()
    this.identify()
  }

  // Take the chart's colours, in a page that has none of the wall's.
  paintIn(palette) {
    if (getComputedStyle(document.documentElement).getPropertyValue("--kw-panel") !== "") {
      return
    }
    const {background, text, muted, grid, rising, falling} = palette
    const colours = {panel: background, field: grid, line: grid, text, muted, rising, falling, bad: rising}
    for (const [name, colour] of Object.entries(colours)) {
      this.host.style.setProperty(`--kw-${name}`, colour)
    }
  }

  // Show which symbol and interval the chart is of.
  identify() {
    const {symbol, interval, title, message} = this.model
    this.symbol.value = symbol
    this.symbol.classList.toggle("long", symbol.length > 6) // with a venue
    this.interval.value = interval
    put(this.title, title)
    put(this.message, message)
    this.host.dataset.symbol = symbol
    this.host.dataset.interval = interval
  }

  // Show the newest price; the same at the same moment as the chart's own tag.
  show({close, base, strength, state}) {
    this.row.dataset.state = this.labels.states[state]
    const known = close > 0 && base > 0
    const change = close - base
    put(this.price, known ? won(close) : "")
    put(this.change, known ? signedWon(change) : "")
    put(this.rate, known ? signedRate(100 * change / base) : "")
    put(this.strength, known && strength > 0 ? `${this.labels.strength} ${strength.toFixed(2)}` : "")
    this.row.dataset.direction = change > 0 ? "up" : change < 0 ? "down" : "flat"
  }

  clear() {
    this.show({close: NaN, base: NaN, strength: NaN, state: 0})
  }

  // Show a sentence in place of the chart, until its state changes.
  tell(text) {
    put(this.message, text)
  }

  notify(text) {
    this.identify()
    const fresh = this.find("notice").cloneNode()
    fresh.textContent = text
    this.find("notice").replaceWith(fresh) // a new node starts its fading anew
  }

  listen() {
    const {model, symbol, interval} = this
    symbol.addEventListener("focus", () => symbol.select())
    symbol.addEventListener("change", () => this.submit())
    symbol.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        symbol.value = model.symbol
      }
      if (event.key === "Escape" || event.key === "Enter") {
        symbol.blur()
      }
      event.stopPropagation()
    })
    interval.addEventListener("change", () => model.send_msg({interval: interval.value}))
  }

  submit() {
    const {model, symbol} = this
    const wanted = symbol.value.trim().toUpperCase()
    if (wanted !== "" && wanted !== model.symbol) {
      model.send_msg({symbol: wanted})
    } else {
      symbol.value = model.symbol
    }
  }
}
