// While there is no wall the page says why, says what helps, and tries again.

import assert from "node:assert/strict"
import {test} from "node:test"

import {render} from "../../dashboard/static/waiting.js"
import {installDocument} from "./elements.mjs"

installDocument()

function shown(t, text) {
  t.mock.timers.enable({apis: ["setTimeout"]})
  let loads = 0
  globalThis.location = {reload: () => { loads += 1 }}
  return {notice: render({model: {text, retry_ms: 3000}}), loads: () => loads}
}

test("what happened comes first and what helps after it", (t) => {
  const {notice} = shown(t, "금고가 잠겼습니다; 암호를 넣고; 다시 여세요")

  assert.deepEqual(notice.children.map((line) => line.textContent), ["금고가 잠겼습니다", "암호를 넣고; 다시 여세요"])
})

test("without a remedy there is one line", (t) => {
  const {notice} = shown(t, "시작하고 있습니다")

  assert.deepEqual(notice.children.map((line) => line.textContent), ["시작하고 있습니다"])
})

test("the page is loaded anew after a while, and not before", (t) => {
  const {loads} = shown(t, "시작하고 있습니다")

  t.mock.timers.tick(2999)
  assert.equal(loads(), 0)
  t.mock.timers.tick(1)
  assert.equal(loads(), 1)
})

test("markup in a reason is text", (t) => {
  const {notice} = shown(t, "<img src=x onerror=alert(1)>")

  assert.equal(notice.children[0].textContent, "<img src=x onerror=alert(1)>")
})
