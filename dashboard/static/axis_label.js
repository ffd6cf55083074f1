// Body of the x axis' formatter: the KST label of a bar number.
// Given: tick, index, ticks (the axis' ticks), source (the chart's columns).
const {number, time} = source.data
const first = number[0]
const stamp = (tick) => {
  const ms = time[tick - first]
  return ms === undefined ? null : new Date(ms).toISOString()
}
const label = stamp(tick)
if (label === null) {
  return ""
}
const before = index > 0 ? stamp(ticks[index - 1]) : null
const day = label.slice(0, 10)
const isDaily = label.slice(11, 16) === "00:00"
if (isDaily) {
  const newYear = before !== null && before.slice(0, 4) !== day.slice(0, 4)
  return newYear ? day.slice(0, 4) : day.slice(5).replace("-", "/")
}
const newDay = before !== null && before.slice(0, 10) !== day
return newDay ? day.slice(5).replace("-", "/") : label.slice(11, 16)
