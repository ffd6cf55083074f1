// Body of the x axis' formatter: the KST label of a bar number.
// Given: tick, source (the chart's columns).
const {number, time} = source.data
const textOf = (bar) => {
  const ms = time[bar - number[0]]
  return ms === undefined ? "" : new Date(ms).toISOString()
}
const text = textOf(tick)
if (text === "") {
  return ""
}
const [day, clock] = [text.slice(0, 10), text.slice(11, 16)]
const before = textOf(tick - 1)
if (clock === "00:00") {
  return before.slice(0, 4) === day.slice(0, 4) ? day.slice(5).replace("-", "/") : day.slice(0, 4)
}
return before.slice(0, 10) === day ? clock : day.slice(5).replace("-", "/")
