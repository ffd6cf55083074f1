// The page's one connection to the feed socket, shared by all its charts.

import {decodeFrame} from "./frame.js"

const UNKNOWN_PAGE = 4410
const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 8000
const SILENCE_MS = 16000 // the server sends at least an empty frame every 5 s

// Delivers the newest record of each channel once per animation frame, and says whether
// the connection stands. A page that the server no longer knows is loaded anew.
export class Feed {
  constructor(url, page, onConnected) {
    this.url = url
    this.page = page
    this.onConnected = onConnected
    this.listeners = new Map()
    this.newest = new Map()
    this.unacknowledged = 0
    this.delay = FIRST_DELAY_MS
    this.frames = 0
    this.connect()
    this.watchdog = setInterval(() => this.watch(), SILENCE_MS / 4)
  }

  connect() {
    if (this.closed) {
      return
    }
    this.heardAt = performance.now()
    this.socket = new WebSocket(this.url)
    this.socket.binaryType = "arraybuffer"
    this.socket.onopen = () => {
      this.delay = FIRST_DELAY_MS
      this.send({page: this.page, channels: [...this.listeners.keys()]})
      this.onConnected(true)
    }
    this.socket.onmessage = (event) => this.receive(event.data)
    this.socket.onclose = (event) => this.lost(event.code)
  }

  lost(code) {
    if (this.closed) {
      return
    }
    this.onConnected(false)
    this.unacknowledged = 0
    const next = code === UNKNOWN_PAGE ? () => this.reload() : () => this.connect()
    setTimeout(next, this.delay)
    this.delay = Math.min(this.delay * 1.6, LONGEST_DELAY_MS)
  }

  // Load the page anew, once the server answers at all: a page of the browser's own that
  // says "no connection" would never come back.
  async reload() {
    const address = new URL(this.url)
    address.protocol = address.protocol.replace("ws", "http")
    try {
      await fetch(address, {cache: "no-store"})
      location.reload()
    } catch {
      this.lost(UNKNOWN_PAGE)
    }
  }

  // A connection can be dead without a word, after the machine has slept for one.
  watch() {
    if (this.socket.readyState === WebSocket.OPEN && performance.now() - this.heardAt > SILENCE_MS) {
      this.socket.onclose = null
      this.socket.close()
      this.lost(0)
    }
  }

  close() {
    this.closed = true
    clearInterval(this.watchdog)
    this.socket.close()
  }

  // Show these channels from now on: a Map of channel number to a function of a record.
  show(listeners) {
    this.listeners = listeners
    this.send({channels: [...listeners.keys()]})
  }

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify(message))
    }
  }

  receive(buffer) {
    this.heardAt = performance.now()
    const frame = decodeFrame(buffer)
    if (frame.records.length === 0) {
      this.send({ack: 0})
      return
    }
    this.unacknowledged += 1
    for (const record of frame.records) {
      this.newest.set(record.channel, record)
    }
    if (!this.scheduled) {
      this.scheduled = true
      requestAnimationFrame(() => this.deliver())
    }
  }

  // Runs before a repaint; a hidden page draws nothing and so gets no further frames.
  deliver() {
    this.scheduled = false
    this.frames += 1
    for (const [channel, record] of this.newest) {
      this.listeners.get(channel)?.(record)
    }
    this.newest.clear()
    this.send({ack: this.unacknowledged})
    this.unacknowledged = 0
  }
}
