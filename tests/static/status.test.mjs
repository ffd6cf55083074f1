// The line at the bottom: what the server says of itself, or that it says nothing.

import assert from "node:assert/strict"
import {beforeEach, test} from "node:test"

import {Element, installDocument} from "./elements.mjs"

const page = installDocument()
const {render} = await import("../../dashboard/static/status.js")

class Model {
  constructor() {
    Object.assign(this, {
      state: "live", state_text: "실시간", lost_text: "서버 연결 끊김", phase: "정규장", reconnect_text: "",
      figures: {체결: "초당 120건", 지연: "12ms"},
    })
    this.listeners = new Map()
    this.sent = []
  }

  on(names, listener) {
    for (const name of [names].flat()) {
      this.listeners.set(name, [...this.listeners.get(name) ?? [], listener])
    }
  }

  send_msg(message) {
    this.sent.push(message)
  }

  set(changes) {
    Object.assign(this, changes)
    for (const name of Object.keys(changes)) {
      this.tell(name)
    }
  }

  tell(name) {
    this.listeners.get(name)?.forEach((listener) => listener())
  }
}

let model, el
const part = (selector) => el.querySelector(selector)
const figures = () => part(".figures").children.map((cell) => [cell.querySelector("label").textContent, cell.querySelector("output").textContent])
const connection = (stands) => page.dispatchEvent(new CustomEvent("kw-connection", {detail: stands}))

beforeEach(() => {
  model?.tell("remove")
  model = new Model()
  el = new Element()
  render({model, el})
})

test("the state has its text and its colour, beside the market's phase", () => {
  assert.equal(part(".state b").textContent, "실시간")
  assert.equal(part(".kw-status").dataset.state, "live")
  assert.equal(part(".phase").textContent, "정규장")
})

test("figures stand in their order and change in their places", () => {
  assert.deepEqual(figures(), [["체결", "초당 120건"], ["지연", "12ms"]])
  const [first] = part(".figures").children

  model.set({figures: {체결: "초당 90건", 지연: "12ms", 빈틈: "1"}})

  assert.deepEqual(figures(), [["체결", "초당 90건"], ["지연", "12ms"], ["빈틈", "1"]])
  assert.equal(part(".figures").children[0], first)
})

test("a change of the state is shown", () => {
  model.set({state_text: "다시 연결 중", state: "reconnecting"})

  assert.equal(part(".state b").textContent, "다시 연결 중")
  assert.equal(part(".kw-status").dataset.state, "reconnecting")
})

test("without its server the page knows nothing of the market, and says so", () => {
  connection(false)
  assert.equal(part(".state b").textContent, "서버 연결 끊김")
  assert.equal(part(".kw-status").dataset.state, "lost")

  model.set({state_text: "실시간"}) // what was under way when the line broke
  assert.equal(part(".state b").textContent, "서버 연결 끊김")

  connection(true)
  assert.equal(part(".state b").textContent, "실시간")
})

test("a button asks for a new connection where the server offers one", () => {
  model.set({reconnect_text: "다시 연결", state: "taken_over"})
  assert.equal(part(".state button").textContent, "다시 연결")

  part(".state button").onclick()

  assert.deepEqual(model.sent, [{reconnect: true}])
})

test("a status bar that was removed hears of no connection any more", () => {
  model.tell("remove")

  connection(false)

  assert.equal(part(".state b").textContent, "실시간")
})
