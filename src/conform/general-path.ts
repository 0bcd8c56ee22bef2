import { looksRandom } from '#compare'

/** The path with `[]` for every index and `[*]` for keys that are ids: `body.items[3].id` is `body.items[].id`. */
export function generalPath(path: string): string {
  const indexed = path.replace(/\[\d+\]/g, '[]')
  return indexed.replace(/\.([\w$@-]+)|\["((?:[^"\\]|\\.)*)"\]/g, (step: string, plain: string | undefined, quoted: string | undefined) =>
    (plain ?? quoted ?? '').split(/[^0-9A-Za-z]/).some(looksRandom) ? '[*]' : step,
  )
}
