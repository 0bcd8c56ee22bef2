import { isObject, printMember } from '#lang'
import type { Model, Variant } from '#model'
import { isSuccess } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { Scopes } from '../explain/scope.ts'
import type { LearnedRoute } from '../pass/learned-route.ts'
import { likeness } from './authentication.ts'
import { borrowVariant, insertBorrowed, notThere } from './borrow.ts'
import { namedText, subjectText } from './entity-lookup.ts'
import { makesEntities } from './makers.ts'

/** A refusal with a cause that other routes have too. */
interface Donor {
  readonly variant: Variant
  readonly from: LearnedRoute
  /** Collection of the entity that is not there; undefined for a body that does not parse. */
  readonly collection?: string
  /** Whether the path ends in that entity. */
  readonly isLast?: boolean
}

/**
 * Refusals that one route has shown, for the routes that had no occasion to show them: an entity or a parent that is not
 * there, a body that does not parse. All of them are guesses; none contradicts what was seen.
 */
export function borrowRefusals(learned: readonly LearnedRoute[], collections: Model['collections'], scopes: Scopes): LearnedRoute[] {
  // A field of a GraphQL operation is no path and has no body of its own.
  const plain = learned.filter(({ route }) => !route.calls[0]?.field)
  const donors = plain.flatMap((from) => from.variants.flatMap((variant): Donor[] => toDonor(variant, from)))
  const bad = plain.flatMap((from) =>
    from.variants.filter(({ status, guess }) => status === 400 && !guess).map((variant): Donor => ({ variant, from })),
  )
  const sure = scopes.timeline.collections.filter((collection) => makesEntities(collection, learned, collections, scopes.timeline))
  return learned.map((own) => {
    if (own.route.calls[0]?.field) return own
    const refusals = [...borrowMalformed(own, donors, bad), ...sure.flatMap((collection) => borrowUnknown(own, collection, donors, scopes))]
    return refusals.length === 0 ? own : { ...own, variants: insertBorrowed(own, refusals) }
  })
}

function toDonor(variant: Variant, from: LearnedRoute): Donor[] {
  if (variant.status < 400 || variant.guess) return []
  if (variant.when === 'malformed') return [{ variant, from }]
  const match = notThere.exec(variant.when ?? '')
  if (!match?.[1]) return []
  return [{ variant, from, collection: match[1], isLast: from.route.segments.at(-1)?.parameter === (match[2] ?? match[3]) }]
}

/** The path parameter names an entity that is not there: every call that was answered named one that was. */
function borrowUnknown(own: LearnedRoute, collection: CollectionDraft, donors: readonly Donor[], scopes: Scopes): Variant[] {
  const { route } = own
  const all = route.calls.map((call) => scopes.create(call))
  const test = (all.length > 0 ? subjectText(collection, all) : namedText(collection, route))?.replace(/^find/, '!exists')
  if (test === undefined || own.variants.some(({ when }) => when?.includes(test))) return []
  const answered = all.filter(({ call }) => isSuccess(call))
  if ((all.length > 0 && answered.length === 0) || answered.some((scope) => scopes.evaluate(test, scope) === true)) return []
  // What was answered there by a rule that asks about the same parameter is known.
  const parameter = `path${printMember(route.segments.find(({ space }) => space !== undefined && space === collection.space)?.parameter ?? '')}`
  const rules = own.variants.flatMap(({ status, when }) => (status >= 400 && when?.includes(parameter) ? [when] : []))
  const missing = all.filter((scope) => scopes.evaluate(test, scope) === true)
  if (missing.some((scope) => rules.some((when) => scopes.evaluate(when, scope) === true))) return []
  const isLast = route.segments.at(-1)?.space === collection.space
  const rank = (donor: Donor) =>
    (donor.collection === collection.name ? 20 : 0) + (donor.isLast === isLast ? 8 : 0) + likeness(donor.from.route, route)
  return take(
    own,
    donors.filter((donor) => donor.collection !== undefined),
    rank,
    test,
  )
}

function borrowMalformed(own: LearnedRoute, donors: readonly Donor[], bad: readonly Donor[]): Variant[] {
  const { calls } = own.route
  const takesJson = calls.some(({ request }) => isObject(request.body) || Array.isArray(request.body))
  if (!takesJson || own.variants.some(({ when }) => when?.includes('malformed')) || calls.some((call) => call.request.malformed)) return []
  const seen = donors.filter((donor) => donor.collection === undefined)
  const rank = (donor: Donor) => likeness(donor.from.route, own.route)
  // Where no body was malformed, a refusal of a bad one has at least the service's status and shape, and changes nothing.
  return take(own, seen.length > 0 ? seen : bad, rank, 'malformed')
}

function take(own: LearnedRoute, donors: readonly Donor[], rank: (donor: Donor) => number, when: string): Variant[] {
  const ranked = donors.filter(({ from, variant }) => from !== own || variant.when !== when).sort((a, b) => rank(b) - rank(a))
  for (const { variant, from } of ranked) {
    const borrowed = borrowVariant({ ...variant, when }, from.route, own.route)
    if (borrowed) return [borrowed]
  }
  return []
}
