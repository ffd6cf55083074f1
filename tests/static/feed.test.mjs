// The page's connection is there before its charts, comes back by itself, asks for what it
// lacks, and knows when to give up.

import assert from "node:assert/strict"
import {afterEach, beforeEach, describe, mock, test} from "node:test"

import {openEarly, openFeed} from "../../dashboard/static/feed.js"
import {handedOver} from "./material.mjs"

const PAGE = "https://127.0.0.1:5006/wall"
const UNKNOWN_PAGE = 4410
const LOST = 1006
const SECOND = 1000
const LONGEST = 8 * SECOND
const FRAMES = handedOver("frames")

// The browser's class, as far as a page sees it; the test is the network.
class Socket {
  static CONNECTING = 0
  static OPEN = 1
  static CLOSED = 3
  static made = []

  constructor(url) {
    this.url = url
    this.readyState = Socket.CONNECTING
    this.sent = []
    Socket.made.push(this)
  }

  send(text) {
    this.sent.push(JSON.parse(text))
  }

  close() {
    this.readyState = 2 // and no more: the other side of a dead connection never answers
  }

  opens() {
    this.readyState = Socket.OPEN
    this.onopen()
  }

  ends(code = LOST) {
    this.readyState = Socket.CLOSED
    this.onclose?.({code})
  }

  hears(name) {
    this.onmessage({data: Uint8Array.from(Buffer.from(FRAMES[name].base64, "base64")).buffer})
  }
}

let told, server, feed

const handlers = {
  onFrame: (frame, owed) => told.frames.push({...frame, owed}),
  onConnected: (connected) => told.connected.push(connected),
  onRefused: () => { told.refused += 1 },
}

const newest = () => Socket.made.at(-1)

// Let time pass, with the clock's every second seen by the page.
function pass(ms) {
  for (; ms > 0; ms -= SECOND) {
    mock.timers.tick(Math.min(ms, SECOND))
  }
}

// Let requests be answered; only timers are held by the test.
const answered = () => new Promise((resolve) => setImmediate(resolve))

// Return after how long the next socket is made.
function untilNextSocket() {
  const made = Socket.made.length
  let waited = 0
  for (; Socket.made.length === made && waited < 60 * SECOND; waited += 100) {
    mock.timers.tick(100)
  }
  return waited
}

beforeEach(() => {
  mock.timers.enable({apis: ["setTimeout", "setInterval", "Date"], now: 1.8e12})
  Socket.made = []
  told = {frames: [], connected: [], refused: 0, reloads: 0, asked: []}
  server = {answers: true}
  globalThis.WebSocket = Socket
  globalThis.location = {reload: () => { told.reloads += 1 }}
  globalThis.fetch = async (address) => {
    told.asked.push(String(address))
    if (!server.answers) {
      throw new TypeError("fetch failed")
    }
  }
  globalThis.document = {baseURI: PAGE}
  feed = openFeed("kw-feed", "mine", handlers)
})

afterEach(() => {
  feed.close()
  mock.timers.reset()
})

describe("asking", () => {
  test("a page says its name and what it shows as soon as it is connected", () => {
    feed.show([4, 2], () => ({4: [1, 30]}))
    assert.deepEqual(newest().sent, [])

    newest().opens()

    assert.equal(String(newest().url), "wss://127.0.0.1:5006/kw-feed")
    assert.deepEqual(newest().sent, [{page: "mine", channels: [4, 2], known: {4: [1, 30]}}])
    assert.deepEqual(told.connected, [true])
  })

  test("a page that shows something else says so at once", () => {
    newest().opens()

    feed.show([7], () => ({}))

    assert.deepEqual(newest().sent.at(-1), {channels: [7], known: {}})
  })

  test("a page asks for older bars of a channel", () => {
    newest().opens()

    feed.askOlder(4)

    assert.deepEqual(newest().sent.at(-1), {older: 4})
  })

  test("a page says how many frames it drew, and how long that took", () => {
    newest().opens()

    feed.acknowledge(2, 3.14159)

    assert.deepEqual(newest().sent.at(-1), {ack: 2, busy: 3.1})
  })

  test("nothing is sent where nobody hears it", () => {
    newest().opens()
    const [first] = Socket.made
    first.ends()
    const count = first.sent.length

    feed.acknowledge(1, 0)
    feed.askOlder(4)

    assert.equal(first.sent.length, count)
  })
})

describe("a feed that is opened before there are charts", () => {
  const names = () => told.frames.map(({sequence, owed}) => [sequence, owed])

  beforeEach(() => {
    feed.close()
    told = {...told, frames: [], connected: []}
    openEarly("kw-feed", "mine", [4, 2])
    newest().opens()
  })

  test("asks for what will be in sight, and for more as soon as it has a frame", () => {
    assert.deepEqual(newest().sent, [{page: "mine", channels: [4, 2], known: {}}])

    newest().hears("many blocks")

    assert.deepEqual(newest().sent.at(-1), {ack: 1})
    assert.deepEqual(told.frames, [])
    feed = openFeed("kw-feed", "mine", handlers)
  })

  test("hands over what came once it is known which chart shows it, and owes nothing for it", () => {
    newest().hears("many blocks")

    feed = openFeed("kw-feed", "mine", handlers)
    assert.deepEqual([names(), told.connected], [[], [true]])
    feed.show([2, 4], () => ({}))
    newest().hears("many blocks")

    assert.deepEqual(names(), [[7, 0], [7, undefined]])
    assert.equal(newest().sent.length, 2) // the same channels, so nothing is asked again
  })

  test("asks for no more than a few frames as long as there are no charts", () => {
    for (let count = 0; count < 10; count++) {
      newest().hears("many blocks")
    }
    assert.equal(newest().sent.filter(({ack}) => ack === 1).length, 8)

    feed = openFeed("kw-feed", "mine", handlers)
    feed.show([4, 2], () => ({}))

    assert.deepEqual(names().map(([, owed]) => owed), [0, 0, 0, 0, 0, 0, 0, 0, 1, 1])
  })

  test("asks again when other channels are in sight after all", () => {
    feed = openFeed("kw-feed", "mine", handlers)

    feed.show([4, 9], () => ({4: [1, 30]}))

    assert.deepEqual(newest().sent.at(-1), {channels: [4, 9], known: {4: [1, 30]}})
  })

  test("asks for the same channels again if the charts forget what they had", () => {
    feed = openFeed("kw-feed", "mine", handlers)
    feed.show([4, 2], () => ({}))

    feed.show([4, 2], () => ({4: [2, 0]}))

    assert.deepEqual(newest().sent.at(-1), {channels: [4, 2], known: {4: [2, 0]}})
  })

  test("is one for a page: the next who asks gets a connection of his own", () => {
    feed = openFeed("kw-feed", "mine", handlers)
    const made = Socket.made.length

    const other = openFeed("kw-feed", "mine", handlers)

    assert.equal(Socket.made.length, made + 1)
    other.close()
  })

  test("says that it is lost if it is by then", () => {
    newest().ends()

    feed = openFeed("kw-feed", "mine", handlers)

    assert.deepEqual(told.connected, [false])
  })

  test("is not given up for messages as long as there is nobody to send them", async () => {
    feed.close()
    openEarly("kw-feed", "other", [4])
    for (let attempt = 0; attempt < 5; attempt++) {
      newest().ends()
      pass(LONGEST)
      await answered()
    }
    const before = Socket.made.length

    feed = openFeed("kw-feed", "other", handlers)
    newest().ends()
    pass(LONGEST)
    await answered()

    assert.equal(told.refused, 1)
    assert.equal(Socket.made.length, before)
    openFeed("kw-feed", "mine", handlers).close()
  })
})

describe("frames", () => {
  test("a frame is handed over as soon as it comes", () => {
    newest().opens()

    newest().hears("many blocks")

    assert.deepEqual(told.frames.map(({sequence, blocks}) => [sequence, blocks.length]), [[7, 4]])
    assert.equal(newest().sent.length, 1)
  })

  test("an empty frame is answered, and nobody is bothered with it", () => {
    newest().opens()

    newest().hears("no blocks")

    assert.deepEqual(told.frames, [])
    assert.deepEqual(newest().sent.at(-1), {ack: 0})
  })
})

describe("a connection that is lost", () => {
  test("a page connects anew and asks with what it knows by then", () => {
    let following = 30
    feed.show([4], () => ({4: [1, following]}))
    newest().opens()
    following = 42

    newest().ends()
    assert.deepEqual(told.connected, [true, false])
    untilNextSocket()
    newest().opens()

    assert.deepEqual(newest().sent, [{page: "mine", channels: [4], known: {4: [1, 42]}}])
    assert.deepEqual(told.connected, [true, false, true])
  })

  test("a page waits longer each time, up to a limit", () => {
    newest().opens()
    const waits = []
    for (let attempt = 0; attempt < 12; attempt++) {
      newest().ends()
      waits.push(untilNextSocket())
    }

    assert.deepEqual(waits, [...waits].sort((one, other) => one - other))
    assert.ok(waits[0] <= SECOND && waits[1] > waits[0])
    assert.equal(waits.at(-1), LONGEST)
  })

  test("a page waits briefly again after it was connected", () => {
    newest().opens()
    newest().ends()
    const first = untilNextSocket()
    for (let attempt = 0; attempt < 5; attempt++) {
      newest().ends()
      untilNextSocket()
    }

    newest().opens()
    newest().ends()

    assert.equal(untilNextSocket(), first)
  })

  test("a page that was connected once goes on trying", async () => {
    newest().opens()
    for (let attempt = 0; attempt < 20; attempt++) {
      newest().ends()
      untilNextSocket()
      await answered()
    }

    assert.equal(Socket.made.length, 21)
    assert.equal(told.refused, 0)
  })
})

describe("a socket that never opens", () => {
  async function fail(times) {
    for (let attempt = 0; attempt < times; attempt++) {
      newest().ends()
      pass(LONGEST)
      await answered()
    }
  }

  test("messages take its place after three of them, while the server answers", async () => {
    await fail(2)
    assert.equal(told.refused, 0)

    await fail(1)

    assert.equal(told.refused, 1)
    assert.equal(told.connected.at(-1), true)
    assert.equal(Socket.made.length, 3)
    assert.deepEqual(told.asked, ["https://127.0.0.1:5006/kw-feed"])
  })

  test("nothing more is tried once messages took its place", async () => {
    await fail(3)

    pass(60 * SECOND)
    await answered()

    assert.equal(Socket.made.length, 3)
    assert.equal(told.refused, 1)
  })

  test("a page goes on trying while the server does not answer", async () => {
    server.answers = false

    await fail(6)

    assert.equal(told.refused, 0)
    assert.equal(Socket.made.length, 7)
  })

  test("a page that ends meanwhile is not told of it", async () => {
    await fail(2)
    newest().ends()

    feed.close()
    pass(LONGEST)
    await answered()

    assert.deepEqual([told.refused, told.connected.at(-1)], [0, false])
  })
})

describe("a page that the server does not know", () => {
  test("the page is loaded anew", async () => {
    newest().opens()

    newest().ends(UNKNOWN_PAGE)
    pass(SECOND)
    await answered()

    assert.equal(told.reloads, 1)
    assert.equal(Socket.made.length, 1)
  })

  test("the page is not loaded from a server that does not answer, until it does", async () => {
    server.answers = false
    newest().opens()
    newest().ends(UNKNOWN_PAGE)
    for (let attempt = 0; attempt < 5; attempt++) {
      pass(LONGEST)
      await answered()
    }
    assert.equal(told.reloads, 0)

    server.answers = true
    pass(LONGEST)
    await answered()

    assert.equal(told.reloads, 1)
  })

  test("a page that ends meanwhile is not loaded anew", async () => {
    newest().opens()
    newest().ends(UNKNOWN_PAGE)

    feed.close()
    pass(SECOND)
    await answered()

    assert.equal(told.reloads, 0)
  })
})

describe("a connection that is silent", () => {
  test("a connection is replaced after the limit, though it looks open", () => {
    newest().opens()
    const [silent] = Socket.made

    pass(16 * SECOND)
    assert.equal(Socket.made.length, 1)
    pass(2 * SECOND)

    assert.equal(Socket.made.length, 2)
    assert.notEqual(silent.readyState, Socket.OPEN)
    assert.deepEqual(told.connected, [true, false])
  })

  test("what the replaced connection says later counts for nothing", () => {
    newest().opens()
    const [silent] = Socket.made
    pass(18 * SECOND)
    newest().opens()

    silent.ends(UNKNOWN_PAGE)
    pass(5 * SECOND)

    assert.equal(Socket.made.length, 2)
    assert.equal(told.connected.at(-1), true)
    assert.equal(told.asked.length, 0)
  })

  test("empty frames keep a connection", () => {
    newest().opens()
    for (let beat = 0; beat < 60; beat++) {
      pass(5 * SECOND)
      newest().hears("no blocks")
    }

    assert.equal(Socket.made.length, 1)
  })

  test("a machine that slept connects anew at once", () => {
    newest().opens()
    newest().hears("no blocks")

    mock.timers.setTime(Date.now() + 3600 * SECOND)
    pass(SECOND)
    pass(1)

    assert.equal(Socket.made.length, 2)
  })

  test("a hidden page, whose timers a browser slows down, keeps its connection", () => {
    newest().opens()
    for (let beat = 0; beat < 60; beat++) {
      mock.timers.setTime(Date.now() + 5 * SECOND) // without a timer of the page
      newest().hears("no blocks")
      if (beat % 12 === 11) {
        mock.timers.tick(1) // once a minute
      }
    }

    assert.equal(Socket.made.length, 1)
    assert.deepEqual(told.connected, [true])
  })

  test("a socket that is still opening is left alone", () => {
    pass(60 * SECOND)

    assert.equal(Socket.made.length, 1)
  })
})

test("a page that ends closes its connection for good", () => {
  newest().opens()

  feed.close()
  newest().ends()
  pass(60 * SECOND)

  assert.equal(Socket.made.length, 1)
  assert.deepEqual(told.connected, [true])
})
