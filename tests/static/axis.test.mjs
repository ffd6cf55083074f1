// The time axis is labelled where something begins: a day, a month, a round minute.

import assert from "node:assert/strict"
import {readFileSync} from "node:fs"
import {describe, test} from "node:test"

const MINUTE = 60000
const DAY = 86400000
const OPENING = Date.UTC(2026, 8, 17, 9, 0)

function script(name, ...parameters) {
  const path = new URL(`../../dashboard/static/${name}`, import.meta.url)
  return new Function(...parameters, readFileSync(path, "utf8"))
}

const ticks = script("axis_ticks.js", "cb_data", "source")
const label = script("axis_label.js", "tick", "source")

function columns(times, first = 0, step = 1) {
  return {data: {number: times.map((_, i) => first + i * step), time: times}}
}

// Trading days of 381 minute bars each, as the exchange has them.
function minutes(days, width = 1, perDay = 381) {
  const found = []
  for (let day = 0; day < days; day++) {
    for (let i = 0; i < Math.ceil(perDay / width); i++) {
      found.push(OPENING + day * DAY + i * width * MINUTE)
    }
  }
  return found
}

function dates(count, since = Date.UTC(2024, 0, 1)) {
  return Array.from({length: count}, (_, i) => since + i * DAY)
}

const shown = (source, start, end) => ticks({range: {start, end}}, source)
const labels = (source, start, end) => shown(source, start, end).map((tick) => label(tick, source))

describe("minute bars", () => {
  test("two hours are labelled by round times of the clock", () => {
    const source = columns(minutes(1))

    assert.deepEqual(labels(source, 0, 120), ["09:30", "10:00", "10:30", "11:00"])
  })

  test("half an hour is labelled by finer times", () => {
    const source = columns(minutes(1))

    assert.deepEqual(labels(source, 60, 90), ["10:05", "10:10", "10:15", "10:20", "10:25", "10:30"])
  })

  test("no more than six times stand side by side, whatever is in sight", () => {
    const source = columns(minutes(1))

    for (let span = 5; span <= 380; span += 5) {
      assert.ok(shown(source, 0, span).length <= 6, `${span} bars`)
    }
  })

  test("a day that begins is labelled by its date, and keeps its distance", () => {
    const source = columns(minutes(2))
    const [start, end] = [320, 440]
    const found = shown(source, start, end)

    assert.ok(found.includes(381))
    assert.equal(label(381, source), "09/18")
    for (let i = 1; i < found.length; i++) {
      assert.ok(found[i] - found[i - 1] >= (end - start) * 0.1)
    }
  })

  test("many days are labelled by dates alone", () => {
    const source = columns(minutes(9, 30))

    const found = labels(source, 0, 9 * 13)

    assert.ok(found.length > 3)
    assert.ok(found.every((text) => /^09\/\d\d$/.test(text)), found.join())
  })

  test("a label does not stand at the left end, where half of it would be cut off", () => {
    const source = columns(minutes(1))

    assert.ok(shown(source, 28, 148)[0] > 28 + 120 * 0.04)
  })

  test("numbers count, not places: older bars before the first change no label", () => {
    const source = columns(minutes(1), 1000)

    assert.deepEqual(labels(source, 1000, 1120), ["09:30", "10:00", "10:30", "11:00"])
  })

  test("bars drawn as one are labelled by the first of them", () => {
    const all = minutes(1)
    const thinned = columns(all.filter((_, i) => i % 5 === 0), 0, 5)

    assert.deepEqual(shown(thinned, 0, 120), [30, 60, 90, 120])
    assert.deepEqual(labels(thinned, 0, 120), ["09:30", "10:00", "10:30", "11:00"])
  })

  test("a tick beyond the bars has no label", () => {
    const source = columns(minutes(1))

    assert.equal(label(-1, source), "")
    assert.equal(label(381, source), "")
  })
})

describe("daily bars", () => {
  test("a year is labelled by its months, a new year by its number", () => {
    const source = columns(dates(500))

    const found = labels(source, 200, 480)

    assert.ok(found.includes("2025"), found.join())
    assert.ok(found.some((text) => /^\d\d\/01$/.test(text)), found.join())
  })

  test("many years are labelled by years alone", () => {
    const source = columns(dates(365 * 9))

    const found = labels(source, 0, 365 * 9)

    assert.ok(found.length > 4)
    assert.ok(found.every((text) => /^20\d\d$/.test(text)), found.join())
  })

  test("a day in the middle of a month is its date", () => {
    const source = columns(dates(60))

    assert.equal(label(16, source), "01/17")
  })
})

describe("hardly any bars", () => {
  test("nothing in sight has no labels", () => {
    const source = columns(minutes(1))

    assert.deepEqual(shown(source, 500, 600), [])
    assert.deepEqual(shown(source, -200, -100), [])
  })

  test("one bar, or none, has no labels", () => {
    assert.deepEqual(shown(columns([OPENING]), -1, 2), [])
    assert.deepEqual(shown(columns([]), 0, 10), [])
  })
})
