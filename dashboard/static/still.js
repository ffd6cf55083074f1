// The feed of a snapshot: one frame that holds everything, and nothing after it.

import {decodeFrame} from "./frame.js"

export class StillFeed {
  constructor(frame, {onFrame}) {
    this.frame = frame
    this.onFrame = onFrame
  }

  show(channels, known) {
    if (channels.some((channel) => !(channel in known()))) {
      queueMicrotask(() => this.onFrame(decodeFrame(this.frame)))
    }
  }

  acknowledge() {}

  askOlder() {}

  close() {}
}
