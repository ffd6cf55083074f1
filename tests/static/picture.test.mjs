// What is on the screen is written as one table.

import assert from "node:assert/strict"
import {test} from "node:test"

import {tableOf} from "../../dashboard/static/picture.js"

const LABELS = {intervals: {"1m": "1분", "1d": "일"}}

function chartOf(model, bars) {
  return {model, barsInView: () => bars}
}

test("each bar in view is a line, with its chart's symbol, name and interval", () => {
  const bar = {time: Date.UTC(2026, 8, 18, 9, 1), open: 1, high: 4, low: 1, close: 3, volume: 50}
  const day = {...bar, time: Date.UTC(2026, 8, 17)}

  const lines = tableOf([
    chartOf({symbol: "005930", title: "삼성전자", interval: "1m"}, [bar]),
    chartOf({symbol: "000660", title: 'A "B", C', interval: "1d"}, [day]),
  ], LABELS).split("\r\n")

  assert.deepEqual(lines, [
    "symbol,name,interval,time,open,high,low,close,volume",
    "005930,삼성전자,1분,2026-09-18 09:01,1,4,1,3,50",
    '000660,"A ""B"", C",일,2026-09-17,1,4,1,3,50',
    "",
  ])
})

test("charts without bars have no lines", () => {
  assert.equal(tableOf([chartOf({symbol: "005930", title: "", interval: "1m"}, [])], LABELS).split("\r\n").length, 2)
})
