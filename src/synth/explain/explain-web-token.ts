import { decodeBase64Url, type Json, type JsonObject, parseJson } from '#base'
import { equal, isObject, printJson, printLiteral, type Value } from '#lang'
import { explainAlike } from './explain-alike.ts'
import { explainMoment } from './explain-moment.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import { keysInOrder } from './keys-in-order.ts'

interface WebToken {
  readonly header: JsonObject
  readonly claims: JsonObject
  readonly signature: string
}

/**
 * JSON web tokens that are made now (RFC 7519): header and claims of what is at hand and of the clock, and a signature that follows from them.
 * Undefined where one is none, or a claim is not explained.
 */
export function explainWebToken(observations: readonly Observation[], context: ExplainContext): string | undefined {
  const tokens = observations.map(({ target }) => readWebToken(target))
  if (!tokens.every((token) => token !== undefined)) return undefined
  const lengths = new Set(tokens.map(({ signature }) => signature.length))
  const [length = 0] = lengths
  if (lengths.size > 1) return undefined
  const read = (part: (token: WebToken) => JsonObject) =>
    observations.map((observation, at) => ({ scope: observation.scope, target: part(tokens[at] as WebToken) }))
  const header = explainMap(
    read((token) => token.header),
    context,
  )
  const claims = explainMap(
    read((token) => token.claims),
    context,
  )
  if (header === undefined || claims === undefined || !claims.includes('time(now')) return undefined
  return `webToken(${header}, ${claims}, ${JSON.stringify(length === 0 ? '' : `{base64url:${length}}`)})`
}

function readWebToken(text: Value): WebToken | undefined {
  if (typeof text !== 'string' || !text.startsWith('eyJ')) return undefined
  const [head = '', body = '', signature, ...more] = text.split('.')
  if (signature === undefined || more.length > 0) return undefined
  const [header, claims] = [readPart(head), readPart(body)]
  return header && claims && { header, claims, signature }
}

/** Undefined for what would be written otherwise. */
function readPart(part: string): JsonObject | undefined {
  const text = decodeBase64Url(part)
  const value = text === undefined ? undefined : parseJson(text)
  return isObject(value) && printJson(value) === text ? value : undefined
}

type Cell = Observation & { readonly target: JsonObject }

function explainMap(maps: readonly Cell[], context: ExplainContext): string | undefined {
  const entries = keysInOrder(maps.map(({ target }) => target)).map((key) => {
    const text = explainClaim(key, maps, context)
    return text === undefined ? undefined : `${JSON.stringify(key)}: ${text}`
  })
  return entries.includes(undefined) ? undefined : `{${entries.join(', ')}}`
}

function explainClaim(key: string, maps: readonly Cell[], context: ExplainContext): string | undefined {
  const cells = maps.map(({ scope, target }) => ({ scope, target: target[key] }))
  const [first] = cells
  if (cells.some(({ target }) => typeof target === 'object' && target !== null)) {
    return cells.every(({ target }) => equal(target, first?.target)) ? printLiteral(first?.target as Json) : undefined
  }
  return explainLifetime(key, maps) ?? explainAlike(cells, key, context, 1)
}

/** When it ends or begins, by how long that is after it was issued. */
function explainLifetime(key: string, maps: readonly Cell[]): string | undefined {
  if (key !== 'exp' && key !== 'nbf') return undefined
  const issued = maps.map(({ scope, target }) => ({ scope, target: target.iat }))
  if (explainMoment(issued) !== 'time(now, "s")') return undefined
  const spans = new Set(maps.map(({ target }) => Number(target[key]) - Number(target.iat)))
  const [seconds = Number.NaN] = spans
  if (spans.size !== 1 || !Number.isInteger(seconds)) return undefined
  return `time(now ${seconds < 0 ? '-' : '+'} ${Math.abs(seconds) * 1000}, "s")`
}
