// Numbers are written as Korean traders read them.

import assert from "node:assert/strict"
import {test} from "node:test"

import {barTime, countdown, inUnits, signedRate, signedWon, won} from "../../dashboard/static/numbers.js"

function promise(title, written, cases) {
  for (const [number, text] of cases) {
    test(`${title}: ${number} is written ${JSON.stringify(text)}`, () => assert.equal(written(number), text))
  }
}

promise("prices have thousands separators", won, [
  [0, "0"], [999, "999"], [1217000, "1,217,000"], [Number.MAX_SAFE_INTEGER, "9,007,199,254,740,991"],
])

promise("a change has its triangle", signedWon, [[1500, "▲1,500"], [-1500, "▼1,500"], [0, "0"], [-0, "0"]])

promise("a rate has its sign and two decimals", signedRate, [
  [0.5, "+0.50%"], [-12.345, "-12.35%"], [29.999, "+30.00%"], [0, "0.00%"], [-0, "0.00%"],
])

promise("a rate that rounds to nothing has no sign", signedRate, [
  [0.004, "0.00%"], [-0.004, "0.00%"], [0.006, "+0.01%"], [-0.006, "-0.01%"],
])

const HOUR = 3600000
promise("a countdown has minutes and seconds, and hours if need be", countdown, [
  [1000, "00:01"], [59000, "00:59"], [60000, "01:00"], [599000, "09:59"],
  [HOUR - 1000, "59:59"], [HOUR, "1:00:00"], [HOUR + 61000, "1:01:01"], [12 * HOUR, "12:00:00"],
])

promise("a second that has begun still counts", countdown, [[1, "00:01"], [59001, "01:00"], [HOUR - 1, "1:00:00"]])

promise("a countdown ends at zero and does not go on", countdown, [[0, "00:00"], [-1, "00:00"], [-9e9, "00:00"]])

promise("a time that is unknown is not counted down", countdown, [[NaN, ""], [Infinity, ""], [undefined, ""]])

promise("a bar is named by its day and minute, a day's bar by its date", barTime, [
  [Date.UTC(2026, 8, 18, 9, 1), "09/18 09:01"],
  [Date.UTC(2026, 11, 1, 15, 30), "12/01 15:30"],
  [Date.UTC(2026, 8, 18), "2026-09-18"],
])

promise("large numbers are told in 만, 억 and 조", inUnits, [
  [0, "0"], [9999, "9,999"], [10000, "1.00만"], [123456, "12.3만"], [9876543, "988만"],
  [1e8, "1.00억"], [164_250_000_000, "1,643억"], [1.2e12, "1.20조"], [123.4e12, "123조"],
])
