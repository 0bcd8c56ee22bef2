/**
 * The shape of values that a service makes up: `uuid4`, `uuid7`, `ulid`, or text built of literal parts and random runs,
 * `ord_{hex:24}`; alphabets: digits, hex, HEX, lower, upper, lower36, upper36, alnum, base64url.
 */
export type MintShape = string

const alphabets: Readonly<Record<string, string>> = {
  digits: '0123456789',
  hex: '0123456789abcdef',
  HEX: '0123456789ABCDEF',
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  lower36: '0123456789abcdefghijklmnopqrstuvwxyz',
  upper36: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  alnum: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  base64url: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
}
/** Crockford's: no I, L, O and U. */
const base32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const ulid = /^0[0-9A-HJKMNP-TV-Z]{25}$/
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-([1-8])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** One within a longer text: `req-0b5e…`. */
const uuidWithin = /^(.*[^0-9a-zA-Z])([0-9a-f]{8}-[0-9a-f]{4}-([1-8])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})((?:[^0-9a-zA-Z].*)?)$/s

const placeholder = /\{(\w+):(\d+)\}/g
const runMax = 1000

/** What is wrong with a shape; undefined when values can be made of it. */
export function problemOfMintShape(shape: MintShape): string | undefined {
  if (shape === 'ulid' || /^uuid[1-8]$/.test(shape)) return undefined
  const runs = [...shape.matchAll(placeholder)]
  if (runs.length === 0) return `${JSON.stringify(shape)} has nothing random in it`
  const odd = runs.find(([, name = '', length]) => !Object.hasOwn(alphabets, name) || Number(length) > runMax)
  return odd && `${odd[0]} is none of ${Object.keys(alphabets).join(', ')} with a length up to ${runMax}`
}

/** Makes a value of a shape; `random` gives numbers in [0, 1), `nowMs` is the time that ULIDs and UUIDs of version 7 begin with. */
export function mintValue(shape: MintShape, random: () => number, nowMs = 0): string {
  if (shape === 'ulid') return timePart(nowMs, 10, 32) + run(base32, 16, random)
  if (/^uuid[1-8]$/.test(shape)) return mintUuid(shape.slice(4), random, nowMs)
  return shape.replace(placeholder, (_, name: string, length: string) => run(alphabets[name] ?? '', Number(length), random))
}

function run(alphabet: string, length: number, random: () => number): string {
  let text = ''
  for (let at = 0; at < length; at++) text += alphabet[Math.floor(random() * alphabet.length)]
  return text
}

/** The digits of a time, most significant first, in the alphabet of ULIDs or (base 16) in hex. */
function timePart(ms: number, length: number, base: 16 | 32): string {
  let text = ''
  for (let rest = Math.max(0, Math.floor(ms)); text.length < length; rest = Math.floor(rest / base)) text = base32[rest % base] + text
  return base === 16 ? text.toLowerCase() : text
}

function mintUuid(version: string, random: () => number, nowMs: number): string {
  const drawn = run(alphabets.hex ?? '', 32, random)
  const hex = version === '7' ? timePart(nowMs, 12, 16) + drawn.slice(12) : drawn
  const variant = '89ab'[Math.floor(random() * 4)]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}

const usualMin = 6
const shortMin = 4
const manyMin = 5

/** The one shape that all values have, or undefined when they don't look made up. Two or more values tell prefix from random part. */
export function inferMintShape(values: readonly string[]): MintShape | undefined {
  const first = values[0]
  if (first === undefined) return undefined
  const match = uuid.exec(first)
  if (match && values.every((value) => uuid.exec(value)?.[1] === match[1])) return `uuid${match[1]}`
  if (values.every((value) => ulid.test(value))) return 'ulid'
  const around = inferAroundUuid(values)
  if (around !== undefined) return around
  const lengths = new Set(values.map((value) => value.length))
  const prefix = prefixOf(values)
  const tails = values.map((value) => value.slice(prefix.length))
  const alphabet = alphabetOf(tails.join(''))
  const runs = alphabet === undefined || alphabet === 'base64url' ? inferByRuns(values, lengths) : undefined
  if (alphabet === undefined || runs !== undefined) return runs
  const length = tails[0]?.length ?? 0
  // Short words are alike by chance; short numbers among letters, seen often, are not.
  const lengthMin = values.length >= manyMin && /^(hex|HEX|lower36|upper36|alnum)$/.test(alphabet) ? shortMin : usualMin
  if (lengths.size > 1 || length < lengthMin) return undefined
  return `${prefix}{${alphabet}:${length}}`
}

/** A UUID within a text that is else the same everywhere: all of it is made up, even where it was seen but once. */
function inferAroundUuid(values: readonly string[]): MintShape | undefined {
  const parts = values.map((value) => uuidWithin.exec(value))
  const [, before = '', , version, after = ''] = parts[0] ?? []
  const isSame = version !== undefined && parts.every((own) => own?.[1] === before && own[3] === version && own[4] === after)
  if (!isSame || /[{}]/.test(before + after) || (values.length > 1 && new Set(values).size === 1)) return undefined
  return `${before}{hex:8}-{hex:4}-${version}{hex:3}-{hex:4}-{hex:12}${after}`
}

/** Dots and dashes split a token into runs: `abc.def.ghi`. */
function inferByRuns(values: readonly string[], lengths: ReadonlySet<number>): MintShape | undefined {
  const first = values[0] ?? ''
  if (first.length < 12 || !values.every((value) => /^[\w.:/-]+$/.test(value))) return undefined
  const dotted = values.every((value) => /^[\w-]+\.[\w-]+(\.[\w-]+)*$/.test(value))
  const columns = values.map((value) => value.split(dotted ? /(\.)/ : /([.\-_:/])/))
  const width = columns[0]?.length ?? 0
  if (width < 3 || columns.some((column) => column.length !== width) || lengths.size > 4) return undefined
  let shape = ''
  for (let at = 0; at < width; at++) {
    const cells = columns.map((column) => column[at] ?? '')
    if (cells.every((cell) => cell === cells[0])) shape += cells[0]
    else {
      const alphabet = alphabetOf(cells.join(''))
      if (alphabet === undefined) return undefined
      shape += `{${alphabet}:${cells[0]?.length ?? 0}}`
    }
  }
  return shape.includes('{') ? shape : undefined
}

/** What all values begin with, up to and with the last separator; a single value is cut at its last separator. */
function prefixOf(values: readonly string[]): string {
  let length = Math.min(...values.map((value) => value.length))
  const first = values[0] ?? ''
  while (length > 0 && !values.every((value) => value.startsWith(first.slice(0, length)))) length--
  return /^.*[_:-]/s.exec(first.slice(0, values.length === 1 ? first.length : length))?.[0] ?? ''
}

function alphabetOf(text: string): string | undefined {
  if (/^\d+$/.test(text)) return 'digits'
  if (/^[0-9a-f]+$/.test(text)) return 'hex'
  if (/^[0-9A-F]+$/.test(text)) return 'HEX'
  if (/^[a-z]+$/.test(text)) return 'lower'
  if (/^[A-Z]+$/.test(text)) return 'upper'
  if (/^[0-9a-z]+$/.test(text)) return 'lower36'
  if (/^[0-9A-Z]+$/.test(text)) return 'upper36'
  if (/^[0-9A-Za-z]+$/.test(text)) return 'alnum'
  return /^[\w-]+$/.test(text) ? 'base64url' : undefined
}
