// The cells of a component: where they are, and what Python tells of each.

import assert from "node:assert/strict"
import {beforeEach, describe, test} from "node:test"

import {Element, installDocument} from "./elements.mjs"

installDocument()
const {placeCells} = await import("../../dashboard/static/cells.js")

// A component as Panel hands it to a script: its values, and who hears of their change.
class Component {
  constructor(values) {
    this.listeners = []
    this.sent = []
    Object.assign(this, values)
  }

  on(names, action) {
    this.listeners.push([[names].flat(), action])
  }

  send_msg(message) {
    this.sent.push(message)
  }

  change(values) {
    Object.assign(this, values)
    for (const [names, action] of this.listeners) {
      if (names.some((name) => name in values)) action()
    }
  }

  tell(message) {
    for (const [names, action] of this.listeners) {
      if (names.includes("msg:custom")) action(message)
    }
  }
}

const valuesOf = (key, more = {}) => ({key, symbol: "005930", channel: 1, title: "삼성전자", visible: true, ...more})

let component, el, cells, grid
beforeEach(() => {
  component = new Component({rows: 1, columns: 2, cells: [valuesOf("a"), valuesOf("b", {symbol: "000660"})]})
  el = new Element()
  cells = placeCells(component, el)
  grid = el.children[0]
})

// Have the second cell's values changed by Python.
const change = (values) => component.change({cells: [valuesOf("a"), valuesOf("b", {symbol: "000660", ...values})]})

describe("places", () => {
  test("there is an element for each cell, in their order", () => {
    assert.equal(grid.className, "kw-grid")
    assert.deepEqual(grid.children, [...cells.values()].map((cell) => cell.el))
    assert.deepEqual([...cells.keys()], ["a", "b"])
  })

  test("rows and columns share the room", () => {
    assert.equal(grid.style.gridTemplate, "repeat(1, minmax(0, 1fr)) / repeat(2, minmax(0, 1fr))")

    component.change({rows: 3, columns: 3})

    assert.equal(grid.style.gridTemplate, "repeat(3, minmax(0, 1fr)) / repeat(3, minmax(0, 1fr))")
  })

  test("a cell that has no place is hidden, and comes back", () => {
    change({visible: false})
    assert.deepEqual(grid.children.map((cell) => cell.hidden), [false, true])

    change({visible: true})
    assert.deepEqual(grid.children.map((cell) => cell.hidden), [false, false])
  })
})

describe("what Python tells", () => {
  test("is known of each cell by name", () => {
    const {model} = cells.get("b")

    assert.deepEqual([model.symbol, model.title, model.channel], ["000660", "삼성전자", 1])
  })

  test("is told to whom it concerns, once however much of it changed", () => {
    const heard = []
    cells.get("a").model.on(["symbol", "title"], () => heard.push("first cell"))
    const {model} = cells.get("b")
    model.on(["symbol", "title"], () => heard.push(`${model.symbol} ${model.title}`))
    model.on("channel", () => heard.push(model.channel))

    change({symbol: "035420", title: "NAVER"})
    assert.deepEqual(heard, ["035420 NAVER"])

    change({symbol: "035420", title: "NAVER", channel: 7})
    assert.deepEqual(heard, ["035420 NAVER", 7])
  })

  test("is not told to who listens no more", () => {
    const heard = []
    const [listener, other] = [() => heard.push("one"), () => heard.push("other")]
    const {model} = cells.get("b")
    model.on("title", listener)
    model.on("title", other)
    model.off("title", listener)

    change({title: "NAVER"})

    assert.deepEqual(heard, ["other"])
  })

  test("a message reaches its cell alone, and one for nobody harms nothing", () => {
    const heard = []
    cells.get("a").model.on("msg:custom", (message) => heard.push(message))
    cells.get("b").model.on("msg:custom", () => heard.push("wrong"))

    component.tell({cell: "a", notice: "코드가 없습니다"})
    component.tell({cell: "nobody", notice: "?"})
    component.tell({frame: new ArrayBuffer(0)})

    assert.deepEqual(heard, [{notice: "코드가 없습니다"}])
  })
})

test("what a user does with a cell is told with its name, whatever it says itself", () => {
  cells.get("b").model.send_msg({symbol: "035420", cell: "a"})

  assert.deepEqual(component.sent, [{symbol: "035420", cell: "b"}])
})
