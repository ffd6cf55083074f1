// The page's charts as a user handles them: which one is active, which fills the page,
// which is dragged onto another, and the keyboard.

import {saveCsv, savePicture} from "./picture.js"
import {Search} from "./search.js"

const DRAG_PX = 6 // that a header must move before it counts as dragged
const NARROW = "(max-width: 720px)" // one chart at a time
const MARKS = {active: "kw-active", maximised: "kw-maximised", target: "kw-target"}

export class Desk {
  constructor(wall, labels) {
    this.wall = wall
    this.labels = labels
    this.active = null
    this.maximised = null
    this.search = new Search(wall, labels)
    this.search.paintIn(wall.palette)
    this.listening = new AbortController()
    const {signal} = this.listening
    this.narrow = matchMedia(NARROW)
    if (wall.model.is_wall) {
      document.documentElement.classList.toggle("kw-narrow", this.narrow.matches)
      this.narrow.addEventListener("change", () => this.fit(), {signal})
      document.addEventListener("keydown", (event) => this.redirect(event), {signal})
      document.addEventListener("pointerup", () => setTimeout(() => this.attend()), {signal})
      document.addEventListener("pointerdown", (event) => this.closeMenus(event.composedPath()), {signal})
      document.addEventListener("kw-save", ({detail}) => this.save(detail), {signal})
      document.addEventListener("kw-help", () => this.toggleHelp(), {signal})
      const settle = () => this.search.isOpen || this.search.rest()
      window.addEventListener("resize", settle, {signal})
      document.addEventListener("kw-slot", settle, {signal})
    }
  }

  // Take a chart in; the first one is active.
  take(chart) {
    const {header} = chart
    const {signal} = chart.handling = new AbortController()
    header.host.addEventListener("pointerdown", () => this.activate(chart), {signal})
    header.symbol.addEventListener("click", () => this.search.open(chart), {signal})
    header.study.addEventListener("click", () => header.offerIndicators(), {signal})
    header.more.addEventListener("click", () => header.offerActions(this.actions(chart)), {signal})
    if (this.wall.model.is_wall) {
      header.row.addEventListener("dblclick", (event) => isBare(event) && this.toggle(chart), {signal})
      header.row.addEventListener("pointerdown", (event) => isBare(event) && this.grab(chart, event), {signal})
    }
    if (this.active === null) {
      this.activate(chart)
    }
    this.mark(chart, "kw-covered", this.covers(chart))
  }

  // All charts are there: what depends on their places can be placed.
  settle() {
    this.search.rest()
    this.showSwitcher()
    this.attend()
  }

  // Close all menus but that one which an event is of.
  closeMenus(path) {
    for (const {header} of this.wall.charts.values()) {
      if (![header.menu, header.study, header.more].some((node) => path.includes(node))) {
        header.closeMenu()
      }
    }
  }

  actions(chart) {
    const size = this.maximised === chart ? "restore" : "maximise"
    const resizing = this.wall.model.is_wall ? {[size]: () => this.toggle(chart)} : {}
    return {...resizing, png: () => savePicture([chart], this.wall.palette), csv: () => saveCsv([chart], this.labels)}
  }

  get inSight() {
    return [...this.wall.charts.values()].filter((chart) => chart.header.host.offsetParent !== null)
  }

  // Whether another chart fills the page in place of this one.
  covers(chart) {
    return this.maximised !== null && this.maximised !== chart
  }

  activate(chart) {
    if (chart !== undefined && chart !== this.active) {
      this.mark(this.active, MARKS.active, false)
      this.active = chart
      this.mark(chart, MARKS.active, this.wall.model.is_wall)
      if (this.narrow.matches && this.wall.model.is_wall) {
        this.maximise(chart)
      }
    }
  }

  mark(chart, name, isMarked) {
    chart?.header.host.classList.toggle(name, isMarked)
  }

  // Let one chart fill the page, or all of them share it.
  maximise(chart) {
    this.mark(this.maximised, MARKS.maximised, false)
    this.maximised = chart
    this.mark(chart, MARKS.maximised, true)
    for (const other of this.wall.charts.values()) {
      this.mark(other, "kw-covered", this.covers(other))
    }
    this.wall.tune()
    this.showSwitcher()
  }

  toggle(chart) {
    if (!this.narrow.matches) {
      this.activate(chart)
      this.maximise(this.maximised === null ? chart : null)
    }
  }

  // A page too narrow for two charts shows the active one.
  fit() {
    document.documentElement.classList.toggle("kw-narrow", this.narrow.matches)
    this.maximise(this.narrow.matches ? this.active : null)
    this.search.rest()
  }

  // On a narrow page: which of the charts it is, and the ways to its neighbours.
  showSwitcher() {
    if (!this.narrow.matches || !this.wall.model.is_wall) {
      this.switcher?.remove()
      this.switcher = undefined
      return
    }
    if (this.switcher === undefined) {
      this.switcher = document.createElement("nav")
      this.switcher.className = "kw-switcher"
      this.switcher.innerHTML = `<button type="button" value="-1">‹</button><output></output><button type="button" value="1">›</button>`
      this.switcher.addEventListener("click", ({target}) => target.value && this.step(Number(target.value)))
      document.body.append(this.switcher)
    }
    const charts = this.inSight
    this.switcher.querySelector("output").textContent = `${charts.indexOf(this.active) + 1} / ${charts.length}`
  }

  step(by) {
    const charts = this.inSight
    const place = (charts.indexOf(this.active) + by + charts.length) % charts.length
    this.activate(charts[place])
    this.showSwitcher()
  }

  // Make the neighbour of the active chart active.
  move(right, down) {
    const charts = this.inSight
    const columns = Math.max(1, Math.round(Math.sqrt(charts.length)))
    const place = charts.indexOf(this.active)
    const [row, column] = [Math.floor(place / columns), place % columns]
    const wanted = (row + down) * columns + column + right
    const isInside = column + right >= 0 && column + right < columns && wanted >= 0 && wanted < charts.length
    if (isInside) {
      this.activate(charts[wanted])
      if (this.maximised !== null) {
        this.maximise(charts[wanted])
      }
    }
  }

  // Do what a key says while nothing is searched for; letters go on into the search box.
  press(event) {
    const deeds = {
      ArrowLeft: () => this.move(-1, 0),
      ArrowRight: () => this.move(1, 0),
      ArrowUp: () => this.move(0, -1),
      ArrowDown: () => this.move(0, 1),
      Enter: () => this.active !== null && this.toggle(this.active),
      Escape: () => this.escape(),
      "?": () => this.toggleHelp(),
    }
    if (event.key in deeds && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault()
      deeds[event.key]()
    }
  }

  escape() {
    this.closeMenus([])
    if (this.help !== undefined) {
      this.toggleHelp()
    } else if (!this.narrow.matches) {
      this.maximise(null)
    }
  }

  // A key that nobody else wants goes to the search box.
  redirect(event) {
    if (!isEditable(event.composedPath()[0]) && !event.ctrlKey && !event.altKey && !event.metaKey && event.key !== "Tab") {
      if (this.search.isKept) {
        this.search.input.focus()
        this.search.press(event)
      } else {
        this.press(event)
      }
    }
  }

  // Let the search box have the keyboard, unless somebody else uses it.
  attend() {
    let focused = document.activeElement
    while (focused?.shadowRoot?.activeElement) {
      focused = focused.shadowRoot.activeElement
    }
    if (this.search.isKept && !isEditable(focused) && focused?.tagName !== "BUTTON") {
      this.search.input.focus({preventScroll: true})
    }
  }

  // Follow a header that is dragged; dropped on another one, the two change places.
  grab(chart, {clientX, clientY, pointerId}) {
    const {row} = chart.header
    const dragging = new AbortController()
    const {signal} = dragging
    let target = null
    const aim = (next) => {
      this.mark(target, MARKS.target, false)
      target = next
      this.mark(target, MARKS.target, true)
    }
    row.addEventListener("pointermove", (event) => {
      if (!chart.dragged && Math.hypot(event.clientX - clientX, event.clientY - clientY) >= DRAG_PX) {
        chart.dragged = true
        row.setPointerCapture(pointerId)
        row.style.cursor = "grabbing"
      }
      if (chart.dragged) {
        aim(this.chartAt(event.clientX, event.clientY, chart))
      }
    }, {signal})
    const drop = ({type}) => {
      dragging.abort()
      row.style.cursor = ""
      if (chart.dragged && target !== null && type === "pointerup") {
        chart.model.send_msg({swap: target.model.key})
        this.activate(target)
      }
      chart.dragged = false
      aim(null)
    }
    for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) {
      row.addEventListener(type, drop, {signal})
    }
  }

  chartAt(x, y, except) {
    return this.inSight.find((chart) => {
      const {left, right, top, bottom} = chart.header.host.getBoundingClientRect()
      return chart !== except && !this.covers(chart) && x >= left && x < right && y >= top && y < bottom
    }) ?? null
  }

  toggleHelp() {
    if (this.help !== undefined) {
      this.help.remove()
      this.help = undefined
      return
    }
    this.help = document.createElement("div")
    this.help.className = "kw-help"
    this.help.setAttribute("role", "dialog")
    const title = document.createElement("h2")
    title.textContent = this.labels.keys_title
    const list = document.createElement("dl")
    for (const [key, deed] of Object.entries(this.labels.keys)) {
      const [term, text] = [document.createElement("dt"), document.createElement("dd")]
      term.textContent = key
      text.textContent = deed
      list.append(term, text)
    }
    this.help.append(title, list)
    this.help.addEventListener("click", () => this.toggleHelp())
    document.body.append(this.help)
  }

  // Save what is on the screen: "png" or "csv" of all charts in sight.
  save(kind) {
    const charts = this.inSight.filter((chart) => !this.covers(chart))
    if (kind === "png") {
      savePicture(charts, this.wall.palette)
    } else {
      saveCsv(charts, this.labels)
    }
  }

  paintIn(palette) {
    this.search.paintIn(palette)
  }

  close() {
    this.listening.abort()
    this.help?.remove()
    this.switcher?.remove()
    this.search.remove()
  }
}

function isEditable(node) {
  return ["INPUT", "SELECT", "TEXTAREA"].includes(node?.tagName) || node?.isContentEditable === true
}

// Whether an event is of a header itself rather than of a button in it.
function isBare(event) {
  const [node] = event.composedPath()
  return !["BUTTON", "SELECT", "OPTION"].includes(node.tagName)
}
