// A page reads in a frame the very numbers that Python wrote into it.

import assert from "node:assert/strict"
import {test} from "node:test"

import {decodeFrame} from "../../dashboard/static/frame.js"
import {handedOver} from "./material.mjs"

const FRAMES = handedOver("frames")

function decoded({base64}) {
  return decodeFrame(Uint8Array.from(Buffer.from(base64, "base64")).buffer)
}

// JSON has null for what is not a number.
const plain = (number) => (Number.isNaN(number) ? null : number)
const narrow = (number) => (number === null ? null : Math.fround(number))

function plainBars({columns, values, ...bars}) {
  const list = (column) => Array.from(column, plain)
  return {...bars, columns: columns.map(list), values: values.map(list)}
}

function plainRecord({values, ...record}) {
  const fields = Object.entries(record).map(([name, number]) => [name, plain(number)])
  return {...Object.fromEntries(fields), values: Array.from(values, plain)}
}

for (const [name, frame] of Object.entries(FRAMES)) {
  test(`the numbers of a frame with ${name} are what Python wrote`, () => {
    const {sequence, serverMs, exchangeMs, blocks} = decoded(frame)

    assert.deepEqual([sequence, serverMs, plain(exchangeMs)], [frame.sequence, frame.serverMs, frame.exchangeMs])
    assert.equal(blocks.length, frame.blocks.length)
    blocks.forEach(({channel, epoch, bars, record}, i) => {
      const expected = frame.blocks[i]
      assert.deepEqual([channel, epoch], [expected.channel, expected.epoch])
      assert.deepEqual(record && plainRecord(record), expected.record)
      const narrowed = expected.bars && {...expected.bars, values: expected.bars.values.map((line) => line.map(narrow))}
      assert.deepEqual(bars && plainBars(bars), narrowed)
    })
  })
}

test("whole numbers stay exact as far as JavaScript counts", () => {
  const [{bars}] = decoded(FRAMES["large numbers"]).blocks
  const [, , high, , close, volume] = bars.columns

  assert.deepEqual([high[0], close[0], volume[0]], Array(3).fill(Number.MAX_SAFE_INTEGER))
})

test("a frame without blocks says nothing but the time", () => {
  const {blocks, exchangeMs} = decoded(FRAMES["no blocks"])

  assert.deepEqual(blocks, [])
  assert.ok(Number.isNaN(exchangeMs))
})

test("columns are read without copying the frame", () => {
  const buffer = Uint8Array.from(Buffer.from(FRAMES["many blocks"].base64, "base64")).buffer
  const [{bars}] = decodeFrame(buffer).blocks

  assert.ok(bars.columns.slice(1).every((column) => column.buffer === buffer))
  assert.ok(bars.values.every((column) => column.buffer === buffer))
})
