import { explainHash } from './explain-hash.ts'
import { concatenate, explainRevision, explainTextPart, quote } from './explain-text-part.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

const seedsMax = 8
const digestShareMin = 0.15

/**
 * A text of several parts between fixed separators, one of which is a digest: `3-967a00dff5e02add41819138abb3284d`. Each part is explained
 * over all observations by itself, so that a part that few of them have in common (the same count) is not taken for a constant.
 */
export function explainColumns(observations: readonly Observation[], name: string, context: ExplainContext): string | undefined {
  if (!observations.every(({ target }) => typeof target === 'string')) return undefined
  const rows = observations.map(({ target }) => (target as string).split(/([^A-Za-z0-9]+)/))
  const width = rows[0]?.length ?? 0
  if (width < 3 || width > 9 || rows.some((row) => row.length !== width)) return undefined
  const parts: (string | undefined)[] = []
  for (let at = 0; at < width; at++) {
    const cells = rows.map((row) => row[at] ?? '')
    const step = explainRevision(observations, cells, context)
    if (step !== undefined) {
      parts.push(step)
      continue
    }
    if (cells.every((cell) => cell === cells[0])) {
      parts.push(quote(cells[0] ?? ''))
      continue
    }
    const part = isDigest(cells) ? commonDigest(observations, cells, context) : explainTextPart(observations, cells, name, context, 1)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return parts.some((part) => part?.startsWith('hash(')) ? concatenate(parts) : undefined
}

function isDigest(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.length === cells[0]?.length && /^[0-9a-f]{16,}$/.test(cell))
}

/** The digest that gives most of the parts. One is enough: none comes by chance, and what was scrubbed can't be hashed again. */
function commonDigest(observations: readonly Observation[], cells: readonly string[], context: ExplainContext): string | undefined {
  const targets = observations.map(({ scope }, at) => ({ scope, target: cells[at] }))
  const step = Math.max(1, Math.floor(targets.length / seedsMax))
  let best: { text: string; hits: number } | undefined
  for (let at = 0; at < targets.length; at += step) {
    const text = explainHash([targets[at] as Observation], context)
    if (text === undefined || text === best?.text) continue
    const hits = targets.filter(({ scope, target }) => context.scopes.evaluate(text, scope) === target).length
    if (hits >= targets.length * digestShareMin && hits > (best?.hits ?? 0)) best = { text, hits }
    if (best && best.hits * 2 > targets.length) break
  }
  return best?.text
}
