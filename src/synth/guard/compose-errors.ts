import type { Json } from '#base'
import { isObject, parseExpression, type Template } from '#lang'
import type { Call } from '../call.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { VariantDraft } from '../pass/variants.ts'
import { isUnsureBefore } from './certainty.ts'
import { commonOrder, type ErrorPart, type ErrorSlot, findErrorSlot, partsOf } from './error-parts.ts'
import { hideErrors } from './hide-errors.ts'
import { type Example, learnDecisions } from './learn-decisions.ts'

/** Refusals whose answers gather errors, each with a cause of its own: any combination can be answered. */
export interface ComposedErrors {
  readonly draft: VariantDraft
  /** Holds where there is any error. */
  readonly when: string
  readonly slot: ErrorSlot
  readonly template: Template
  readonly guarded: readonly GuardedPart[]
}

/** An error and when it comes. */
export interface GuardedPart {
  readonly part: ErrorPart
  readonly test: string
}

/** Finds refusals of one status that gather errors, and learns when each of the errors comes; undefined where one of them stays unexplained. */
export function composeErrors(
  drafts: readonly VariantDraft[],
  accepted: readonly Call[],
  context: ExplainContext,
): ComposedErrors | undefined {
  for (const [status, group] of Map.groupBy(
    drafts.filter((draft) => draft.status >= 400),
    (draft) => draft.status,
  )) {
    const calls = group.flatMap((draft) => draft.calls)
    const slot = calls.length > 0 ? findErrorSlot(calls) : undefined
    if (!slot) continue
    const guarded = guardParts(calls, slot, accepted, status, context)
    if (!guarded) continue
    const when = [...new Set(guarded.map(({ test }) => `(${test})`))].join(' || ')
    return { draft: { status, calls, key: `${status} errors` }, when, slot, template: toTemplate(guarded, slot), guarded }
  }
  return undefined
}

function guardParts(
  calls: readonly Call[],
  slot: ErrorSlot,
  accepted: readonly Call[],
  status: number,
  context: ExplainContext,
): GuardedPart[] | undefined {
  const held = new Map(calls.map((call) => [call, partsOf(call, slot) ?? []]))
  const parts = new Map([...held.values()].flat().map((part) => [part.id, part]))
  const guarded: GuardedPart[] = []
  const examples = new Map(
    [...calls, ...accepted].map((call) => [
      call,
      { scope: context.scopes.create(call), isUnsure: isUnsureBefore(call, context.scopes.timeline) },
    ]),
  )
  const toExample = (call: Call, label: boolean): Example<boolean> => ({
    label,
    ...(examples.get(call) as Omit<Example<boolean>, 'label'>),
  })
  const fields = new Set([...calls, ...accepted].flatMap(({ request }) => (isObject(request.body) ? Object.keys(request.body) : [])))
  const groupOf = (id: string) => fieldOf(parts.get(id) as ErrorPart, fields) ?? id
  for (const id of commonOrder(
    [...held.values()].map((list) => list.map((part) => part.id)),
    groupOf,
  )) {
    const part = parts.get(id) as ErrorPart
    const isHeld = (call: Call) => held.get(call)?.some((other) => other.id === id) === true
    const test = guardPart(
      part,
      {
        holding: calls.filter(isHeld).map((call) => toExample(call, true)),
        without: accepted.map((call) => toExample(call, false)),
        spared: calls.filter((call) => !isHeld(call)).map((call) => toExample(call, false)),
      },
      status,
      context,
    )
    if (test === undefined) return undefined
    guarded.push({ part, test })
  }
  return hideErrors(guarded, held, groupOf, context)
}

/** The field of the request that an error is about: its key, or one of its texts. */
function fieldOf({ key, value }: ErrorPart, fields: ReadonlySet<string>): string | undefined {
  if (key !== undefined) return key
  const texts = isObject(value) ? Object.values(value) : []
  return texts.find((text): text is string => typeof text === 'string' && fields.has(text))
}

/** When an error comes: in all answers that hold it, in no accepted request, and if that can be in no refusal without it. */
function guardPart(
  part: ErrorPart,
  { holding, without, spared }: Record<'holding' | 'without' | 'spared', readonly Example<boolean>[]>,
  status: number,
  context: ExplainContext,
): string | undefined {
  const words = `${part.key ?? ''} ${typeof part.value === 'string' ? part.value : JSON.stringify(part.value)}`.toLowerCase()
  const labels = { wording: () => ({ status, words }), isRefusal: (label: boolean) => label }
  for (const against of [[...without, ...spared], without]) {
    if (against.length === 0) continue
    const { rules, misses } = learnDecisions([...holding, ...against], false, context, labels)
    if (
      misses <= Math.floor(against.length / 20) &&
      rules.length > 0 &&
      rules.reduce((sum, { covers }) => sum + covers, 0) >= holding.length
    )
      return rules.map(({ when }) => (rules.length > 1 ? `(${when})` : when)).join(' || ')
  }
  return undefined
}

function toTemplate(guarded: readonly GuardedPart[], { form }: ErrorSlot): Template {
  const only = ({ part, test }: GuardedPart): Template => ({ kind: 'if', test: parseExpression(test), then: literal(part.value) })
  if (form === 'list') return { kind: 'list', items: guarded.map(only) }
  const byKey = Map.groupBy(guarded, ({ part }) => part.key ?? '')
  const entries = [...byKey].map(([key, list]) => {
    if (form === 'texts' && list.length === 1) return { key, value: only(list[0] as GuardedPart) }
    const any = parseExpression(list.map(({ test }) => `(${test})`).join(' || '))
    const then: Template = form === 'lists' ? { kind: 'list', items: list.map(only) } : literal(list[0]?.part.value ?? null)
    return { key, value: { kind: 'if', test: any, then } satisfies Template }
  })
  return { kind: 'object', entries }
}

function literal(value: Json): Template {
  return { kind: 'literal', value }
}
