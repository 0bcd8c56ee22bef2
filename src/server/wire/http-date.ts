let second = Number.NaN
let text = ''

/** `Date` header of a moment, e.g. `Thu, 01 Jan 2026 00:00:00 GMT`; printed once per second. */
export function toHttpDate(atMs: number): string {
  const atSecond = Math.floor(atMs / 1000)
  if (atSecond !== second) {
    second = atSecond
    text = new Date(atMs).toUTCString()
  }
  return text
}
