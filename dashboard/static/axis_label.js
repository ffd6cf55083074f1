// Body of the x axis' formatter: the KST label of a bar number.
// Given: tick, source (the chart's columns).
const {number, time} = source.data
const step = number.length > 1 ? number[1] - number[0] : 1 // bars drawn as one
const place = Math.round((tick - number[0]) / step)
const textOf = (at) => time[at] === undefined ? "" : new Date(time[at]).toISOString()
const text = textOf(place)
if (text === "") {
  return ""
}
const [day, clock] = [text.slice(0, 10), text.slice(11, 16)]
const before = textOf(place - 1)
if (clock === "00:00") {
  return before.slice(0, 4) === day.slice(0, 4) ? day.slice(5).replace("-", "/") : day.slice(0, 4)
}
return before.slice(0, 10) === day ? clock : day.slice(5).replace("-", "/")
