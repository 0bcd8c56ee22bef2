import type { Json } from '#base'
import { printMember } from '#lang'
import type { Effect, Variant } from '#model'
import type { Call } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { learnOperation } from '../operation/learn-operation.ts'
import type { LearnContext } from '../operation/operation-draft.ts'
import { toVariant, VariantNames } from '../pass/assemble.ts'
import type { LearnedRoute } from '../pass/learned-route.ts'
import { skeletonOf } from '../pass/variants.ts'

/** What is kept of a request that was accepted: the body that it brought, and the one of the answer. */
const [requestField, answerField] = ['request', 'answer']

/** A name for the collection of accepted requests that no other has. */
export function nameOfStore(collections: readonly CollectionDraft[]): string {
  let name = 'accepted'
  while (collections.some((collection) => collection.name === name)) name += '_'
  return name
}

/**
 * The rules of a route where a header names requests: what was accepted under a name is kept in a collection (`store`), and a request that
 * brings the name again is answered from there.
 */
export function withRepeats(learned: LearnedRoute, store: string, context: LearnContext): LearnedRoute {
  const { route, variants, credentials } = learned
  const { idempotency } = route
  if (!idempotency) return learned
  const name = `header${printMember(idempotency.header)}`
  const key = [JSON.stringify(`${route.method} ${route.pattern}`), name]
  const lookup = [JSON.stringify(store), ...key].join(', ')
  const isSame = `find(${lookup}).${requestField} == coalesce(body, null)`
  const names = new VariantNames(variants.map((variant) => variant.name))
  const learn = (calls: readonly Call[], when: string) => {
    const [first] = calls as readonly [Call, ...Call[]]
    const draft = { status: first.status, calls: [...calls], key: `${first.status} ${skeletonOf(first)}` }
    return toVariant(draft, learnOperation(draft, context), names, when)
  }
  const known = `has(${name}) && exists(${lookup})`
  const { do: _, ...repeated } = learn(idempotency.repeated, idempotency.ignoresBody ? known : `${known} && ${isSame}`)
  const answer: Variant = repeated.body
    ? { ...repeated, body: { ...repeated.body, value: { $: `find(${lookup}).${answerField}` } } }
    : repeated
  const again = [answer, ...idempotency.refused.map((calls) => learn(calls, `${known} && !(${isSame})`))]
  const others = variants.map((variant, at) => (at < credentials || variant.status >= 300 ? variant : keep(variant, store, name, key)))
  return {
    ...learned,
    variants: [...others.slice(0, credentials), ...again, ...others.slice(credentials)],
    credentials: credentials + again.length,
  }
}

/** The variant, which also keeps what it was asked and what it answered. */
function keep(variant: Variant, store: string, name: string, key: readonly string[]): Variant {
  const { body } = variant
  const value = body?.value ?? null
  // What is made up for the answer alone is made up once.
  const isMade = /\b(mint|next)\(/.test(JSON.stringify(value))
  const kept: Json = isMade ? { $: replied } : value
  const effects: Effect[] = [
    ...(variant.do ?? []),
    ...(isMade ? [{ let: replied, value }] : []),
    {
      if: `has(${name})`,
      do: [{ create: store, key: [...key], value: { [requestField]: { $: 'coalesce(body, null)' }, [answerField]: kept } }],
    },
  ]
  return { ...variant, do: effects, ...(body && isMade ? { body: { ...body, value: kept } } : {}) }
}

const replied = 'replied'
