// Reads the frames that dashboard/frames.py writes.

const HEADER_BYTES = 24
const BLOCK_BYTES = 16
const LIVE = 1
const WORD = 8
const MINUTE_MS = 60000
const FIELDS = [
  "number", "time", "end", "open", "high", "low", "close", "volume", "base", "strength",
  "dayHigh", "dayLow", "upper", "lower", "dayVolume", "dayValue", "expected", "expectedSize", "state",
]

// Return {sequence, serverMs, exchangeMs, blocks} of one binary frame.
export function decodeFrame(buffer) {
  const [sequence, serverMs, exchangeMs] = new Float64Array(buffer, 0, 3)
  const blocks = []
  for (let at = HEADER_BYTES; at < buffer.byteLength;) {
    const [kind, channel, epoch, size] = new Uint32Array(buffer, at, 4)
    const start = at + BLOCK_BYTES
    const content = kind === LIVE ? {record: readRecord(buffer, start, size)} : {bars: readBars(buffer, start)}
    blocks.push({channel, epoch, ...content})
    at = start + size
  }
  return {sequence, serverMs, exchangeMs, blocks}
}

function readRecord(buffer, start, size) {
  const numbers = new Float64Array(buffer, start, size / WORD)
  const record = {}
  for (let i = 0; i < FIELDS.length; i++) {
    record[FIELDS[i]] = numbers[i]
  }
  record.values = numbers.subarray(FIELDS.length)
  return record
}

// Columns are views of the frame's own bytes; who keeps them copies them.
function readBars(buffer, start) {
  const [first, count, lines, replaces] = new Int32Array(buffer, start, 4)
  let at = start + BLOCK_BYTES
  const take = (Type) => {
    const column = new Type(buffer, at, count)
    at += Math.ceil(column.byteLength / WORD) * WORD
    return column
  }
  const minutes = take(Int32Array)
  const [open, high, low, close, volume] = Array.from({length: 5}, () => take(Float64Array))
  const values = Array.from({length: lines}, () => take(Float32Array))
  const time = Float64Array.from(minutes, (minute) => minute * MINUTE_MS)
  return {first, count, replaces: replaces === 1, columns: [time, open, high, low, close, volume], values}
}
