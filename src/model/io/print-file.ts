import { jsonText } from '#base'

/** JSON text of a file that people may look into: one space of indentation, a line feed at the end, 64-bit integers digit by digit. */
export function printFile(content: object): string {
  return `${jsonText(content, 1)}\n`
}
