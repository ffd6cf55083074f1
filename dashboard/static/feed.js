// The page's one connection to the feed socket, shared by all its charts.

import {decodeFrame} from "./frame.js"

const UNKNOWN_PAGE = 4410
const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 8000
const SILENCE_MS = 16000 // the server sends at least an empty frame every 5 s
const LOOK_MS = 1000
const MOST_KEPT = 8 // frames that are asked for before there are charts to draw them
const MOST_FAILURES = 3 // of a socket that never opened, before messages take its place

const early = new Map() // name of a page -> its feed, opened before its charts are there

// Open a page's feed while its components are still being loaded: the bars come meanwhile.
export function openEarly(path, page, channels) {
  early.set(page, new SocketFeed(path, page, channels))
}

// Return the feed of a page, the one that was opened early if there is one.
export function openFeed(path, page, handlers) {
  const feed = early.get(page) ?? new SocketFeed(path, page)
  early.delete(page)
  feed.listen(handlers)
  return feed
}

function isSame(some, others) {
  return String([...some].sort()) === String([...others].sort())
}

function addressOf(path) {
  const url = new URL(path, document.baseURI)
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:"
  return url
}

// Hands frames over as they come, and says whether the connection stands. A page that the
// server no longer knows is loaded anew.
export class SocketFeed {
  constructor(path, page, channels = []) {
    this.url = addressOf(path)
    this.page = page
    this.handlers = null
    this.early = channels // what was asked for before there were charts, until they are
    this.kept = [] // frames that came before anybody could draw them
    this.wanted = {channels, known: () => ({})}
    this.delay = FIRST_DELAY_MS
    this.opened = false
    this.failures = 0
    this.connect()
    this.watchdog = setInterval(() => this.watch(), LOOK_MS)
  }

  // From now on, tell of frames and of the connection.
  listen(handlers) {
    this.handlers = handlers
    if (this.socket.readyState !== WebSocket.CONNECTING) {
      this.tell(this.socket.readyState === WebSocket.OPEN)
    }
  }

  tell(connected) {
    this.handlers?.onConnected(connected)
  }

  connect() {
    if (this.closed) {
      return
    }
    this.heardAt = Date.now()
    this.socket = new WebSocket(this.url)
    this.socket.binaryType = "arraybuffer"
    this.socket.onopen = () => {
      this.opened = true
      this.delay = FIRST_DELAY_MS
      this.ask({page: this.page})
      this.tell(true)
    }
    this.socket.onmessage = ({data}) => this.receive(data)
    this.socket.onclose = ({code}) => this.lost(code)
  }

  lost(code) {
    if (this.closed) {
      return
    }
    this.tell(false)
    this.failures += this.opened ? 0 : 1
    const next = code === UNKNOWN_PAGE ? () => this.reload()
      : this.failures < MOST_FAILURES ? () => this.connect() : () => this.giveUp()
    setTimeout(next, this.delay)
    this.delay = Math.min(this.delay * 1.6, LONGEST_DELAY_MS)
  }

  // Load the page anew, once the server answers at all: a page of the browser's own that
  // says "no connection" would never come back.
  async reload() {
    if (await this.answers() && !this.closed) {
      location.reload()
    } else {
      this.lost(UNKNOWN_PAGE)
    }
  }

  // Something between page and server lets no socket of ours through, though it answers.
  async giveUp() {
    if (await this.answers() && !this.closed && this.handlers !== null) {
      this.close()
      this.tell(true)
      this.handlers.onRefused()
    } else {
      this.connect()
    }
  }

  async answers() {
    const address = new URL(this.url)
    address.protocol = address.protocol.replace("ws", "http")
    try {
      await fetch(address, {cache: "no-store"})
      return true
    } catch {
      return false
    }
  }

  // A connection can be dead without a word, as after the machine has slept: then all
  // that time was silent, and the first look finds it. A look that comes late tells
  // nothing by itself, for browsers slow the timers of hidden pages down.
  watch() {
    const silent = Date.now() - this.heardAt > SILENCE_MS
    if (silent && this.socket.readyState === WebSocket.OPEN) {
      this.socket.onclose = null
      this.socket.close()
      this.delay = 0
      this.lost(0)
      this.delay = FIRST_DELAY_MS
    }
  }

  close() {
    this.closed = true
    clearInterval(this.watchdog)
    this.socket.close()
  }

  // Show these channels from now on; `known` tells what of them is here already.
  show(channels, known) {
    const isAsked = isSame(channels, this.early)
    this.early = []
    this.wanted = {channels, known}
    for (const [place, frame] of this.kept.splice(0).entries()) {
      this.handlers.onFrame(frame, place < MOST_KEPT ? 0 : 1)
    }
    if (!isAsked) {
      this.ask({})
    }
  }

  ask(more) {
    const {channels, known} = this.wanted
    this.send({...more, channels, known: known()})
  }

  acknowledge(frames, busyMs) {
    this.send({ack: frames, busy: Math.round(busyMs * 10) / 10})
  }

  askOlder(channel) {
    this.send({older: channel})
  }

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify(message))
    }
  }

  // More is asked for at once, but no queue grows in a page that never gets its charts.
  keep(frame) {
    this.kept.push(frame)
    if (this.kept.length <= MOST_KEPT) {
      this.send({ack: 1})
    }
  }

  receive(buffer) {
    this.heardAt = Date.now()
    const frame = decodeFrame(buffer)
    if (frame.blocks.length === 0) {
      this.send({ack: 0})
    } else if (this.handlers === null) {
      this.keep(frame)
    } else {
      this.handlers.onFrame(frame)
    }
  }
}
