import { jsonText } from '#base'

/** Longest line that holds a whole list or map; characters without the indentation. */
const widthMax = 120

/**
 * JSON text of a file that people may look into: what is short stands on one line, the rest is indented by one space; a line feed at the end,
 * 64-bit integers digit by digit.
 */
export function printFile(content: object): string {
  return `${print(content, '\n')}\n`
}

/** `lineFeed` ends a line and indents the next one as far as the value is. */
function print(value: unknown, lineFeed: string): string {
  if (typeof value !== 'object' || value === null) return jsonText(value)
  const inner = `${lineFeed} `
  const parts = Array.isArray(value)
    ? value.map((item) => print(item, inner))
    : Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [`${JSON.stringify(key)}: ${print(item, inner)}`]))
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  const length = parts.reduce((total, part) => total + part.length + 2, 0)
  if (length <= widthMax && !parts.some((part) => part.includes('\n'))) return `${open}${parts.join(', ')}${close}`
  return `${open}${inner}${parts.join(`,${inner}`)}${lineFeed}${close}`
}
