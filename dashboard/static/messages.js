// The feed as messages of the component, where there is no socket: in a notebook.

import {decodeFrame} from "./frame.js"

export class MessageFeed {
  constructor(model, {onFrame}) {
    this.model = model
    this.receive = ({frame}) => {
      if (frame !== undefined) onFrame(decodeFrame(frame))
    }
    model.on("msg:custom", this.receive)
  }

  show(channels, known) {
    this.model.send_msg({channels, known: known()})
  }

  acknowledge(frames, busyMs) {
    this.model.send_msg({ack: frames, busy: busyMs})
  }

  askOlder(channel) {
    this.model.send_msg({older: channel})
  }

  close() {
    this.model.off("msg:custom", this.receive)
  }
}
