// A sketch lies where its figure will lie, and has the figure's scales.

import assert from "node:assert/strict"
import {beforeEach, describe, test} from "node:test"

import {Element, installDocument} from "./elements.mjs"

installDocument()
const {Sketch} = await import("../../dashboard/static/sketch.js")

const PLAN = {inset: {left: 1, top: 2, right: 68, bottom: 28}, candle_width: 0.72}
const RANGES = {x: {start: 10, end: 20}, default: {start: 500, end: 700}, volume: {start: 0, end: 40}}

let plot, sketch

beforeEach(() => {
  plot = Object.assign(new Element(), {clientWidth: 469, clientHeight: 230})
  sketch = new Sketch(plot, PLAN, RANGES)
})

describe("a sketch", () => {
  test("leaves what a figure leaves free around its frame", () => {
    assert.deepEqual(sketch.box, {left: 1, top: 2, right: 401, bottom: 202, width: 400, height: 200})
    assert.equal(sketch.axisWidth, 68)
    assert.equal(sketch.candleWidth, 0.72)
  })

  test("has the first bar of the view at the left and the last one at the right", () => {
    assert.deepEqual([10, 15, 20].map((number) => sketch.x(number)), [1, 201, 401])
  })

  test("has the highest price at the top, on each range's own scale", () => {
    assert.deepEqual([700, 600, 500].map(sketch.scaleOf("default")), [2, 102, 202])
    assert.deepEqual([40, 0].map(sketch.scaleOf("volume")), [2, 202])
  })

  test("gives a layer an element to stand before, until it is removed", () => {
    assert.equal(sketch.surface.parent, plot)

    sketch.remove()

    assert.deepEqual(plot.children, [])
  })
})
