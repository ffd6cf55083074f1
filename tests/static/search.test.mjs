// The search box: what it asks, what it offers, and what a key does with it.

import assert from "node:assert/strict"
import {beforeEach, describe, test} from "node:test"

import {Element, installDocument} from "./elements.mjs"

const page = installDocument()
const {Search} = await import("../../dashboard/static/search.js")

const LABELS = {
  search: {hint: "종목 찾기", title: "종목 찾기", interval: "봉 간격 {label}", nothing: "맞는 종목이 없습니다"},
  intervals: {"1m": "1분", "5m": "5분", "60m": "60분", "1d": "일"},
}
const SAMSUNG = {symbol: "005930", name: "삼성전자", market: "KOSPI"}
const PREFERRED = {symbol: "005935", name: "삼성전자우", market: "KOSPI"}

function chartAt(box) {
  const host = Object.assign(new Element(), {box})
  const sent = []
  return {header: {host}, sent, model: {send_msg: (message) => sent.push(message)}}
}

let chart, wall, search, pressed
beforeEach(() => {
  chart = chartAt({left: 480, top: 40, width: 478})
  pressed = []
  wall = {model: {is_wall: true}, desk: {active: chart, press: (event) => pressed.push(event.key)}}
  globalThis.kiwoomSlot = Object.assign(new Element(), {box: {left: 800, top: 5, width: 320}})
  search = new Search(wall, LABELS)
  search.rest()
})

const type = (text) => {
  search.input.value = text
  search.change()
}
const press = (key, more = {}) => {
  let prevented = false
  search.press({key, preventDefault: () => { prevented = true }, stopPropagation: () => {}, ...more})
  return prevented
}
const lines = () => search.list.children.map((line) => line.children.map((node) => node.textContent).join(" "))
const chosen = () => search.list.children.findIndex((line) => line.attributes.get("aria-selected") === "true")
const placeOf = ({host}) => host.style.left
// Let the server answer the newest question.
const answer = (...found) => search.answer(found, chart.sent.at(-1).number)

describe("while nothing is searched for", () => {
  test("the box waits in the title bar of a wall", () => {
    assert.equal(search.host.hidden, false)
    assert.equal(placeOf(search), "800px")
    assert.equal(search.isOpen, false)
  })

  test("a chart alone has no box that waits, and neither has a snapshot", () => {
    for (const model of [{is_wall: false}, {is_wall: true, frame: new ArrayBuffer(0)}]) {
      wall.model = model
      const other = new Search(wall, LABELS)
      other.rest()
      assert.equal(other.host.hidden, true)
    }
  })

  test("keys go on to the charts", () => {
    press("ArrowRight")
    press("Enter")

    assert.deepEqual(pressed, ["ArrowRight", "Enter"])
    assert.deepEqual(chart.sent, [])
  })
})

describe("what is typed", () => {
  test("opens the box at the active chart, and asks the server once a letter", () => {
    type("삼")
    type("삼성")

    assert.equal(search.isOpen, true)
    assert.equal(placeOf(search), "484px")
    assert.deepEqual(chart.sent.map(({find}) => find), ["삼", "삼성"])
  })

  test("keeps the box within the page at its right edge", () => {
    chart.header.host.box = {left: 1800, top: 40, width: 120}

    type("삼")

    assert.equal(placeOf(search), `${1920 - 300 - 4}px`)
  })

  test("gets the newest question's answer and no older one", () => {
    type("삼")
    const [{number: first}] = chart.sent
    type("삼성")

    search.answer([PREFERRED], first)
    assert.deepEqual(lines(), [])
    answer(SAMSUNG, PREFERRED)

    assert.deepEqual(lines(), ["삼성전자 005930 KOSPI", "삼성전자우 005935 KOSPI"])
    assert.equal(chosen(), 0)
  })

  test("is not asked for where it is empty again", () => {
    type("삼")
    answer(SAMSUNG)

    type("  ")

    assert.deepEqual(lines(), [])
    assert.equal(chart.sent.length, 1)
  })

  test("that fits nothing is told so", () => {
    type("없는것")

    answer()

    assert.equal(search.list.textContent, "맞는 종목이 없습니다")
    press("Enter")
    assert.equal(chart.sent.length, 1)
    assert.equal(search.isOpen, true)
  })

  for (const [text, line] of [["5", "봉 간격 5분"], ["60", "봉 간격 60분"], ["5분", "봉 간격 5분"], ["5M", "봉 간격 5분"], ["1분봉", "봉 간격 1분"], ["d", "봉 간격 일"], ["일봉", "봉 간격 일"]]) {
    test(`${text} offers an interval at once`, () => {
      type(text)

      assert.deepEqual(lines(), [line])
    })
  }

  for (const text of ["7", "005930", "m", "5 5", "일진"]) {
    test(`${text} is no interval`, () => {
      type(text)

      assert.deepEqual(lines(), [])
    })
  }

  test("offers an interval before the codes that hold its digits", () => {
    type("5")

    answer(SAMSUNG)

    assert.deepEqual(lines(), ["봉 간격 5분", "삼성전자 005930 KOSPI"])
  })

  test("is text even where a name looks like markup", () => {
    type("b")

    answer({symbol: "000001", name: "<b>x</b>", market: ""})

    assert.deepEqual(lines(), ["<b>x</b> 000001"])
  })
})

describe("a key", () => {
  test("chooses a line and does not leave the list", () => {
    type("삼")
    answer(SAMSUNG, PREFERRED)

    assert.ok(press("ArrowDown"))
    assert.equal(chosen(), 1)
    press("ArrowDown")
    assert.equal(chosen(), 1)
    press("ArrowUp")
    press("ArrowUp")

    assert.equal(chosen(), 0)
    assert.deepEqual(pressed, [])
  })

  test("takes the chosen symbol for the chart, and ends the search", () => {
    type("삼")
    answer(SAMSUNG, PREFERRED)
    press("ArrowDown")

    press("Enter")

    assert.deepEqual(chart.sent.at(-1), {symbol: "005935"})
    assert.equal(search.isOpen, false)
    assert.equal(search.input.value, "")
    assert.deepEqual(lines(), [])
    assert.equal(placeOf(search), "800px")
  })

  test("takes an interval without the server", () => {
    type("5")

    press("Enter")

    assert.deepEqual(chart.sent.at(-1), {interval: "5m"})
  })

  test("that is faster than the server gets the first line of its answer", () => {
    type("삼")
    press("Enter")
    assert.equal(chart.sent.length, 1)

    answer(SAMSUNG, PREFERRED)

    assert.deepEqual(chart.sent.at(-1), {symbol: "005930"})
    assert.equal(search.isOpen, false)
  })

  for (const key of ["Escape", "Tab"]) {
    test(`${key} ends the search and changes nothing`, () => {
      type("삼")
      answer(SAMSUNG)

      press(key)

      assert.equal(search.isOpen, false)
      assert.deepEqual(chart.sent.map(({find}) => find), ["삼"])
    })
  }

  test("an answer that comes after the search has ended is let go", () => {
    type("삼")
    const {number} = chart.sent.at(-1)
    press("Escape")

    search.answer([SAMSUNG], number)

    assert.deepEqual(lines(), [])
  })

  test("that ends a syllable submits once the syllable is whole", (t) => {
    t.mock.timers.enable({apis: ["setTimeout"]})
    type("삼")
    answer(SAMSUNG)

    press("Enter", {isComposing: true})
    assert.equal(chart.sent.length, 1)
    search.input.oncompositionend()
    t.mock.timers.tick(0)

    assert.deepEqual(chart.sent.at(-1), {symbol: "005930"})
  })

  test("while a syllable grows moves nothing", () => {
    type("삼")
    answer(SAMSUNG, PREFERRED)

    press("ArrowDown", {isComposing: true})

    assert.equal(chosen(), 0)
  })
})

test("the line under the pointer is taken", () => {
  type("삼")
  answer(SAMSUNG, PREFERRED)

  search.list.children[1].onclick()

  assert.deepEqual(chart.sent.at(-1), {symbol: "005935"})
})

test("a box that loses the keyboard to something else ends the search", (t) => {
  t.mock.timers.enable({apis: ["setTimeout"]})
  type("삼")

  page.activeElement = new Element()
  search.input.onblur()
  t.mock.timers.tick(0)

  assert.equal(search.isOpen, false)
})

test("a box that still has it does not", (t) => {
  t.mock.timers.enable({apis: ["setTimeout"]})
  type("삼")

  page.activeElement = search.host
  search.input.onblur()
  t.mock.timers.tick(0)

  assert.equal(search.isOpen, true)
})
