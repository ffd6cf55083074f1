// The charts as a user handles them: the active one, the one that fills the page, the
// one that is dragged, and what each key does.

import assert from "node:assert/strict"
import {afterEach, beforeEach, describe, test} from "node:test"

import {Element, installDocument} from "./elements.mjs"

const page = installDocument()
const {Desk} = await import("../../dashboard/static/desk.js")

const PALETTE = {background: "#131722", text: "#fff", muted: "#999", grid: "#222", rising: "red", falling: "blue", crosshair: "#888"}
const LABELS = {search: {hint: "", title: ""}, keys_title: "글쇠", keys: {"Enter": "크게 보기", "Esc": "되돌리기"}}

class Chart {
  constructor(place) {
    this.place = place
    this.closed = false
    const host = Object.assign(new Element(), {offsetParent: {}, box: boxOf(place)})
    const [row, symbol, study, more, menu] = Array.from({length: 5}, () => new Element())
    row.setPointerCapture = () => {}
    this.header = {
      host, row, symbol, study, more, menu, closed: 0,
      closeMenu: () => { this.header.closed += 1 },
      offerIndicators: () => { this.offered = "indicators" },
      offerActions: (actions) => { this.offered = actions },
    }
    this.sent = []
    this.model = {key: `cell ${place}`, send_msg: (message) => this.sent.push(message)}
  }

  has(mark) {
    return this.header.host.classList.contains(mark)
  }
}

// Four cells a row, each 100 pixels wide and 50 high.
function boxOf(place) {
  const [left, top] = [100 * (place % 4), 50 * Math.floor(place / 4)]
  return {left, top, right: left + 100, bottom: top + 50, width: 100, height: 50}
}

let wall, desk, charts, tuned
function open(count, {isWall = true, frame} = {}) {
  tuned = 0
  wall = {model: {is_wall: isWall, frame}, palette: PALETTE, charts: new Map(), tune: () => { tuned += 1 }}
  desk = wall.desk = new Desk(wall, LABELS)
  charts = Array.from({length: count}, (_, place) => new Chart(place))
  for (const chart of charts) {
    wall.charts.set(chart.model.key, chart)
    desk.take(chart)
  }
  desk.settle()
}

beforeEach(() => {
  page.media.matches = false
  page.activeElement = null
  open(16)
})
afterEach(() => desk.close())

const key = (name, more = {}) => page.dispatchEvent(Object.assign(new Event("keydown", {cancelable: true}), {key: name, ...more}))
const narrow = (matches) => {
  page.media.matches = matches
  page.media.dispatchEvent(new Event("change"))
}
const placeOf = (chart) => charts.indexOf(chart)
const seen = () => charts.filter((chart) => !chart.has("kw-covered")).map(placeOf)
const pointer = (x, y, node = new Element()) => ({clientX: x, clientY: y, pointerId: 1, composedPath: () => [node]})

describe("the active chart", () => {
  test("is the first one at first, and the one that is pressed after it", () => {
    assert.equal(placeOf(desk.active), 0)

    charts[5].header.host.onpointerdown()

    assert.equal(placeOf(desk.active), 5)
    assert.deepEqual(charts.filter((chart) => chart.has("kw-active")).map(placeOf), [5])
  })

  for (const [from, name, to] of [[0, "ArrowRight", 1], [1, "ArrowLeft", 0], [1, "ArrowDown", 5], [5, "ArrowUp", 1], [3, "ArrowRight", 3], [0, "ArrowLeft", 0], [2, "ArrowUp", 2], [14, "ArrowDown", 14], [4, "ArrowLeft", 4]]) {
    test(`${name} leads from cell ${from} to ${to}`, () => {
      desk.activate(charts[from])

      key(name)

      assert.equal(placeOf(desk.active), to)
    })
  }

  test("moves among the cells in sight only", () => {
    for (const chart of charts.slice(4)) {
      chart.header.host.offsetParent = null
    }
    desk.activate(charts[1])

    key("ArrowDown")
    assert.equal(placeOf(desk.active), 3)
    key("ArrowDown")
    assert.equal(placeOf(desk.active), 3)
  })

  test("takes no key together with a modifier, which is the browser's", () => {
    for (const more of [{ctrlKey: true}, {altKey: true}, {metaKey: true}]) {
      key("ArrowRight", more)
    }

    assert.equal(placeOf(desk.active), 0)
  })

  test("takes no key that a box for text wants", () => {
    const box = Object.assign(new Element(), {tagName: "INPUT"})

    desk.redirect({key: "ArrowRight", composedPath: () => [box]})

    assert.equal(placeOf(desk.active), 0)
  })
})

describe("the chart that fills the page", () => {
  test("is the active one by Enter, and all share it again by Escape", () => {
    desk.activate(charts[6])

    key("Enter")
    assert.deepEqual(seen(), [6])
    assert.ok(charts[6].has("kw-maximised"))
    key("Escape")

    assert.equal(seen().length, 16)
    assert.ok(!charts[6].has("kw-maximised"))
  })

  test("comes and goes with a double click on its header, but not on a button of it", () => {
    const button = Object.assign(new Element(), {tagName: "BUTTON"})
    charts[2].header.row.ondblclick(pointer(0, 0, button))
    assert.equal(seen().length, 16)

    charts[2].header.row.ondblclick(pointer(0, 0))
    assert.deepEqual(seen(), [2])
    charts[2].header.row.ondblclick(pointer(0, 0))

    assert.equal(seen().length, 16)
  })

  test("is its neighbour after an arrow", () => {
    key("Enter")

    key("ArrowRight")

    assert.deepEqual(seen(), [1])
  })

  test("stays where there is no neighbour", () => {
    desk.activate(charts[14])
    key("Enter")

    key("ArrowDown")

    assert.deepEqual(seen(), [14])
  })

  test("leaves the feed to what is in sight", () => {
    const before = tuned

    key("Enter")

    assert.ok(tuned > before)
    assert.ok(!desk.covers(charts[0]) && desk.covers(charts[1]))
  })
})

describe("on a narrow page", () => {
  test("there is one chart, with the ways to its neighbours", () => {
    narrow(true)

    assert.deepEqual(seen(), [0])
    assert.ok(document.documentElement.classList.contains("kw-narrow"))
    assert.equal(desk.switcher.querySelector("output").textContent, "1 / 16")
  })

  test("the switcher goes around", () => {
    narrow(true)

    desk.switcher.onclick({target: {value: "-1"}})
    assert.deepEqual(seen(), [15])
    assert.equal(desk.switcher.querySelector("output").textContent, "16 / 16")
    desk.switcher.onclick({target: {value: "1"}})

    assert.deepEqual(seen(), [0])
  })

  test("Escape and Enter leave the one chart there", () => {
    narrow(true)

    key("Escape")
    assert.deepEqual(seen(), [0])
    key("Enter")

    assert.deepEqual(seen(), [0])
  })

  test("a wider one shows all again", () => {
    narrow(true)

    narrow(false)

    assert.equal(seen().length, 16)
    assert.equal(desk.switcher, undefined)
  })
})

describe("a header that is dragged", () => {
  test("changes places with the one it is dropped on", () => {
    const {row} = charts[0].header
    row.onpointerdown(pointer(10, 10))
    row.onpointermove(pointer(250, 60))
    assert.ok(charts[6].has("kw-target"))

    row.onpointerup({type: "pointerup"})

    assert.deepEqual(charts[0].sent, [{swap: "cell 6"}])
    assert.equal(placeOf(desk.active), 6)
    assert.ok(charts.every((chart) => !chart.has("kw-target")))
    assert.equal(row.onpointermove, undefined)
  })

  test("stays where it is after a click that trembles", () => {
    const {row} = charts[0].header
    row.onpointerdown(pointer(99, 10))
    row.onpointermove(pointer(102, 12))

    row.onpointerup({type: "pointerup"})

    assert.deepEqual(charts[0].sent, [])
  })

  test("stays where it is on itself, and outside of all charts", () => {
    const {row} = charts[0].header
    for (const [x, y] of [[60, 40], [500, 500]]) {
      row.onpointerdown(pointer(10, 10))
      row.onpointermove(pointer(x, y))
      row.onpointerup({type: "pointerup"})
    }

    assert.deepEqual(charts[0].sent, [])
  })

  test("stays where it is when the drag is broken off", () => {
    const {row} = charts[0].header
    row.onpointerdown(pointer(10, 10))
    row.onpointermove(pointer(250, 60))

    row.onpointercancel({type: "pointercancel"})

    assert.deepEqual(charts[0].sent, [])
    assert.ok(!charts[6].has("kw-target"))
  })
})

describe("menus", () => {
  test("all close but the one that is pressed in", () => {
    page.dispatchEvent(new Event("pointerdown"))
    assert.ok(charts.every((chart) => chart.header.closed === 1))

    desk.closeMenus([charts[3].header.menu])

    assert.deepEqual(charts.filter((chart) => chart.header.closed === 1).map(placeOf), [3])
  })

  test("offer to let a chart fill the page, or to give it back", () => {
    charts[1].header.more.onclick()
    assert.deepEqual(Object.keys(charts[1].offered), ["maximise", "png", "csv"])

    charts[1].offered.maximise()
    charts[1].header.more.onclick()

    assert.deepEqual(seen(), [1])
    assert.deepEqual(Object.keys(charts[1].offered), ["restore", "png", "csv"])
  })

  test("of indicators open by their button", () => {
    charts[1].header.study.onclick()

    assert.equal(charts[1].offered, "indicators")
  })

  test("the symbol opens the search for its chart", () => {
    charts[7].header.symbol.onclick()

    assert.equal(placeOf(desk.search.chart), 7)
  })
})

describe("the help", () => {
  test("lists the keys by ?, and goes by ? or Escape or a click", () => {
    for (const away of [() => key("?"), () => key("Escape"), () => desk.help.onclick()]) {
      key("?")
      const list = desk.help.children[1]
      assert.deepEqual(list.children.map((node) => node.textContent), ["Enter", "크게 보기", "Esc", "되돌리기"])

      away()

      assert.equal(desk.help, undefined)
    }
  })

  test("goes before the chart that fills the page", () => {
    key("Enter")
    key("?")

    key("Escape")
    assert.deepEqual(seen(), [0])
    key("Escape")

    assert.equal(seen().length, 16)
  })
})

describe("charts of a notebook", () => {
  test("leave the page's keys and the marks alone", () => {
    desk.close()
    open(4, {isWall: false})

    key("ArrowRight")
    key("Enter")

    assert.equal(placeOf(desk.active), 0)
    assert.ok(charts.every((chart) => !chart.has("kw-active") && !chart.has("kw-covered")))
    charts[0].header.more.onclick()
    assert.deepEqual(Object.keys(charts[0].offered), ["png", "csv"])
    assert.equal(charts[0].header.row.ondblclick, undefined)
  })
})

test("a desk that is closed hears no key any more", () => {
  desk.close()

  key("ArrowRight")

  assert.equal(placeOf(desk.active), 0)
})

test("a snapshot has the keys but no search", () => {
  desk.close()
  open(4, {frame: new ArrayBuffer(0)})

  key("ArrowRight")

  assert.equal(placeOf(desk.active), 1)
  assert.equal(desk.search.host.hidden, true)
})
