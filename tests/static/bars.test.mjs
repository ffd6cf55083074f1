// A chart keeps every bar once, and draws them all however far it is zoomed out.

import assert from "node:assert/strict"
import {describe, test} from "node:test"

import {Bars, NAMES, volumeCap} from "../../dashboard/static/bars.js"
import {barOf, block, blockOf, handedOver, random} from "./material.mjs"

const EPOCH = 3
const FIRST = 101
const MANY = 20000
const LINES = ["fast", "slow"]

function barsOf(first, until, epoch = EPOCH) {
  const bars = new Bars()
  bars.take(epoch, block(first, until, true))
  return bars
}

function contents(bars) {
  return Array.from({length: bars.count}, (_, place) => bars.at(bars.first + place))
}

function expected(first, until) {
  return Array.from({length: until - first}, (_, i) => barOf(first + i))
}

describe("taking blocks", () => {
  test("bars are those of the block that replaced all others", () => {
    const bars = barsOf(0, 50)

    bars.take(EPOCH + 1, block(FIRST, FIRST + 9, true))

    assert.deepEqual(contents(bars), expected(FIRST, FIRST + 9))
    assert.equal(bars.epoch, EPOCH + 1)
  })

  test("appending bar by bar ends with the same bars as one block", () => {
    const bars = barsOf(FIRST, FIRST)

    for (let number = FIRST; number < FIRST + 300; number++) {
      bars.take(EPOCH, block(number, number + 1))
    }

    assert.deepEqual(contents(bars), expected(FIRST, FIRST + 300))
  })

  test("appending what overlaps changes nothing but adds what is new", () => {
    for (const [from, until] of [[FIRST, FIRST + 5], [FIRST + 4, FIRST + 10], [FIRST + 10, FIRST + 10], [FIRST + 6, FIRST + 17]]) {
      const bars = barsOf(FIRST, FIRST + 10)

      bars.take(EPOCH, block(from, until))

      assert.deepEqual(contents(bars), expected(FIRST, Math.max(FIRST + 10, until)))
    }
  })

  test("any cut of the bars into overlapping blocks ends with the same bars", () => {
    const draw = random(1)
    for (let run = 0; run < 100; run++) {
      const bars = barsOf(FIRST, FIRST + 1)
      while (bars.count < 200) {
        const from = FIRST + Math.floor(draw() * (bars.count + 1))
        bars.take(EPOCH, block(from, from + Math.floor(draw() * 60)))
      }

      assert.deepEqual(contents(bars), expected(FIRST, bars.following))
    }
  })

  test("a block of another epoch is ignored", () => {
    const bars = barsOf(FIRST, FIRST + 10)

    bars.take(EPOCH + 1, block(FIRST + 10, FIRST + 12))

    assert.deepEqual(contents(bars), expected(FIRST, FIRST + 10))
  })

  test("a block that leaves a gap is not appended", () => {
    const bars = barsOf(FIRST, FIRST + 10)
    const {version} = bars

    bars.take(EPOCH, block(FIRST + 11, FIRST + 12))

    assert.deepEqual(contents(bars), expected(FIRST, FIRST + 10))
    assert.equal(bars.version, version)
  })

  test("a block from before the first bar is not appended", () => {
    const bars = barsOf(FIRST, FIRST + 10)

    bars.take(EPOCH, block(FIRST - 3, FIRST + 12))

    assert.deepEqual(contents(bars), expected(FIRST, FIRST + 10))
  })

  test("nothing is appended before there was anything to append to", () => {
    const bars = new Bars()

    bars.take(EPOCH, block(0, 5))

    assert.equal(bars.count, 0)
  })

  test("bars outlive the frame they came in", () => {
    const bars = new Bars()
    const [replacing, appended] = [block(FIRST, FIRST + 5, true), block(FIRST + 5, FIRST + 8)]

    for (const taken of [replacing, appended]) {
      bars.take(EPOCH, taken)
      for (const column of [...taken.columns, ...taken.values]) {
        column.fill(-1)
      }
    }

    assert.deepEqual(contents(bars), expected(FIRST, FIRST + 8))
  })

  test("every change has another version, clearing too", () => {
    const bars = barsOf(FIRST, FIRST + 5)
    const versions = [bars.version]

    bars.take(EPOCH, block(FIRST + 5, FIRST + 6))
    versions.push(bars.version)
    bars.clear()
    versions.push(bars.version)

    assert.equal(new Set(versions).size, 3)
    assert.deepEqual([bars.count, bars.epoch, bars.following], [0, -1, 0])
  })
})

test("there is no bar before the first, after the last, between two or at no number", () => {
  const bars = barsOf(FIRST, FIRST + 10)

  for (const number of [FIRST - 1, FIRST + 10, -1, NaN, Infinity]) {
    assert.equal(bars.at(number), null)
  }
  assert.deepEqual(bars.at(FIRST + 9), barOf(FIRST + 9))
})

describe("extremes", () => {
  test("extremes are those of the bars in view, and of no others", () => {
    const bars = barsOf(FIRST, FIRST + 300)
    const draw = random(2)
    for (let run = 0; run < 300; run++) {
      const start = FIRST - 50 + draw() * 350
      const end = start + draw() * 100
      const inView = contents(bars).filter(({number}) => number >= start && number <= end)

      const {low, high, volume, cap, lines} = bars.extremes(start, end, [0, 1])

      assert.equal(low, Math.min(...inView.map((bar) => bar.low)))
      assert.equal(high, Math.max(...inView.map((bar) => bar.high)))
      assert.equal(volume, Math.min(cap, Math.max(0, ...inView.map((bar) => bar.volume))))
      for (const line of [0, 1]) {
        const values = inView.map((bar) => bar.values[line]).filter((value) => !Number.isNaN(value))
        assert.deepEqual(lines[line], {low: Math.min(...values), high: Math.max(...values)})
      }
    }
  })

  test("a line that is not there has no extremes", () => {
    const {lines} = barsOf(FIRST, FIRST + 5).extremes(FIRST, FIRST + 5, [7])

    assert.deepEqual(lines, [{low: Infinity, high: -Infinity}])
  })

  test("the bar of an auction does not flatten the others", () => {
    const ordinary = Array.from({length: 100}, (_, i) => ({...barOf(i), volume: 90 + (i % 20)}))
    ordinary[99].volume = 1e6
    const bars = new Bars()
    bars.take(EPOCH, blockOf(ordinary, 0, true))

    const {volume, cap} = bars.extremes(0, 99)

    assert.equal(volume, cap)
    assert.ok(volume > 2 * 109 && volume < 10 * 109)
  })

  test("ordinary volume is not cut", () => {
    const volumes = Float64Array.from({length: 100}, (_, i) => 1 + i)

    assert.ok(volumeCap(volumes) > 100)
  })

  test("an auction's bar is cut among a few bars too", () => {
    const volumes = Float64Array.from([10, 11, 12, 10, 9, 10, 1e6])

    assert.ok(volumeCap(volumes) < 100)
  })

  test("bars without a trade do not lower the cut", () => {
    const traded = Float64Array.from({length: 50}, () => 10)
    const withPauses = Float64Array.from({length: 5000}, (_, i) => (i < 50 ? 10 : 0))

    assert.equal(volumeCap(withPauses), volumeCap(traded))
    assert.equal(volumeCap(new Float64Array(9)), Infinity)
  })

  test("looking for extremes leaves the volumes in their order", () => {
    const bars = barsOf(FIRST, FIRST + 50)

    bars.extremes(FIRST, FIRST + 50)

    assert.deepEqual(contents(bars), expected(FIRST, FIRST + 50))
  })
})

describe("drawing", () => {
  test("without a zoom the columns are those that Python makes", () => {
    const {first, bars: [time, ...others], drawn} = handedOver("columns")
    const bars = new Bars()
    const columns = [time, ...others].map((column) => Float64Array.from(column))
    bars.take(EPOCH, {first, count: time.length, replaces: true, columns, values: []})

    const own = bars.draw({factor: 1, from: first, until: bars.following}, [])

    assert.deepEqual(Object.keys(own).sort(), Object.keys(drawn).sort())
    for (const [name, column] of Object.entries(drawn)) {
      assert.deepEqual(Array.from(own[name]), column, name)
    }
  })

  test("without a zoom the columns are the bars", () => {
    const bars = barsOf(FIRST, FIRST + 50)

    const drawn = bars.draw({factor: 1, from: FIRST + 3, until: FIRST + 40}, LINES)

    expected(FIRST + 3, FIRST + 40).forEach((bar, place) => {
      for (const name of ["number", ...NAMES]) {
        assert.equal(drawn[name][place], bar[name], name)
      }
      assert.deepEqual(LINES.map((line) => drawn[line][place]), bar.values)
    })
    assert.equal(drawn.number.length, 37)
  })

  for (const factor of [2, 4, 32, 128]) {
    test(`${factor} bars drawn as one keep their extremes, open and close`, () => {
      const bars = barsOf(FIRST, FIRST + MANY)

      const drawn = bars.draw({factor, from: FIRST, until: bars.following}, LINES)

      const buckets = Map.groupBy(expected(FIRST, FIRST + MANY), ({number}) => Math.floor(number / factor))
      assert.equal(drawn.number.length, buckets.size)
      for (const [place, [bucket, inside]] of [...buckets].entries()) {
        const last = inside.at(-1)
        assert.equal(drawn.number[place], bucket * factor + (factor - 1) / 2)
        assert.equal(drawn.time[place], inside[0].time)
        assert.equal(drawn.open[place], inside[0].open)
        assert.equal(drawn.high[place], Math.max(...inside.map((bar) => bar.high)))
        assert.equal(drawn.low[place], Math.min(...inside.map((bar) => bar.low)))
        assert.equal(drawn.close[place], last.close)
        assert.equal(drawn.volume[place], Math.max(...inside.map((bar) => bar.volume)))
        assert.equal(drawn.half_volume[place], drawn.volume[place] / 2)
        assert.equal(drawn.middle[place], (inside[0].open + last.close) / 2)
        assert.equal(drawn.rising[place], last.close >= inside[0].open ? "1" : "0")
        assert.ok(drawn.body[place] > 0)
        assert.deepEqual(LINES.map((line) => drawn[line][place]), last.values)
      }
    })
  }

  test("volume bars are cut at the cap", () => {
    const drawn = barsOf(FIRST, FIRST + 50).draw({factor: 1, from: FIRST, until: FIRST + 50}, [], 500)

    const cut = expected(FIRST, FIRST + 50).map(({volume}) => Math.min(volume, 500))
    assert.deepEqual(Array.from(drawn.volume), cut)
    assert.deepEqual(Array.from(drawn.half_volume), cut.map((volume) => volume / 2))
  })

  test("a line whose values are not there is drawn as nothing", () => {
    const drawn = barsOf(FIRST, FIRST + 2).draw({factor: 1, from: FIRST, until: FIRST + 2}, [...LINES, "new"])

    assert.ok(drawn.new.every(Number.isNaN))
  })
})

describe("the part that is drawn", () => {
  const VIEWS = [[0, 1000], [7, 1000], [120, 400], [120, 90], [3000, 1000], [15000, 333], [30000, 250]]

  for (const [span, pixels] of VIEWS) {
    test(`a part covers its view, of ${span} bars on ${pixels} pixels`, () => {
      const bars = barsOf(FIRST, FIRST + MANY)
      for (let start = FIRST - 2 * span - 1; start < bars.following + span; start += span / 3 + 97.3) {
        const end = start + span
        const part = bars.part(start, end, pixels)

        assert.ok(bars.covers(part, start, end, pixels))
        const {number} = bars.draw(part, LINES)
        assertShown(bars, number, part.factor, start, end)
      }
    })

    test(`no more is drawn than a few times the pixels, of ${span} bars on ${pixels} pixels`, () => {
      const bars = barsOf(FIRST, FIRST + MANY)
      const part = bars.part(FIRST, FIRST + span, pixels)

      assert.ok(bars.draw(part, []).number.length <= 3 * pixels + 2)
      assert.ok(Number.isInteger(Math.log2(part.factor)))
    })
  }

  // Every bar that is in view, were it only by its edge, must be among the drawn ones.
  function assertShown(bars, numbers, factor, start, end) {
    const wanted = [Math.max(bars.first, Math.ceil(start - 0.5)), Math.min(bars.following - 1, Math.ceil(end + 0.5) - 1)]
    if (wanted[0] <= wanted[1]) {
      const half = (factor - 1) / 2
      assert.ok(numbers[0] - half <= wanted[0], `${numbers[0]} begins after ${wanted[0]}`)
      assert.ok(numbers.at(-1) + half >= wanted[1], `${numbers.at(-1)} ends before ${wanted[1]}`)
    }
  }

  test("a part that is said to cover a view shows all of its bars", () => {
    const bars = barsOf(FIRST, FIRST + 2000)
    const draw = random(5)
    let covered = 0
    for (let run = 0; run < 3000; run++) {
      const span = 20 + Math.floor(draw() * 900)
      const start = FIRST - 50 + Math.floor(draw() * 8000) / 4
      const moved = start + (draw() - 0.5) * 3 * span
      const part = bars.part(start, start + span, 300)
      if (bars.covers(part, moved, moved + span, 300)) {
        covered += 1
        assertShown(bars, bars.draw(part, []).number, part.factor, moved, moved + span)
      }
    }
    assert.ok(covered > 1000)
  })

  test("panning within the margin needs no new columns", () => {
    const bars = barsOf(FIRST, FIRST + MANY)
    const part = bars.part(9000, 9120, 400)

    for (const moved of [-119, -60, -0.5, 0, 0.5, 60, 119]) {
      assert.ok(bars.covers(part, 9000 + moved, 9120 + moved, 400))
    }
    for (const moved of [-125, 125]) {
      assert.ok(!bars.covers(part, 9000 + moved, 9120 + moved, 400))
    }
  })

  test("zooming out to where bars are drawn together needs new columns", () => {
    const bars = barsOf(FIRST, FIRST + MANY)

    assert.ok(!bars.covers(bars.part(9000, 9400, 400), 9000, 9401, 400))
  })

  test("nothing drawn covers nothing", () => {
    assert.ok(!barsOf(FIRST, FIRST + 5).covers(null, FIRST, FIRST + 5, 400))
  })

  test("bars drawn together stay together while panning", () => {
    const bars = barsOf(FIRST, FIRST + MANY)
    const seen = new Map()
    for (let start = FIRST - 40; start < FIRST + 9000; start += 613.7) {
      const drawn = bars.draw(bars.part(start, start + 3000, 400), LINES)
      drawn.number.forEach((number, place) => {
        const row = Object.values(drawn).map((column) => column[place])
        assert.deepEqual(row, seen.get(number) ?? row)
        seen.set(number, row)
      })
    }
    assert.ok(seen.size > 1000)
  })

  test("no bars are drawn where there are none", () => {
    const bars = barsOf(FIRST, FIRST + 10)
    for (const [empty, start] of [[new Bars(), 0], [bars, FIRST + 500], [bars, FIRST - 500]]) {
      assert.equal(empty.draw(empty.part(start, start + 120, 400), LINES).number.length, 0)
    }
  })

  test("a figure without a width yet draws every bar", () => {
    assert.equal(barsOf(FIRST, FIRST + MANY).part(FIRST, FIRST + MANY, Infinity).factor, 1)
  })
})


describe("times and numbers", () => {
  const bars = barsOf(FIRST, FIRST + 50)

  test("each bar's number and time lead to each other", () => {
    for (let number = FIRST; number < FIRST + 50; number++) {
      assert.equal(bars.numberOf(bars.timeOf(number)), number)
      assert.equal(bars.timeOf(number + 0.4), barOf(number).time)
    }
  })

  test("a time within a bar belongs to it, one outside of all to the nearest", () => {
    assert.equal(bars.numberOf(barOf(FIRST + 7).time + 59_999), FIRST + 7)
    assert.equal(bars.numberOf(0), FIRST)
    assert.equal(bars.numberOf(Infinity), FIRST + 49)
    assert.equal(bars.timeOf(-1e9), barOf(FIRST).time)
    assert.equal(bars.timeOf(1e9), barOf(FIRST + 49).time)
  })

  const DAY = 86_400_000
  const at = (times) => {
    const days = new Bars()
    days.take(1, blockOf(times.map((time, i) => ({...barOf(i), time})), 10, true))
    return days
  }

  test("the first bar of a day is a border, the first one of all is not", () => {
    const days = at([DAY - 120_000, DAY - 60_000, DAY + 32_400_000, DAY + 32_460_000, 2 * DAY + 1])

    assert.deepEqual(days.dayStarts(0, 100), [12, 14])
    assert.deepEqual(days.dayStarts(13, 100), [14])
    assert.deepEqual(days.dayStarts(0, 11), [])
  })

  test("bars that are days have no borders", () => {
    assert.deepEqual(at([0, DAY, 2 * DAY]).dayStarts(0, 100), [])
  })
})
