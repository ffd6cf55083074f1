// The search box: one for the page, in the service of the active chart.
//
// On a wall it always has the keyboard, so that typing anywhere begins a search, also in
// Hangul, which a box must have before its first letter. Elsewhere it is there while a
// search is under way.

import {lendColours} from "./colours.js"

const STYLE = `
  :host { position: fixed; z-index: 900; font: 500 13px/20px var(--kw-font); color: var(--kw-text); }
  :host([hidden]) { display: none; }
  input {
    box-sizing: border-box; width: 100%; height: 26px; padding: 0 10px; font: inherit; color: inherit; outline: none;
    background: var(--kw-field); border: 1px solid var(--kw-line); border-radius: 5px;
  }
  input::placeholder { color: var(--kw-muted); font-size: 12px; }
  .open { padding: 8px; background: var(--kw-panel); border: 1px solid var(--kw-accent); border-radius: 8px; box-shadow: 0 10px 32px rgb(0 0 0 / .45); }
  .open input { height: 32px; font-size: 15px; }
  ul { margin: 6px 0 0; padding: 0; list-style: none; }
  ul:empty { display: none; }
  li { display: flex; gap: 8px; padding: 4px 8px; border-radius: 4px; cursor: pointer; white-space: nowrap; }
  li[aria-selected="true"] { background: var(--kw-accent); color: #fff; }
  li b { flex: 1; font-weight: 600; overflow: hidden; text-overflow: ellipsis; }
  li span { color: var(--kw-muted); font-variant-numeric: tabular-nums; }
  li[aria-selected="true"] span { color: inherit; }
  .none { color: var(--kw-muted); padding: 4px 8px; }
`
const WIDTH = 300

export class Search {
  constructor(wall, labels) {
    this.wall = wall
    this.labels = labels
    this.host = document.createElement("div")
    this.host.className = "kw-search-host"
    const root = this.host.attachShadow({mode: "open"})
    root.innerHTML = `<style>${STYLE}</style><div role="search">
      <input class="kw-search" type="text" maxlength="40" spellcheck="false" autocomplete="off" role="combobox"
        aria-autocomplete="list"><ul role="listbox"></ul></div>`
    this.box = root.querySelector("div")
    this.input = root.querySelector("input")
    this.list = root.querySelector("ul")
    this.input.placeholder = labels.search.hint
    this.input.setAttribute("aria-label", labels.search.title)
    this.asked = 0
    this.items = []
    this.listen()
    this.host.hidden = true // until it is told its place
    document.body.append(this.host)
  }

  // Whether the box is there while nothing is searched for. A snapshot cannot search.
  get isKept() {
    const {is_wall, frame} = this.wall.model
    return is_wall && frame === undefined
  }

  get isOpen() {
    return this.chart !== undefined
  }

  listen() {
    this.input.addEventListener("input", () => this.change())
    this.input.addEventListener("keydown", (event) => this.press(event))
    this.input.addEventListener("focus", () => {
      if (!this.isOpen && !this.wall.model.is_wall) this.open(this.wall.desk.active)
    })
    this.input.addEventListener("click", () => this.open(this.wall.desk.active))
    this.input.addEventListener("blur", () => setTimeout(() => {
      if (document.activeElement !== this.host) this.close()
    }))
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()) // keeps the focus
  }

  // Begin to search for a chart, beneath its header.
  open(chart) {
    if (chart === undefined || chart === null) {
      return
    }
    this.chart = chart
    this.host.hidden = false
    this.box.className = "open"
    const {left, top, width} = chart.header.host.getBoundingClientRect()
    const wide = Math.min(WIDTH, innerWidth - 8)
    this.place(Math.min(Math.max(left + Math.min(4, width - wide), 4), innerWidth - wide - 4), top + 2, wide)
    this.input.focus()
  }

  // Take the box back to where it waits.
  close() {
    this.chart = undefined
    this.items = []
    this.hurried = false
    this.asked += 1
    this.input.value = ""
    this.list.replaceChildren()
    this.rest()
  }

  rest() {
    this.box.className = ""
    this.host.hidden = !this.isKept
    const slot = globalThis.kiwoomSlot?.getBoundingClientRect()
    if (slot !== undefined) {
      this.place(slot.left, slot.top, slot.width)
    }
  }

  place(left, top, width) {
    Object.assign(this.host.style, {left: `${left}px`, top: `${top}px`, width: `${width}px`})
  }

  change() {
    const query = this.input.value.trim()
    if (query === "") {
      this.show([])
      return
    }
    if (!this.isOpen) {
      this.open(this.wall.desk.active)
    }
    this.asked += 1
    this.answered = false
    this.show(this.intervals(query))
    this.chart?.model.send_msg({find: query, number: this.asked})
  }

  // Return the intervals that a text names: a number of minutes, D or 일 for days.
  intervals(query) {
    const name = /^(d|일|일봉)$/i.test(query) ? "1d" : `${query.replace(/(m|분|분봉)$/i, "")}m`
    const label = this.labels.intervals[name]
    return label === undefined ? [] : [{interval: name, name: this.labels.search.interval.replace("{label}", label)}]
  }

  // Take the server's answer, if it is that to the newest question.
  answer(found, number) {
    if (!this.isOpen || number !== this.asked) {
      return
    }
    this.answered = true
    this.show([...this.intervals(this.input.value.trim()), ...found])
    if (found.length === 0 && this.items.length === 0) {
      const none = document.createElement("div")
      none.className = "none"
      none.textContent = this.labels.search.nothing
      this.list.replaceChildren(none)
    }
    if (this.hurried) {
      this.pick(0)
    }
  }

  show(items) {
    this.items = items
    this.list.replaceChildren(...items.map((item, place) => this.line(item, place)))
    this.choose(0)
  }

  line({symbol, name, market}, place) {
    const line = document.createElement("li")
    line.setAttribute("role", "option")
    const title = document.createElement("b")
    title.textContent = name
    line.append(title, ...[symbol, market].filter(Boolean).map((text) => {
      const node = document.createElement("span")
      node.textContent = text
      return node
    }))
    line.addEventListener("click", () => this.pick(place))
    return line
  }

  choose(place) {
    this.chosen = Math.max(0, Math.min(place, this.items.length - 1))
    for (const [i, line] of [...this.list.children].entries()) {
      line.setAttribute("aria-selected", String(i === this.chosen))
    }
  }

  // Show an item in the chart that was searched for.
  pick(place) {
    const [item, chart] = [this.items[place], this.chart]
    this.hurried = false
    if (item !== undefined) {
      chart.model.send_msg(item.interval === undefined ? {symbol: item.symbol} : {interval: item.interval})
      this.close()
    }
  }

  // Take the line that is chosen; who is faster than the server gets its first answer.
  submit() {
    if (this.answered || this.items.length > 0) {
      this.pick(this.chosen)
    } else {
      this.hurried = true
    }
  }

  press(event) {
    if (event.isComposing && event.key !== "Escape") {
      this.pressComposing(event)
      return
    }
    const deeds = {
      ArrowDown: () => this.choose(this.chosen + 1),
      ArrowUp: () => this.choose(this.chosen - 1),
      Enter: () => this.submit(),
      Escape: () => this.close(),
      Tab: () => this.close(),
    }
    if (this.isOpen && (this.input.value !== "" || event.key === "Escape") && event.key in deeds) {
      event.preventDefault()
      deeds[event.key]()
    } else if (this.wall.model.is_wall && !this.isOpen) {
      this.wall.desk.press(event)
    }
    event.stopPropagation()
  }

  // The key that ends a syllable also does what it says.
  pressComposing(event) {
    if (event.key === "Enter") {
      this.input.addEventListener("compositionend", () => setTimeout(() => this.submit()), {once: true})
    }
    event.stopPropagation()
  }

  paintIn(palette) {
    if (!this.wall.model.is_wall) {
      lendColours(this.host, palette)
    }
  }

  remove() {
    this.host.remove()
  }
}
