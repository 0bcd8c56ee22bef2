import { equal } from '#lang'
import { ownOrigin } from '#model'
import { keyRank } from '../collection/collection-draft.ts'
import { ownName } from '../naming.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import type { Scope } from './scope.ts'

/**
 * An address that is the same wherever it was seen, but holds a key that is at hand: sessions that begin anew make the same ids again, so
 * `/artists/3` may have been the address of the new artist every time.
 */
export function explainAddress(observations: readonly Observation[], context: ExplainContext): string | undefined {
  const [first] = observations
  const target = first?.target
  if (!first || typeof target !== 'string' || !(target.startsWith('/') || target.startsWith(`${ownOrigin}/`))) return undefined
  const parts: string[] = []
  let literal = ''
  for (const piece of target.split(/(?<=\/)|(?=[/?])/)) {
    const key = /\d/.test(piece) && !piece.includes('//') ? keyTerm(piece, first.scope) : undefined
    if (key === undefined) literal += piece
    else {
      parts.push(JSON.stringify(literal), key)
      literal = ''
    }
  }
  if (parts.length === 0) return undefined
  if (literal !== '') parts.push(JSON.stringify(literal))
  const text = parts.join(' + ')
  return observations.every(({ scope, target: each }) => equal(context.scopes.evaluate(text, scope), each)) ? text : undefined
}

/** The cheapest expression of a parameter of the path, or of the key of an entity, that reads so. */
function keyTerm(piece: string, scope: Scope): string | undefined {
  const terms = scope.terms.byValue(piece).filter(({ text, field }) => /^path\b/.test(text) || isKey(text, field))
  return terms.sort((a, b) => a.cost - b.cost || (a.text < b.text ? -1 : 1))[0]?.text
}

function isKey(text: string, field: string): boolean {
  return keyRank(ownName(field)) === 0 && /^(string\()?\w+\.\w+\)?$/.test(text) && !/^(string\()?(body|query)\./.test(text)
}
