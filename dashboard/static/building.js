// Makes the figures of a wall's charts, a few at a time, and sketches them before.

const BATCH = 4

// `attempt` does something for a chart without letting its fault stop the others, and
// `onBuilt` hears that everything is there: while figures are made nothing else is drawn,
// so that they are there sooner.
export class Building {
  constructor({attempt, template, onBuilt}) {
    this.attempt = attempt
    this.template = template // of a chart
    this.onBuilt = onBuilt
    this.unbuilt = [] // charts that wait for their figure
    this.undrafted = new Set() // charts that wait for their sketch
    this.going = null // settled when all figures are there
  }

  // Sketch a chart and let its figure be made, or sketch it anew of more bars.
  take(chart) {
    if (!this.unbuilt.includes(chart)) {
      this.unbuilt.push(chart)
    }
    this.draft(chart)
    this.going ??= this.buildAll()
  }

  waitsFor(chart) {
    return this.unbuilt.includes(chart)
  }

  // Sketch a chart as soon as the whole frame is taken, of which it may be a part.
  draft(chart) {
    this.undrafted.add(chart)
    queueMicrotask(() => {
      if (this.undrafted.delete(chart)) {
        this.attempt(chart, () => chart.draft(this.template(chart)))
      }
    })
  }

  async buildAll() {
    await this.seen() // with the other charts of the same frame
    while (this.unbuilt.length > 0) {
      // The first ones are there early; a chart alone waits for nobody.
      const batch = this.unbuilt.splice(0, BATCH)
      await Promise.all(batch.map((chart) => this.build(chart)))
    }
    this.going = null
    this.onBuilt()
  }

  // Let the browser paint what is drawn so far; a hidden page paints nothing.
  seen() {
    return new Promise((done) => document.hidden ? done() : requestAnimationFrame(() => setTimeout(done)))
  }

  async build(chart) {
    try {
      if (!chart.closed) {
        await chart.build()
      }
    } catch (error) {
      chart.fail(error)
    }
  }
}
