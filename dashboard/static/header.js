// Header of one chart: what it shows, price and change, its menus and messages.

import {inUnits, signedRate, signedWon, won} from "./numbers.js"

const PARTS = [
  "row", "title", "symbol", "interval", "badge", "price", "change", "rate", "strength", "value",
  "study", "more", "menu", "plot", "message",
]

function put(node, text) {
  if (node.textContent !== text) {
    node.textContent = text
  }
}

export class Header {
  // `cell` is the chart's component, which tells Python what the user chose.
  constructor(cell, labels) {
    this.model = cell.model
    this.labels = labels
    cell.el.innerHTML = `
      <div class="row">
        <span class="title"></span>
        <button class="symbol" type="button"></button>
        <select class="interval"></select>
        <span class="space"></span>
        <span class="badge"></span>
        <span class="price"></span>
        <span class="change"></span>
        <span class="rate"></span>
        <span class="strength"></span>
        <span class="value"></span>
        <button class="study tool" type="button">ƒ</button>
        <button class="more tool" type="button">⋯</button>
      </div>
      <div class="menu" hidden></div>
      <div class="plot"></div>
      <div class="message" role="status"><i></i><span></span></div>
      <div class="notice" role="alert"></div>`
    this.find = (name) => cell.el.querySelector(`.${name}`)
    for (const name of PARTS) {
      this[name] = this.find(name)
    }
    this.name({symbol: "search", interval: "interval", study: "indicators", more: "menu"})
    for (const [value, label] of Object.entries(labels.intervals)) {
      this.interval.add(new Option(label, value))
    }
    this.host = cell.el
    this.interval.addEventListener("change", () => this.model.send_msg({interval: this.interval.value}))
    this.identify()
  }

  name(parts) {
    for (const [part, label] of Object.entries(parts)) {
      this[part].title = this.labels.cell[label]
      this[part].setAttribute("aria-label", this.labels.cell[label])
    }
  }

  // Show which symbol and interval the chart is of, and why it is empty if it is.
  identify() {
    const {symbol, interval, title, message, state, is_fixed} = this.model
    this.row.classList.toggle("fixed", is_fixed === true)
    put(this.symbol, symbol)
    this.interval.value = interval
    put(this.title, title)
    put(this.message.lastElementChild, message)
    this.message.dataset.state = message === "" ? "" : state
    this.host.dataset.symbol = symbol
    this.host.dataset.interval = interval
  }

  // Show the newest price, or what an auction would match; the same at the same moment as
  // the chart's own tag.
  show({close, base, strength, state, expected, expectedSize, dayValue}) {
    const {labels} = this
    const isExpected = expected > 0
    const price = isExpected ? expected : close
    const known = price > 0 && base > 0
    const change = price - base
    this.row.dataset.state = this.host.dataset.state = labels.states[state]
    this.row.dataset.direction = change > 0 ? "up" : change < 0 ? "down" : "flat"
    this.row.classList.toggle("expected", isExpected)
    put(this.badge, isExpected ? `${labels.levels.expected} ${inUnits(expectedSize)}` : labels.badges[labels.states[state]] ?? "")
    put(this.price, known ? won(price) : "")
    put(this.change, known ? signedWon(change) : "")
    put(this.rate, known ? signedRate(100 * change / base) : "")
    put(this.strength, known && strength > 0 ? `${labels.strength} ${strength.toFixed(2)}` : "")
    put(this.value, dayValue > 0 ? `${labels.cell.value} ${inUnits(dayValue)}` : "")
  }

  clear() {
    this.show({close: NaN, base: NaN, strength: NaN, state: 0, expected: 0, expectedSize: 0, dayValue: 0})
  }

  // Show a sentence in place of the chart, until its state changes.
  tell(text) {
    put(this.message.lastElementChild, text)
    this.message.dataset.state = "failed"
  }

  notify(text) {
    this.identify()
    const fresh = this.find("notice").cloneNode()
    fresh.textContent = text
    this.find("notice").replaceWith(fresh) // a new node starts its fading anew
  }

  // Open the menu with some nodes, or close it if the same button is pressed again.
  toggle(button, nodes) {
    const isOpen = !this.menu.hidden && this.opener === button
    this.opener = button
    this.menu.hidden = isOpen
    this.menu.replaceChildren(...isOpen ? [] : nodes)
  }

  closeMenu() {
    this.menu.hidden = true
  }

  // Offer the indicators, those that are drawn ticked.
  offerIndicators() {
    const boxes = Object.entries(this.labels.indicators).map(([name, label]) => {
      const box = document.createElement("input")
      box.type = "checkbox"
      box.name = name
      box.checked = this.model.indicators.includes(name)
      const line = document.createElement("label")
      line.append(box, ` ${label}`)
      return line
    })
    const chosen = () => boxes.map((line) => line.firstChild).filter((box) => box.checked).map((box) => box.name)
    for (const line of boxes) {
      line.addEventListener("change", () => this.model.send_msg({indicators: chosen()}))
    }
    const all = actionButton(this.labels.cell.all, () => {
      this.model.send_msg({indicators_of_all: chosen()})
      this.closeMenu()
    })
    this.toggle(this.study, [...boxes, all])
  }

  // Offer what can be done with the chart: `actions` by the name of their label.
  offerActions(actions) {
    this.toggle(this.more, Object.entries(actions).map(([name, act]) => actionButton(this.labels.cell[name], () => {
      this.closeMenu()
      act()
    })))
  }
}

function actionButton(label, act) {
  const button = document.createElement("button")
  button.type = "button"
  button.textContent = label
  button.addEventListener("click", act)
  return button
}
