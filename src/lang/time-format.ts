/**
 * How a service writes a moment. `iso|FRACTION|ZONE|SEPARATOR`: digits of the fraction `0` to `9`, or `t` for as many as needed (Go's RFC
 * 3339 without trailing zeros); zone `Z`, `+02:00`, `+0000` or empty; `T` or a space between date and time. Others: `date`, `http` (RFC
 * 9110), `s` and `ms` (numbers since 1970), `s.f` (seconds with a fraction).
 */
export type TimeFormat = string

const iso = /^(\d{4})-(\d\d)-(\d\d)([T ])(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?$/
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Writes `ms` in a format; undefined when the format is unknown or the time is out of range. */
export function formatTime(ms: number, format: TimeFormat): string | number | undefined {
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return undefined
  if (format === 's') return Math.floor(ms / 1000)
  if (format === 'ms') return Math.floor(ms)
  if (format === 's.f') return Math.round(ms) / 1000
  if (format === 'http') return httpDate(new Date(ms))
  const [name, fraction = '0', zone = 'Z', separator = 'T'] = format.split('|')
  if (name !== 'iso' && format !== 'date') return undefined
  const text = new Date(ms + offsetMs(zone)).toISOString()
  if (text.length !== 24) return undefined
  if (format === 'date') return text.slice(0, 10)
  return `${text.slice(0, 10)}${separator}${text.slice(11, 19)}${fractionText(ms, fraction)}${zone}`
}

/** How far the clocks of a zone such as `+02:00` are ahead of UTC. */
function offsetMs(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone)
  if (!match) return 0
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000
}

function fractionText(ms: number, fraction: string): string {
  if (fraction === '0') return ''
  const digits = String(Math.floor(((ms % 1000) + 1000) % 1000)).padStart(3, '0')
  if (fraction === 't') {
    const trimmed = digits.replace(/0+$/, '')
    return trimmed === '' ? '' : `.${trimmed}`
  }
  return `.${digits.padEnd(Number(fraction), '0').slice(0, Number(fraction))}`
}

function httpDate(date: Date): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
  return `${days[date.getUTCDay()]}, ${two(date.getUTCDate())} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()} ${time} GMT`
}

/** Ms since 1970 of a text or number that reads as a moment; undefined otherwise. A text without a zone is UTC. */
export function parseTime(value: unknown): number | undefined {
  if (typeof value === 'number') {
    if (value > 1e11 && value < 1e14) return value
    return value > 1e8 && value < 1e11 ? Math.round(value * 1000) : undefined
  }
  if (typeof value !== 'string') return undefined
  const match = iso.exec(value)
  if (match) {
    const [, year, month, day, , hour, minute, second = '00', fraction = '0', zone = 'Z'] = match
    const offset = zone === 'Z' ? 'Z' : zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
    const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`)
    return Number.isNaN(ms) ? undefined : ms
  }
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return validMs(Date.parse(`${value}T00:00:00Z`))
  return /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(value) ? validMs(Date.parse(value)) : undefined
}

function validMs(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : ms
}

/** The format in which a value is written; undefined when it is no moment. */
export function timeFormatOf(value: unknown): TimeFormat | undefined {
  if (parseTime(value) === undefined) return undefined
  if (typeof value === 'number') return value > 1e11 ? 'ms' : Number.isInteger(value) ? 's' : 's.f'
  const text = value as string
  const match = iso.exec(text)
  if (match) return ['iso', match[8] === undefined ? '0' : String(match[8].length), match[9] ?? '', match[4]].join('|')
  return /^\d{4}/.test(text) ? 'date' : 'http'
}

/** Length of the unit that a format can tell apart; ms. */
export function timeResolutionMs(format: TimeFormat): number {
  if (format === 'date') return 86_400_000
  return format === 's' || format === 'http' || format.startsWith('iso|0') ? 1000 : 1
}
