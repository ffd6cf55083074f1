// A figure is told what fits its bars, and gets columns only when it needs others.

import assert from "node:assert/strict"
import {describe, test} from "node:test"

import {Bars} from "../../dashboard/static/bars.js"
import {Scene} from "../../dashboard/static/scene.js"
import {barOf, block} from "./material.mjs"

const FIRST = 101
const UNTIL = 401
const VIEW = {start: 280, end: 400}
const PIXELS = 400
const PALETTE = {indicators: {warm: "#ff8800", cold: "#0088ff"}}

function line(name, range, others = {}) {
  return {name, range, colour: "warm", width: 1, dash: "solid", shift: 0, histogram: false, ...others}
}

const PLAN = {
  lines: [line("fast", "default"), line("slow", "lower", {colour: "cold", shift: 26})],
  panes: [{name: "lower", span: null}],
}

function sceneOf(plan = PLAN, lag = 0) {
  const bars = new Bars()
  bars.take(1, block(FIRST, UNTIL, true))
  return new Scene(bars, plan, lag)
}

function rangesOf(composed) {
  return (name) => composed.ranges[name]
}

describe("a view that is only sketched", () => {
  test("has the ranges of its figure, whose columns are not spent on it", () => {
    const scene = sceneOf()

    const sketched = scene.fit(VIEW, [])
    const composed = scene.compose(VIEW, PIXELS, [], PALETTE)

    assert.deepEqual(sketched, {ranges: composed.ranges, cap: composed.cap})
    assert.ok(composed.columns)
  })

  test("has no price range while there are no bars", () => {
    const scene = new Scene(new Bars(), PLAN)

    assert.deepEqual(scene.fit(VIEW, []).ranges, {x: VIEW})
  })
})

describe("columns", () => {
  test("come with the first view and not again while they cover it", () => {
    const scene = sceneOf()

    assert.ok(scene.compose(VIEW, PIXELS, [], PALETTE).columns)
    const moved = scene.compose({start: 281, end: 400}, PIXELS, [], PALETTE)

    assert.equal(moved.columns, undefined)
    assert.equal(moved.lines, undefined)
    assert.deepEqual(moved.ranges.x, {start: 281, end: 400})
  })

  test("come again with a new bar, a view that they do not cover, and when forgotten", () => {
    const changes = [
      (scene) => scene.bars.take(1, block(UNTIL, UNTIL + 1)),
      (scene) => scene.forget(),
    ]
    for (const change of changes) {
      const scene = sceneOf()
      scene.compose(VIEW, PIXELS, [], PALETTE)

      change(scene)

      assert.ok(scene.compose({start: 281, end: 401}, PIXELS, [], PALETTE).columns)
    }
    const many = sceneOf()
    many.bars.take(2, block(FIRST, FIRST + 5000, true))
    many.compose({start: 4900, end: 5000}, PIXELS, [], PALETTE)
    assert.ok(many.compose({start: 200, end: 300}, PIXELS, [], PALETTE).columns)
  })

  test("wait for a few new bars, which are not said to be drawn", () => {
    const scene = sceneOf(PLAN, 2)
    const end = UNTIL - 1
    const after = (bars) => {
      scene.bars.take(1, block(scene.bars.following, scene.bars.following + bars))
      const {columns, following} = scene.compose({start: 280, end: end + 9}, PIXELS, [], PALETTE)
      return [columns !== undefined, following]
    }

    assert.deepEqual(after(0), [true, UNTIL])
    assert.deepEqual(after(1), [false, UNTIL])
    assert.deepEqual(after(1), [false, UNTIL])
    assert.deepEqual(after(1), [true, UNTIL + 3])
    assert.deepEqual(after(1), [false, UNTIL + 3])
  })

  test("do not wait when bars change that were drawn", () => {
    const scene = sceneOf(PLAN, 2)
    const view = {start: 280, end: UNTIL + 5}
    scene.compose(view, PIXELS, [], PALETTE)

    scene.bars.take(1, block(UNTIL - 1, UNTIL + 1))

    assert.ok(scene.compose(view, PIXELS, [], PALETTE).columns)
  })

  test("do not wait where several bars are drawn as one", () => {
    const scene = sceneOf(PLAN, 2)
    const view = {start: FIRST, end: UNTIL + 5}
    scene.compose(view, 100, [], PALETTE)

    scene.bars.take(1, block(UNTIL, UNTIL + 4))

    const {columns, following} = scene.compose(view, 100, [], PALETTE)
    assert.deepEqual([columns !== undefined, following], [true, UNTIL + 4])
  })

  test("that were drawn of an older view leave nothing of the newest bars to others", () => {
    const scene = sceneOf(PLAN, 2)
    const older = {start: 110, end: 130}

    const {following} = scene.compose(older, PIXELS, [], PALETTE)

    assert.equal(following, UNTIL)
  })

  test("those of lines belong to the source of their range, moved by their shift", () => {
    const {columns, lines} = sceneOf().compose(VIEW, PIXELS, [], PALETTE)

    assert.deepEqual(Object.keys(lines).sort(), ["lines default", "lines lower"])
    assert.deepEqual(lines["lines default"].colour, ["#ff8800"])
    assert.deepEqual(lines["lines lower"].colour, ["#0088ff"])
    assert.equal(lines["lines lower"].xs[0][0], columns.number[0] + 26)
    assert.equal(lines["lines default"].xs[0], columns.number)
    assert.equal(columns.fast, undefined)
  })

  test("a histogram stays with the candles", () => {
    const plan = {...PLAN, lines: [line("fast", "default"), line("slow", "lower", {histogram: true})]}

    const {columns, lines} = sceneOf(plan).compose(VIEW, PIXELS, [], PALETTE)

    assert.equal(columns.slow.length, columns.number.length)
    assert.equal(lines["lines lower"], undefined)
  })
})

describe("ranges", () => {
  test("hold all candles and all values in view", () => {
    const {ranges} = sceneOf().compose(VIEW, PIXELS, [], PALETTE)

    for (let number = VIEW.start; number <= VIEW.end; number++) {
      const {low, high, values} = barOf(number)
      assert.ok(ranges.default.start < low && high < ranges.default.end)
      assert.ok(!(values[1] <= ranges.lower.start || values[1] >= ranges.lower.end)) // NaN is none
    }
  })

  test("a pane with a span of its own shows that span", () => {
    const plan = {...PLAN, panes: [{name: "lower", span: [0, 100]}]}

    const {lower} = sceneOf(plan).compose(VIEW, PIXELS, [], PALETTE).ranges

    assert.ok(lower.start < 0 && lower.end > 100)
  })

  test("what was composed fits, and goes on fitting until a bar leaves it", () => {
    const scene = sceneOf()
    const composed = scene.compose(VIEW, PIXELS, [], PALETTE)
    const bar = {...barOf(VIEW.end), number: VIEW.end}
    const {end} = composed.ranges.default

    assert.ok(scene.isFitting(VIEW, [], rangesOf(composed)))
    assert.ok(scene.isFitting(VIEW, [bar], rangesOf(composed)))
    assert.ok(!scene.isFitting(VIEW, [{...bar, high: end + 1}], rangesOf(composed)))
    assert.ok(!scene.isFitting(VIEW, [{...bar, values: [1, 1e9]}], rangesOf(composed)))
  })

  test("without any bar there is nothing to fit", () => {
    const scene = new Scene(new Bars(), PLAN)

    const {ranges} = scene.compose(VIEW, PIXELS, [], PALETTE)

    assert.deepEqual(Object.keys(ranges), ["x"])
    assert.ok(scene.isFitting(VIEW, [], rangesOf({ranges})))
  })
})
