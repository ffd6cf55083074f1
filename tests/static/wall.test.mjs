// One feed and one animation frame for all charts: what is drawn when, and what is told.

import assert from "node:assert/strict"
import {afterEach, beforeEach, describe, test} from "node:test"

import {installDocument} from "./elements.mjs"

const page = installDocument()
const {Wall} = await import("../../dashboard/static/wall.js")

const LABELS = {search: {hint: "", title: ""}}
const RECORD = {number: 7, time: 420000, open: 1, high: 2, low: 1, close: 2, volume: 3}

class Model {
  constructor() {
    Object.assign(this, {palette: {name: "dark"}, labels: LABELS, feed_path: "", is_wall: false, plans: ["plan"]})
    this.sync = {crosshair: false, dates: false}
    this.sent = []
  }

  on() {}

  off() {}

  send_msg(message) {
    this.sent.push(message)
  }
}

// A chart that notes what the wall has it do.
class Chart {
  constructor(channel) {
    Object.assign(this, {channel, key: `cell ${channel}`, visible: true, closed: false, built: true, figure: {}})
    this.model = {symbol: `00000${channel}`, plan: 0}
    this.bars = {epoch: -1, following: 0}
    this.forming = RECORD
    this.isDrawn = true
    this.layer = {mustDim: false}
    this.deeds = []
    this.header = {host: {classList: {toggle: () => {}}}}
  }

  take(block) {
    this.deeds.push(["take", block])
  }

  draw() {
    this.deeds.push(["draw"])
  }

  paint() {
    this.deeds.push(["paint"])
  }

  draft(template) {
    this.deeds.push(["draft", template])
  }

  build() {
    this.deeds.push(["build"])
    this.figure = {}
  }

  showHeader() {
    this.deeds.push(["header"])
  }

  tellTime(now) {
    this.deeds.push(["time", now])
    return this.ticks === true
  }

  mirror(time) {
    this.deeds.push(["mirror", time])
  }

  showDates(dates) {
    this.deeds.push(["dates", dates])
  }

  fail(error) {
    this.deeds.push(["fail", error.message])
  }

  close() {
    this.closed = true
  }

  did(name) {
    return this.deeds.filter(([deed]) => deed === name).length
  }
}

let frames, wall, model, reports
const note = ({detail}) => reports.push(detail)

beforeEach(() => {
  frames = []
  reports = []
  globalThis.requestAnimationFrame = (callback) => frames.push(callback)
  page.addEventListener("kw-drawn", note)
  page.hidden = false
  model = new Model()
  wall = new Wall(model)
})

afterEach(() => {
  page.removeEventListener("kw-drawn", note)
  wall.close()
})

function placed(count) {
  const charts = Array.from({length: count}, (_, channel) => new Chart(channel))
  for (const chart of charts) {
    wall.charts.set(chart.key, chart)
  }
  wall.tune()
  model.sent.length = 0
  return charts
}

// Run the animation frames that were asked for; return how many there were.
function nextFrame() {
  const due = frames.splice(0)
  due.forEach((callback) => callback())
  return due.length
}

// Let the browser paint frame after frame until all figures are made.
async function built() {
  while (wall.building.going !== null) {
    nextFrame()
    await new Promise((done) => setTimeout(done))
  }
}

const blockOf = (channel) => ({channel, epoch: 1, record: RECORD})
const frameOf = (...channels) => ({exchangeMs: 1000, blocks: channels.map(blockOf)})

describe("what moves", () => {
  test("a block goes to the chart of its channel, which is drawn with the next frame", () => {
    const [first, second] = placed(2)

    wall.take(frameOf(1))

    assert.deepEqual(second.deeds, [["take", blockOf(1)]])
    nextFrame()
    assert.equal(second.did("draw"), 1)
    assert.deepEqual(first.deeds, [])
  })

  test("two charts of one channel both get its blocks", () => {
    const charts = [new Chart(3), new Chart(3)]
    charts.forEach((chart, i) => wall.charts.set(`${i}`, chart))
    wall.tune()

    wall.take(frameOf(3))

    assert.deepEqual(charts.map((chart) => chart.did("take")), [1, 1])
  })

  test("what came before a frame is drawn once, and asked for once", () => {
    const [chart] = placed(1)

    wall.take(frameOf(0))
    wall.take(frameOf(0))
    wall.take(frameOf(0))

    assert.equal(nextFrame(), 1)
    assert.equal(chart.did("take"), 3)
    assert.equal(chart.did("draw"), 1)
    assert.equal(nextFrame(), 0)
  })

  test("a block of a channel that nobody shows is let go", () => {
    const [chart] = placed(1)

    wall.take(frameOf(9))
    nextFrame()

    assert.deepEqual(chart.deeds, [])
  })

  test("frames are acknowledged together once they are drawn", () => {
    placed(1)

    wall.take(frameOf(0))
    wall.take(frameOf(0))
    assert.deepEqual(model.sent, [])
    nextFrame()

    assert.equal(model.sent.length, 1)
    assert.equal(model.sent[0].ack, 2)
  })

  test("the page is told what was drawn, and nothing of a chart that is not", () => {
    const [first, second] = placed(2)
    second.isDrawn = false

    wall.take(frameOf(0, 1))
    nextFrame()

    assert.deepEqual(reports, [[{symbol: first.model.symbol, time: 420000, close: 2, volume: 3}]])
  })

  test("a fault of one chart does not stop the others", () => {
    const charts = placed(3)
    charts[1].draw = () => {
      throw new Error("no canvas")
    }

    wall.take(frameOf(0, 1, 2))
    nextFrame()

    assert.deepEqual(charts.map((chart) => chart.did("draw")), [1, 0, 1])
    assert.deepEqual(charts[1].deeds.filter(([deed]) => deed === "fail"), [["fail", "no canvas"]])
    wall.take(frameOf(0))
    nextFrame()
    assert.equal(charts[0].did("draw"), 2)
  })
})

describe("figures", () => {
  test("are painted one in a frame, so that sixteen bars that close together stall nothing", () => {
    const charts = placed(16)

    charts.forEach((chart) => wall.repaint(chart))
    const painted = []
    for (let i = 0; i < 16; i++) {
      nextFrame()
      painted.push(charts.filter((chart) => chart.did("paint")).length)
    }

    assert.deepEqual(painted, Array.from({length: 16}, (_, i) => i + 1))
    assert.equal(nextFrame(), 0)
  })

  test("of a chart under the pointer come first", () => {
    const charts = placed(4)
    wall.attend(charts[2], true)

    charts.forEach((chart) => wall.repaint(chart))
    nextFrame()

    assert.deepEqual(charts.map((chart) => chart.did("paint")), [0, 0, 1, 0])
  })

  test("that a hand moves are painted at once and before those that wait", () => {
    const charts = placed(4)
    wall.repaint(charts[0])
    wall.repaint(charts[2], {first: true})
    wall.repaint(charts[3], {first: true})

    nextFrame()
    assert.deepEqual(charts.map((chart) => chart.did("paint")), [0, 0, 1, 1])
    nextFrame()
    assert.deepEqual(charts.map((chart) => chart.did("paint")), [1, 0, 1, 1])
  })

  test("asked for twice are painted once", () => {
    const [chart] = placed(1)

    wall.repaint(chart)
    wall.repaint(chart, {first: true})
    nextFrame()
    nextFrame()

    assert.equal(chart.did("paint"), 1)
  })

  test("that are painted need no layer drawn beside it in the same frame", () => {
    const [chart] = placed(1)

    wall.take(frameOf(0))
    wall.repaint(chart)
    nextFrame()

    assert.deepEqual([chart.did("paint"), chart.did("draw")], [1, 0])
  })

  test("are made four at a time, and nothing moves until all are there", async () => {
    const charts = placed(6)
    const order = []
    for (const chart of charts) {
      Object.assign(chart, {figure: null, built: false})
      chart.build = async () => {
        order.push([chart.channel, charts.filter((one) => one.figure !== null).length])
        await null
        chart.figure = {}
      }
      wall.repaint(chart)
    }
    wall.take(frameOf(0))

    await built()

    assert.deepEqual(order, [[0, 0], [1, 0], [2, 0], [3, 0], [4, 4], [5, 4]])
    assert.equal(charts[0].did("draw"), 0)
    assert.equal(nextFrame(), 1)
    assert.equal(charts[0].did("draw"), 1)
  })

  test("have sketches that are painted before the first of them is made", async () => {
    const charts = placed(16)
    for (const chart of charts) {
      Object.assign(chart, {figure: null, built: false})
      wall.repaint(chart)
    }
    await null
    assert.deepEqual(charts.map((chart) => chart.deeds), charts.map(() => [["draft", "plan"]]))

    assert.equal(nextFrame(), 1) // and the browser paints
    assert.ok(charts.every((chart) => chart.did("build") === 0))

    await built()
    assert.ok(charts.every((chart) => chart.did("build") === 1 && chart.did("draft") === 1))
  })

  test("are sketched anew when more bars come before their turn", async () => {
    const [chart] = placed(1)
    Object.assign(chart, {figure: null, built: false})
    wall.repaint(chart)
    await null

    wall.repaint(chart)
    wall.repaint(chart)
    await built()

    assert.deepEqual([chart.did("draft"), chart.did("build")], [2, 1])
  })

  test("are made of a hidden page too, which paints nothing", async () => {
    const [chart] = placed(1)
    Object.assign(chart, {figure: null, built: false})
    page.hidden = true

    wall.repaint(chart)
    await wall.building.going

    assert.equal(frames.length + chart.did("build"), 2) // one for what has moved since
  })

  test("let frames be acknowledged as they come, so that the bars of the next ones follow", async () => {
    const [chart] = placed(1)
    Object.assign(chart, {figure: null, built: false})
    wall.repaint(chart)

    wall.take(frameOf(0))
    wall.take(frameOf(0))

    assert.deepEqual(model.sent.map(({ack}) => ack), [1, 1])
    await built()
    nextFrame()
    assert.equal(model.sent.length, 2)
  })

  test("let no frame be acknowledged that was before there were charts", async () => {
    placed(1)

    wall.take(frameOf(0), 0)
    nextFrame()

    assert.deepEqual(model.sent, [])
  })

  test("of a chart that has left meanwhile are not made", async () => {
    const [chart] = placed(1)
    Object.assign(chart, {figure: null, built: false, closed: true})

    wall.repaint(chart)
    await built()

    assert.equal(chart.did("build"), 0)
  })

  test("that cannot be made fail alone", async () => {
    const charts = placed(2)
    for (const chart of charts) {
      Object.assign(chart, {figure: null, built: false})
      wall.repaint(chart)
    }
    charts[0].build = () => Promise.reject(new Error("no Bokeh"))

    await built()

    assert.deepEqual(charts[0].deeds, [["draft", "plan"], ["fail", "no Bokeh"]])
    assert.deepEqual(charts[1].deeds, [["draft", "plan"], ["build"]])
  })
})

describe("what the feed is asked for", () => {
  test("is what is in sight, the chart under the pointer first", () => {
    const charts = placed(3)
    charts[0].visible = false
    wall.attend(charts[2], true)

    wall.tune()

    assert.deepEqual(model.sent, [{channels: [2, 1], known: {}}])
  })

  test("is told once as long as it stays the same", () => {
    placed(3)

    wall.tune()
    wall.tune()

    assert.deepEqual(model.sent, [])
  })

  test("is nothing while the page is hidden, and everything again after it", () => {
    placed(2)

    page.hidden = true
    page.dispatchEvent(new Event("visibilitychange"))
    page.hidden = false
    page.dispatchEvent(new Event("visibilitychange"))

    assert.deepEqual(model.sent.map(({channels}) => channels), [[], [0, 1]])
  })

  test("says which bars are here already, of charts that agree on them", () => {
    const charts = placed(3)
    charts[0].bars = {epoch: 4, following: 120}
    charts[1].bars = {epoch: 2, following: 90}

    assert.deepEqual(wall.known(), {0: [4, 120], 1: [2, 90]})
  })

  test("of two charts of one channel, says no more than both have", () => {
    const charts = [new Chart(5), new Chart(5)]
    charts.forEach((chart, i) => wall.charts.set(`${i}`, chart))
    charts[0].bars = {epoch: 4, following: 120}
    charts[1].bars = {epoch: 4, following: 118}
    wall.tune()
    assert.deepEqual(wall.known(), {5: [4, 118]})

    charts[1].bars = {epoch: 3, following: 118}
    assert.deepEqual(wall.known(), {})
  })
})

describe("charts that go together", () => {
  test("share a pointer's time only where that is wished for", () => {
    const charts = placed(3)

    wall.pointed(charts[0], 5)
    assert.equal(charts[1].did("mirror"), 0)
    model.sync = {crosshair: true, dates: false}
    wall.pointed(charts[0], 5)

    assert.deepEqual(charts.map((chart) => chart.did("mirror")), [0, 1, 1])
    assert.deepEqual(charts[1].deeds, [["mirror", 5]])
  })

  test("share dates without those that are out of sight", () => {
    const charts = placed(3)
    charts[2].visible = false
    charts[0].dates = {from: 1, to: 2}
    model.sync = {crosshair: false, dates: true}

    wall.datesMoved(charts[0])

    assert.deepEqual(charts.map((chart) => chart.did("dates")), [0, 1, 0])
  })
})

describe("time", () => {
  test("goes on from the exchange's last word, and draws only what has changed", () => {
    const charts = placed(2)
    charts[1].ticks = true
    wall.take({exchangeMs: 60000, blocks: []})
    nextFrame()

    wall.tellTime()
    nextFrame()

    const [[, told]] = charts[0].deeds
    assert.ok(told >= 60000 && told < 70000, String(told))
    assert.deepEqual(charts.map((chart) => chart.did("draw")), [0, 1])
  })

  test("headers change together, a few times a second", (t) => {
    const charts = placed(2)
    let now = performance.now() + 10000
    t.mock.method(performance, "now", () => now)

    wall.take(frameOf(0))
    nextFrame()
    now += 20
    wall.take(frameOf(1))
    nextFrame()
    assert.deepEqual(charts.map((chart) => chart.did("header")), [1, 0])
    now += 200
    wall.take(frameOf(0))
    nextFrame()

    assert.deepEqual(charts.map((chart) => chart.did("header")), [2, 1])
  })

  test("the headers that the last frame left behind are told a little later", (t) => {
    t.mock.timers.enable({apis: ["setTimeout"]})
    const [chart] = placed(1)
    let now = performance.now() + 10000
    t.mock.method(performance, "now", () => now)
    wall.take(frameOf(0))
    nextFrame()
    wall.take(frameOf(0))
    nextFrame()
    assert.equal(chart.did("header"), 1)

    now += 200
    t.mock.timers.tick(200)
    nextFrame()

    assert.equal(chart.did("header"), 2)
  })
})

test("a wall that is closed lets its charts go and hears nothing more", () => {
  const charts = placed(2)

  wall.close()
  page.hidden = true
  page.dispatchEvent(new Event("visibilitychange"))

  assert.ok(charts.every((chart) => chart.closed))
  assert.equal(wall.charts.size, 0)
  assert.deepEqual(model.sent, [])
})
