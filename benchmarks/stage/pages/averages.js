// Moving averages of closing prices, cheap to keep current while a bar forms.

export const LENGTHS = [5, 20, 60, 120]

export class Averages {
  constructor(closes) {
    this.closes = closes // of finished bars
  }

  // The average of some bars of which the last one is forming at a price.
  forming(length, price) {
    const {closes} = this
    if (closes.length < length - 1) {
      return null
    }
    let sum = price
    for (let i = closes.length - length + 1; i < closes.length; i++) {
      sum += closes[i]
    }
    return sum / length
  }

  close(price) {
    this.closes.push(price)
  }
}

// The averages of a whole history: null where there are too few bars before.
export function averagesOf(closes, length) {
  let sum = 0
  return closes.map((price, i) => {
    sum += price - (i >= length ? closes[i - length] : 0)
    return i >= length - 1 ? sum / length : null
  })
}
