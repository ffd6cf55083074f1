// A chart shows all that is in view, and comes to rest once it has been fitted.

import assert from "node:assert/strict"
import {describe, test} from "node:test"

import {
  fits, fittedRanges, followingRange, isFollowing, joined, paneRange, RIGHT_MARGIN, VISIBLE_BARS,
} from "../../dashboard/static/view.js"
import {random} from "./material.mjs"

const PANES = [0, 1, 2]
const ROUNDING = 1e-9

// Return extremes of every size: of one bar, of flat prices, without any trade.
function extremesAtRandom(draw) {
  const low = Math.floor(10 ** (draw() * 7))
  const high = draw() < 0.2 ? low : low + Math.floor(low * draw() ** 4 * 3)
  const volume = draw() < 0.2 ? 0 : Math.floor(10 ** (draw() * 10))
  return {low, high, volume, cap: Infinity, lines: []}
}

function manyExtremes(seed, count = 5000) {
  const draw = random(seed)
  return Array.from({length: count}, () => extremesAtRandom(draw))
}

function fitted(found, panes) {
  const {price, volume} = fittedRanges(found, panes)
  return [price, volume, panes]
}

// Where in the frame a value is: 0 at its lower edge, 1 at the upper one.
function share(value, {start, end}) {
  return (value - start) / (end - start)
}

describe("following", () => {
  test("a view that follows shows so many bars, and room after the last", () => {
    const {start, end} = followingRange(500)

    assert.equal(end - start, VISIBLE_BARS)
    assert.equal(end, 500 + RIGHT_MARGIN)
  })

  test("a view that follows says so, however wide it is", () => {
    for (const span of [1, 7, 120, 20000]) {
      for (const last of [-1, 0, 119, 20000]) {
        const range = followingRange(last, span)

        assert.ok(isFollowing(range, last))
        assert.equal(range.end - range.start, span)
        assert.deepEqual(followingRange(last, range.end - range.start), range)
      }
    }
  })

  test("a view goes on following until its end cuts the last bar off", () => {
    const {start, end} = followingRange(500)
    const moved = (by) => ({start: start + by, end: end + by})

    assert.ok(isFollowing(moved(-RIGHT_MARGIN + 0.5), 500))
    assert.ok(!isFollowing(moved(-RIGHT_MARGIN + 0.4), 500))
    assert.ok(isFollowing(moved(300), 500))
  })
})

describe("extremes with bars that are newer", () => {
  const CLOSED = {low: 90, high: 110, volume: 500, cap: 1000, lines: [{low: 1, high: 2}]}
  const bar = (more) => ({number: 10, low: 95, high: 105, volume: 100, ...more})

  test("a newer bar widens the extremes", () => {
    const found = joined(CLOSED, [bar({low: 80}), bar({number: 11, high: 130, volume: 700})], 0, 20)

    assert.deepEqual(found, {...CLOSED, low: 80, high: 130, volume: 700})
  })

  test("a newer bar within the extremes changes nothing", () => {
    assert.deepEqual(joined(CLOSED, [bar()], 0, 20), CLOSED)
  })

  test("the volume of a newer bar is cut like that of the others", () => {
    assert.equal(joined(CLOSED, [bar({volume: 9e6})], 0, 20).volume, 1000)
  })

  test("bars out of view and bars without a price do not count", () => {
    const others = [bar({number: -1, low: 1}), bar({number: 21, high: 999}), bar({low: 0}), bar({low: NaN, high: NaN})]

    assert.deepEqual(joined(CLOSED, others, 0, 20), CLOSED)
  })

  test("the value of the forming bar counts among those of its indicator's pane", () => {
    const closed = {...CLOSED, lines: [{low: 30, high: 70}, {low: -5, high: 5}]}

    const {lines} = joined(closed, [bar({values: [0, 82, NaN, -9]})], 0, 20, [1, 3])

    assert.deepEqual(lines, [{low: 30, high: 82}, {low: -9, high: 5}])
    assert.deepEqual(closed.lines[0], {low: 30, high: 70})
  })

  test("the first bar of a chart has the extremes to itself", () => {
    const nothing = {low: Infinity, high: -Infinity, volume: 0, cap: Infinity, lines: []}

    assert.deepEqual(joined(nothing, [bar()], 0, 20), {...nothing, low: 95, high: 105, volume: 100})
  })
})

for (const panes of PANES) {
  describe(`ranges with ${panes} panes`, () => {
    test("extremes always fit the ranges that were fitted to them", () => {
      for (const found of manyExtremes(1)) {
        assert.ok(fits(found, ...fitted(found, panes)), JSON.stringify(found))
      }
    })

    test("prices of zero fit too, so that a page never repaints for ever", () => {
      const found = {low: 0, high: 0, volume: 0}

      assert.ok(fits(found, ...fitted(found, panes)))
    })

    test("candles are above the volume, and below the upper edge", () => {
      for (const found of manyExtremes(2)) {
        const {price, volume} = fittedRanges(found, panes)

        const tallest = share(found.volume, volume)
        assert.ok(share(found.low, price) > tallest)
        assert.ok(share(found.high, price) < 1)
        assert.ok(share(found.low, price) <= share(found.high, price))
      }
    })

    test("volume stands on the panes, and each pane on the one below it", () => {
      for (const found of manyExtremes(3)) {
        let floor = 0
        for (let place = 0; place < panes; place++) {
          const range = paneRange(found.low - 500, found.high, place)
          assert.ok(share(found.low - 500, range) > floor)
          floor = share(found.high, range)
        }
        assert.ok(share(0, fittedRanges(found, panes).volume) >= floor - ROUNDING)
      }
    })

    test("small moves inside need no other ranges", () => {
      const draw = random(4)
      for (const found of manyExtremes(4, 1000)) {
        const ranges = fitted(found, panes)
        const span = Math.max(found.high - found.low, found.high * 0.002)
        const moved = {
          low: found.low - span * 0.04 * draw(),
          high: found.high + span * 0.03 * draw(),
          volume: found.volume * (0.8 + 0.4 * draw()),
        }

        assert.ok(fits(moved, ...ranges), JSON.stringify([found, moved]))
      }
    })

    test("what leaves the frame or covers the volume needs other ranges", () => {
      for (const found of manyExtremes(5, 1000)) {
        const ranges = fitted(found, panes)
        const [price] = ranges
        const room = price.end - price.start

        assert.ok(!fits({...found, high: price.end}, ...ranges))
        assert.ok(!fits({...found, low: price.start + room * (panes * 0.2 + 0.1)}, ...ranges))
        assert.ok(!fits({...found, volume: Math.max(found.volume, 1) * 1.3}, ...ranges))
      }
    })

    test("ranges that have become clearly too large are fitted anew", () => {
      for (const found of manyExtremes(6, 1000)) {
        const wide = {...found, low: found.low / 2, high: found.high * 2}
        const tall = {...found, volume: found.volume * 4 + 10}

        assert.ok(!fits(found, ...fitted(wide, panes)))
        assert.ok(!fits(found, ...fitted(tall, panes)))
      }
    })
  })
}

test("a flat chart is no wall of noise", () => {
  const {price} = fittedRanges({low: 70000, high: 70000, volume: 1})

  assert.ok(price.end - price.start >= 140)
  assert.ok(price.start < 70000 && price.end > 70000)
})

describe("a pane", () => {
  test("a pane shows its values within its own share of the frame", () => {
    const draw = random(7)
    for (let run = 0; run < 1000; run++) {
      const low = (draw() - 0.5) * 10 ** (draw() * 8)
      const high = low + draw() * 10 ** (draw() * 8)
      for (const place of PANES) {
        const range = paneRange(low, high, place)

        assert.ok(share(low, range) > place * 0.2)
        assert.ok(share(high, range) < (place + 1) * 0.2)
      }
    }
  })

  test("a line that does not move is in the middle of its pane", () => {
    for (const value of [0, 50, -3, 1e6]) {
      const middle = share(value, paneRange(value, value, 1))
      assert.ok(Math.abs(middle - 0.3) < 1e-6)
    }
  })
})
