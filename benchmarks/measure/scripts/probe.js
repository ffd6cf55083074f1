// Runs in every page before its own scripts: notes when which bar had been painted.
//
// A page says what it has drawn by `kw-drawn` events on the document; the note is taken
// by a task that runs right after the frame with it was painted. Events of one frame
// count as one.
(() => {
  const now = () => performance.timeOrigin + performance.now()
  const probe = window.kwProbe = {
    drawnAt: null, // ms after navigation when all charts had been painted
    paints: [], // painted at, symbol, bar's start, its volume; flat
    frames: [], // painted at
    longTasks: [],
    read() {
      const {paints, frames, longTasks} = probe
      return {paints, frames, longTasks}
    },
    reset() {
      Object.assign(probe, {paints: [], frames: [], longTasks: []})
    },
  }
  const known = new Map() // symbol -> its newest state
  let pending = []
  const note = () => {
    const at = now()
    for (const {symbol, time, volume} of pending) {
      probe.paints.push(at, symbol, time, volume)
    }
    probe.frames.push(at)
    pending = []
    if (probe.drawnAt === null && known.size >= 16) {
      probe.drawnAt = performance.now()
    }
  }
  document.addEventListener("kw-drawn", ({detail}) => {
    const news = detail.filter(({symbol, time, volume}) => {
      const state = `${time} ${volume}`
      const isNew = known.get(symbol) !== state
      known.set(symbol, state)
      return isNew
    })
    if (news.length > 0 && pending.length === 0) {
      scheduler.postTask(note, {priority: "user-blocking"})
    }
    pending.push(...news)
  })
  new PerformanceObserver((list) => {
    for (const {startTime, duration} of list.getEntries()) {
      probe.longTasks.push(performance.timeOrigin + startTime, duration)
    }
  }).observe({type: "longtask", buffered: true})
})()
