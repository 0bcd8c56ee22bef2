import type { Json } from '#base'
import { equal, inferMintShape, parseTime, printLiteral, type Value } from '#lang'
import { ownName, sameField, sameMember } from '../naming.ts'
import { printNumberedKey, printNumberOf, readNumberedKey } from '../timeline/numbered-key.ts'
import { explainAddress } from './explain-address.ts'
import { explainArithmetic } from './explain-arithmetic.ts'
import { explainEcho, nameParameters } from './explain-echo.ts'
import { explainHash } from './explain-hash.ts'
import { explainJoined } from './explain-joined.ts'
import { explainMint, explainSequence, printSequence } from './explain-minted.ts'
import { explainMoment } from './explain-moment.ts'
import { explainNumbered } from './explain-numbered.ts'
import { explainPartOf } from './explain-part-of.ts'
import { explainReferred } from './explain-referred.ts'
import { explainSlice } from './explain-slice.ts'
import { explainText } from './explain-text.ts'
import { explainWebToken } from './explain-web-token.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import { numberOfPage } from './page-of-list.ts'
import { bestTerm } from './rank-terms.ts'
import type { Term } from './terms.ts'

/** One expression for all observations, or undefined. */
export function explainAlike(observations: readonly Observation[], name: string, context: ExplainContext, depth = 0): string | undefined {
  const first = observations[0]
  if (!first) return undefined
  const { sequence } = context
  if (sequence?.field === ownName(name) && depth === 0 && observations.every(({ target }) => typeof target === 'number')) {
    return printSequence(sequence, first.scope.call.route, context.subject)
  }
  const dressed = sequence?.field === ownName(name) && depth === 0 ? observations.map(({ target }) => readNumberedKey(target)) : []
  const [dress] = dressed
  if (sequence && dress && dressed.every((key) => key?.before === dress.before && key.isBase64 === dress.isBase64)) {
    // What is in base64 is not read again.
    const { isUnproven, isReused, within, ...counted } = sequence
    const isBare = dress.before === '' && !dress.isBase64
    const known = { ...counted, ...(dress.isBase64 ? {} : { isReused, within }), ...(isBare ? { isUnproven } : {}) }
    return printNumberedKey(
      dress,
      printSequence(known, first.scope.call.route, context.subject, (key) => printNumberOf(dress, key)),
    )
  }
  const webToken = depth < 2 ? explainWebToken(observations, context) : undefined
  if (webToken) return webToken
  const constant = observations.every(({ target }) => equal(target, first.target))
  const term = bestTerm(observations, name, context, observations.length)
  if (constant) {
    if (first.target === undefined) return 'absent'
    const counted = numberOfPage(observations, ownName(name), context)
    if (counted !== undefined) return counted
    const moment = parseTime(first.target) === undefined || term ? undefined : explainMoment(observations)
    if (moment?.startsWith('time(now,')) return moment
    if (term && preferTerm(term, first.target, name, observations)) return term.text
    const address = term ? undefined : (explainAddress(observations, context) ?? explainEcho(observations, context))
    const named = address ?? explainReferred(observations, context)
    if (named !== undefined) return named
    if (isPlainConstant(first, observations, context)) return printLiteral(first.target as Json)
  }
  if (term && term.cost < (sameField(term.field, name) ? 4 : 2.5)) return term.text
  const clock = term ? explainMoment(observations) : undefined
  if (clock?.startsWith('time(now,')) return clock
  if (term) return term.text
  const moved = explainMoment(observations) ?? explainSequence(observations, name, context)
  if (moved) return moved
  const computed = depth < 2 ? explainArithmetic(observations, name, context, 1) : undefined
  if (computed) return computed.text
  if (depth < 2 && observations.every(({ target }) => typeof target === 'string')) {
    const built =
      explainSlice(observations, context) ??
      explainHash(observations, context) ??
      explainJoined(observations, context) ??
      explainPartOf(observations, name, context) ??
      explainText(observations, name, context, depth) ??
      explainNumbered(observations, name, context, depth)
    if (built !== undefined) return nameParameters(built, observations, context)
  }
  const made = explainMint(observations, context)
  if (made) return made
  return constant ? printLiteral(first.target as Json) : undefined
}

/** A constant that varies nowhere is knowledge only where it was seen often, or does not look made up. */
function isPlainConstant(first: Observation, observations: readonly Observation[], context: ExplainContext): boolean {
  if (observations.length > 1) return true
  const { target } = first
  if (typeof target === 'string') {
    if (parseTime(target) !== undefined && explainMoment(observations)) return false
    return !(looksRandom(target) && context.history.isFresh(first.scope.call, target))
  }
  return true
}

/** Whether a single text looks made up: a UUID, or long with digits among letters. */
function looksRandom(text: string): boolean {
  const shape = inferMintShape([text])
  return shape !== undefined && (/^uuid/.test(shape) || (text.length >= 16 && /\d/.test(text)))
}

/** Whether a term beats a constant that fits as well: an echo under the same name, or a value that is no coincidence. */
function preferTerm(term: Term, target: Value, name: string, observations: readonly Observation[]): boolean {
  if (sameField(term.field, name) && term.cost < 3) return true
  // What stands under the name of another entity is that one's, though it was the same one all the time.
  if (term.text.startsWith('find(') && sameMember(term.field, name)) return true
  if (observations.length >= 3) return false
  return (typeof target === 'string' && target.length >= 6) || (typeof target === 'number' && Math.abs(target) >= 1000)
}
