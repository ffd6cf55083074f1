// In a notebook the feed's frames come as messages of the component.

import assert from "node:assert/strict"
import {test} from "node:test"

import {MessageFeed} from "../../dashboard/static/messages.js"

class Model {
  constructor() {
    this.sent = []
    this.listeners = new Map()
  }

  on(name, listener) {
    this.listeners.set(name, listener)
  }

  off(name, listener) {
    if (this.listeners.get(name) === listener) {
      this.listeners.delete(name)
    }
  }

  send_msg(message) {
    this.sent.push(message)
  }

  tell(message) {
    this.listeners.get("msg:custom")?.(message)
  }
}

function opened() {
  const [model, frames] = [new Model(), []]
  return {model, frames, feed: new MessageFeed(model, {onFrame: (frame) => frames.push(frame)})}
}

test("what is shown is asked for, with what is known of it", () => {
  const {model, feed} = opened()

  feed.show([3, 5], () => ({3: [1, 200]}))

  assert.deepEqual(model.sent, [{channels: [3, 5], known: {3: [1, 200]}}])
})

test("frames that were drawn are acknowledged, and older bars asked for", () => {
  const {model, feed} = opened()

  feed.acknowledge(2, 7.5)
  feed.askOlder(4)

  assert.deepEqual(model.sent, [{ack: 2, busy: 7.5}, {older: 4}])
})

test("what is said to a cell is no frame", () => {
  const {model, frames} = opened()

  model.tell({cell: "a", notice: "코드가 없습니다"})

  assert.deepEqual(frames, [])
})

test("a closed feed hears no more", () => {
  const {model, feed, frames} = opened()

  feed.close()
  model.tell({frame: new ArrayBuffer(0)})

  assert.deepEqual(frames, [])
  assert.equal(model.listeners.size, 0)
})

test("a second feed of the model is not silenced by the first one's end", () => {
  const {model, feed} = opened()
  const second = new MessageFeed(model, {onFrame: () => {}})

  feed.close()

  assert.equal(model.listeners.get("msg:custom"), second.receive)
})
