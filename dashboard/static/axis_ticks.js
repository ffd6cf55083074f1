// Body of the x axis' ticker: bar numbers at round times and at the start of days.
// Given: cb_data.range (the visible bar numbers), source (the chart's columns).
const DAY_MS = 86400000
const MINUTE_MS = 60000
const MOST = 6 // labels side by side
const GAP = 0.1 // between two labels, as a share of the axis
const EDGE = 0.04 // at the left end, where half a label would be cut off
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240] // minutes

const {number, time} = source.data
const {start, end} = cb_data.range
const step = number.length > 1 ? number[1] - number[0] : 1 // bars drawn as one
const placeOf = (bar) => (bar - number[0]) / step
const from = Math.max(1, Math.ceil(placeOf(start + (end - start) * EDGE)))
const until = Math.min(time.length - 1, Math.floor(placeOf(end)))

const dayOf = (ms) => Math.floor(ms / DAY_MS)
const monthOf = (ms) => new Date(ms).toISOString().slice(0, 7)
const yearOf = (ms) => new Date(ms).toISOString().slice(0, 4)

// The bars that begin something new: a day, a month, another multiple of some minutes.
const beginnings = (keyOf) => {
  const found = []
  for (let i = from; i <= until; i++) {
    if (keyOf(time[i]) !== keyOf(time[i - 1])) {
      found.push(number[i])
    }
  }
  return found
}

// Leave out what stands too near to a label that matters more, or to the one before it.
const spaced = (ticks, important) => {
  const gap = (end - start) * GAP
  const kept = [...important]
  for (const tick of ticks) {
    if (kept.every((other) => Math.abs(other - tick) >= gap)) {
      kept.push(tick)
    }
  }
  return kept.sort((a, b) => a - b)
}

if (until < from) {
  return []
}
const isDaily = time[until] % DAY_MS === 0
if (isDaily) {
  const years = beginnings(yearOf)
  return years.length > MOST ? spaced(years, []) : spaced(beginnings(monthOf), years)
}
const days = spaced(beginnings(dayOf), [])
for (const minutes of STEPS) {
  const ticks = beginnings((ms) => Math.floor(ms / (minutes * MINUTE_MS)))
  if (ticks.length <= MOST) {
    return spaced(ticks, days)
  }
}
return days
