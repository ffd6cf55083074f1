// What is marked beside the candles: only what lies in sight, in its colour and place.

import assert from "node:assert/strict"
import {beforeEach, describe, test} from "node:test"

import {Levels} from "../../dashboard/static/levels.js"
import {Element, installDocument} from "./elements.mjs"

installDocument()

const LABELS = {levels: {base: "전일", upper: "상한", lower: "하한", expected: "예상"}, marks: {high: "고", low: "저"}}
const PALETTE = {name: "dark", muted: "grey", rising: "red", falling: "blue", crosshair: "silver", background: "black"}
const CALM = {base: 70000, upper: 91000, lower: 49000, expected: 0, dayHigh: 71000, dayLow: 69500}
const BARS = {version: 1, dayStarts: () => []}
const AXIS = {start: 69000, end: 72000}

class Figure {
  constructor() {
    this.box = {left: 10, right: 610, top: 20, bottom: 320, width: 600, height: 300}
    this.range = {start: 0, end: 100}
    this.prices = {...AXIS}
    const page = new Element()
    this.surface = new Element()
    page.append(this.surface)
    this.page = page
  }

  rangeOf() {
    return this.prices
  }

  scaleOf() {
    const {start, end} = this.prices
    return (price) => this.box.bottom - (price - start) / (end - start) * this.box.height
  }

  x(number) {
    const {start, end} = this.range
    return this.box.left + (number - start) / (end - start) * this.box.width
  }
}

let figure, levels
beforeEach(() => {
  figure = new Figure()
  levels = new Levels(figure, LABELS)
})

const draw = (changes = {}, bars = BARS, isIntraday = true) => {
  levels.draw({...CALM, ...changes}, bars, isIntraday, PALETTE)
}
const isSeen = (node) => node.style.visibility === "visible"
const rowOf = (node) => Number(/,([-\d.]+)px\)/.exec(node.style.transform)[1])

describe("price levels", () => {
  test("the previous close is a dashed line at its price, with its name", () => {
    draw()

    assert.ok(isSeen(levels.lines.base))
    assert.equal(levels.lines.base.style.borderTop, "1px dashed grey")
    assert.equal(rowOf(levels.lines.base), 220)
    assert.equal(levels.texts.base.textContent, "전일 70,000")
  })

  test("limits that are out of sight are not drawn, and appear where the axis reaches them", () => {
    draw()
    assert.ok(!isSeen(levels.lines.upper) && !isSeen(levels.texts.upper))

    figure.prices = {start: 45000, end: 95000}
    draw()

    for (const name of ["upper", "lower"]) {
      assert.ok(isSeen(levels.lines[name]) && isSeen(levels.texts[name]), name)
    }
    assert.equal(levels.texts.upper.style.color, "red")
    assert.equal(levels.texts.lower.style.color, "blue")
  })

  test("what is not known is not drawn", () => {
    draw({base: 0, dayHigh: 0, dayLow: 0})

    assert.deepEqual(levels.nodes.filter(isSeen), [])
  })

  for (const [price, colour] of [[70500, "red"], [69500, "blue"], [70000, "grey"]]) {
    test(`an expected price of ${price} is ${colour}`, () => {
      draw({expected: price})

      assert.ok(isSeen(levels.lines.expected))
      assert.equal(levels.texts.expected.style.color, colour)
      assert.equal(levels.lines.expected.style.borderTop, `1px dotted ${colour}`)
    })
  }

  test("a name stays clear of the legend above and of the edge below", () => {
    draw({base: 71990})
    assert.ok(rowOf(levels.texts.base) >= figure.box.top + 18)

    draw({base: 69005})
    assert.ok(rowOf(levels.texts.base) <= figure.box.bottom - 12)
  })

  test("daily bars have no previous close, limits or day's extremes", () => {
    draw({expected: 70100}, BARS, false)

    assert.deepEqual(levels.nodes.filter(isSeen), [levels.lines.expected, levels.texts.expected])
  })
})

describe("the day's extremes", () => {
  test("high and low are named at the right end", () => {
    draw()

    assert.equal(levels.texts.high.textContent, "고 71,000")
    assert.equal(levels.texts.low.textContent, "저 69,500")
    assert.match(levels.texts.high.style.transform, /translate\(calc\(606px - 100%\)/)
    assert.ok(rowOf(levels.texts.high) < rowOf(levels.texts.low))
  })
})

describe("borders of days", () => {
  const days = (...numbers) => ({version: numbers.length, dayStarts: () => numbers})
  const seen = () => levels.borders.filter(isSeen)

  test("each day that begins in sight has one, before its first bar", () => {
    draw({}, days(20, 60))

    assert.equal(seen().length, 2)
    assert.match(seen()[0].style.transform, /^translate\(127px,20px\)/)
  })

  test("fewer days leave no border behind, and no element is made twice", () => {
    draw({}, days(20, 40, 60))
    const made = levels.borders.length

    draw({}, days(30))

    assert.equal(seen().length, 1)
    assert.equal(levels.borders.length, made)
  })

  test("so many days that they would be a wall of lines have none", () => {
    draw({}, days(...Array.from({length: 13}, (_, i) => i * 7)))

    assert.deepEqual(seen(), [])
  })
})

describe("another chart's pointer", () => {
  test("it is drawn where it is, and hidden outside and nowhere", () => {
    levels.pointAt(300, PALETTE)
    assert.ok(isSeen(levels.mirror))
    assert.equal(levels.mirror.style.borderLeft, "1px solid silver")

    for (const x of [5, 611, NaN]) {
      levels.pointAt(x, PALETTE)
      assert.ok(!isSeen(levels.mirror), String(x))
    }
  })
})

describe("work", () => {
  test("nothing is drawn again while nothing moved", () => {
    draw()
    levels.texts.base.textContent = "untouched"

    draw()
    assert.equal(levels.texts.base.textContent, "untouched")

    levels.forget()
    draw()
    assert.equal(levels.texts.base.textContent, "전일 70,000")
  })

  test("a moved axis, other colours and a new bar draw again", () => {
    const moves = [
      () => { figure.prices = {start: 68000, end: 73000} },
      () => { figure.range = {start: 1, end: 101} },
      () => { figure.box = {...figure.box, height: 299} },
    ]
    for (const move of moves) {
      draw()
      levels.texts.base.textContent = "untouched"
      move()
      draw()
      assert.equal(levels.texts.base.textContent, "전일 70,000")
    }
  })

  test("everything goes away with its chart", () => {
    draw({}, {version: 1, dayStarts: () => [10, 20]})
    assert.ok(figure.page.children.length > 10)

    levels.remove()

    assert.deepEqual(figure.page.children, [figure.surface])
  })
})
