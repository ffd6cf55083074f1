// Body of the x axis' ticker: bar numbers at round times and at the start of days.
// Given: cb_data.range (the visible bar numbers), source (the chart's columns).
const DAY_MS = 86400000
const MINUTE_MS = 60000
const MOST = 6
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240] // minutes

const {number, time} = source.data
const {start, end} = cb_data.range
const first = number[0]
const from = Math.max(0, Math.ceil(start - first))
const until = Math.min(time.length - 1, Math.floor(end - first))

const pick = (keyOf) => {
  const found = []
  for (let i = from; i <= until; i++) {
    if (i > 0 && keyOf(time[i]) !== keyOf(time[i - 1])) {
      found.push(number[i])
    }
  }
  return found
}
const dayOf = (ms) => Math.floor(ms / DAY_MS)
const monthOf = (ms) => new Date(ms).toISOString().slice(0, 7)
const yearOf = (ms) => new Date(ms).toISOString().slice(0, 4)
const thin = (ticks) => {
  const every = Math.ceil(ticks.length / MOST)
  return ticks.filter((_, i) => i % every === 0)
}

if (until <= from) {
  return []
}
const isDaily = time[until] % DAY_MS === 0
if (isDaily) {
  const months = pick(monthOf)
  return months.length > 2 * MOST ? pick(yearOf) : thin(months)
}
for (const minutes of STEPS) {
  // A new key at each multiple of the step and at each new day.
  const ticks = pick((ms) => Math.floor(ms / (minutes * MINUTE_MS)))
  if (ticks.length <= MOST) {
    return ticks
  }
}
return thin(pick(dayOf))
