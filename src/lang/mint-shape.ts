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
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Makes a value of a shape; `random` gives numbers in [0, 1). */
export function mintValue(shape: MintShape, random: () => number): string {
  if (shape === 'uuid4' || shape === 'uuid7' || shape === 'uuid1') return mintUuid(shape.slice(4), random)
  return shape.replace(/\{(\w+):(\d+)\}/g, (_, name: string, length: string) => run(alphabets[name] ?? '', Number(length), random))
}

function run(alphabet: string, length: number, random: () => number): string {
  let text = ''
  for (let at = 0; at < length; at++) text += alphabet[Math.floor(random() * alphabet.length)]
  return text
}

function mintUuid(version: string, random: () => number): string {
  const hex = run(alphabets.hex ?? '', 32, random)
  const variant = '89ab'[Math.floor(random() * 4)]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** The one shape that all values have, or undefined when they don't look made up. Two or more values tell prefix from random part. */
export function inferMintShape(values: readonly string[]): MintShape | undefined {
  const first = values[0]
  if (first === undefined) return undefined
  const match = uuid.exec(first)
  if (match && values.every((value) => uuid.exec(value)?.[1] === match[1])) return `uuid${match[1]}`
  const lengths = new Set(values.map((value) => value.length))
  const prefix = prefixOf(values)
  const tails = values.map((value) => value.slice(prefix.length))
  const alphabet = alphabetOf(tails.join(''))
  const runs = alphabet === undefined || alphabet === 'base64url' ? inferByRuns(values, lengths) : undefined
  if (alphabet === undefined || runs !== undefined) return runs
  const length = tails[0]?.length ?? 0
  if (lengths.size > 1 || length < 6) return undefined
  return `${prefix}{${alphabet}:${length}}`
}

/** Dots and dashes split a token into runs: `abc.def.ghi`. */
function inferByRuns(values: readonly string[], lengths: ReadonlySet<number>): MintShape | undefined {
  const first = values[0] ?? ''
  if (first.length < 12) return undefined
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
