// Reads the frames that dashboard/frames.py writes.

const HEADER = 2
const FIELDS = ["channel", "number", "time", "open", "high", "low", "close", "volume", "base", "state"]

// Return {sequence, serverMs, records} of one binary frame.
export function decodeFrame(buffer) {
  const numbers = new Float64Array(buffer)
  const records = []
  for (let at = HEADER; at < numbers.length; at += FIELDS.length) {
    const record = {}
    FIELDS.forEach((field, i) => { record[field] = numbers[at + i] })
    records.push(record)
  }
  return {sequence: numbers[0], serverMs: numbers[1], records}
}
