// What several tests are made of: Python's own numbers, bars, and numbers at random.

import {readFileSync} from "node:fs"
import {join} from "node:path"

// Return what tests/static/handed_over.py wrote under a name.
export function handedOver(name) {
  return JSON.parse(readFileSync(join(process.env.HANDED_OVER, `${name}.json`), "utf-8"))
}

// Return a source of numbers in [0, 1) that are the same in every run.
export function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

// Return the bar of a number: always the same one, and no two neighbours alike.
export function barOf(number) {
  const draw = random(number)
  const [open, close] = [1000 + Math.floor(draw() * 50), 1000 + Math.floor(draw() * 50)]
  return {
    number,
    time: number * 60000,
    open,
    high: Math.max(open, close) + Math.floor(draw() * 9),
    low: Math.min(open, close) - Math.floor(draw() * 9),
    close,
    volume: Math.floor(draw() * 10000),
    values: [number / 2, number % 7 === 0 ? NaN : -number],
  }
}

// Return some bars as a block of a frame holds them.
export function blockOf(bars, first, replaces = false) {
  const column = (name) => Float64Array.from(bars, (bar) => bar[name])
  return {
    first,
    count: bars.length,
    replaces,
    columns: ["time", "open", "high", "low", "close", "volume"].map(column),
    values: [0, 1].map((line) => Float32Array.from(bars, (bar) => bar.values[line])),
  }
}

// Return the block of the bars from one number to before another.
export function block(first, until, replaces = false) {
  return blockOf(Array.from({length: until - first}, (_, i) => barOf(first + i)), first, replaces)
}
