// The line over a chart tells the bar under the pointer, and its lines.

import assert from "node:assert/strict"
import {test} from "node:test"

import {showBar} from "../../dashboard/static/legend.js"
import {Element, installDocument} from "./elements.mjs"

installDocument()

const LABELS = {open: "시", high: "고", low: "저", close: "종", volume: "량"}
const PALETTE = {rising: "red", falling: "blue", text: "white", indicators: {first: "gold", second: "violet"}}
const LINES = [{label: "MA5", colour: "first"}, {label: "RSI", colour: "second"}]
const BAR = {
  time: Date.UTC(2026, 8, 18, 9, 31), open: 70000, high: 70500, low: 69900, close: 70400, volume: 123456,
  values: [70123.4, 55.236],
}

function legendOf(changes = {}) {
  const node = new Element()
  showBar(node, {...BAR, ...changes}, LABELS, LINES, PALETTE)
  return node
}

const coloured = (node) => node.children.filter((child) => typeof child !== "string")
const colourOf = (element) => /color:(\w+)/.exec(element.style.cssText)[1]

test("time, prices and volume come first, the lines below", () => {
  assert.equal(
    legendOf().textContent,
    "09/18 09:31 시 70,000 고 70,500 저 69,900 종 70,400 량 12.3만\nMA5 70,123 RSI 55.24",
  )
})

for (const [close, colour] of [[70400, "red"], [69950, "blue"], [70000, "white"]]) {
  test(`a bar from 70,000 to ${close} is ${colour}`, () => {
    const found = coloured(legendOf({close}))

    assert.deepEqual(found.slice(0, 5).map(colourOf), Array(5).fill(colour))
  })
}

test("each line has its own colour", () => {
  assert.deepEqual(coloured(legendOf()).slice(5).map(colourOf), ["gold", "violet"])
})

test("a line that has no value yet is left out", () => {
  assert.ok(!legendOf({values: [NaN, 50]}).textContent.includes("MA5"))
  assert.ok(!legendOf({values: [NaN, NaN]}).textContent.includes("\n"))
})

test("what was told before is replaced", () => {
  const node = legendOf()

  showBar(node, {...BAR, close: 1}, LABELS, [], PALETTE)

  assert.equal(node.textContent.match(/종/g).length, 1)
})
