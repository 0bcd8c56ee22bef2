import type { Json, JsonObject } from '#base'
import { parseTime, printTemplate, type Template } from '#lang'
import type { Collection, ItemVariant, Variant } from '#model'
import type { XmlLayout } from '#xml'
import { type Call, isSuccess, type Route } from '../call.ts'
import { type CollectionDraft, mainKeyField, type RelationDraft } from '../collection/collection-draft.ts'
import type { Authentication } from '../guard/authentication.ts'
import { borrowVariant } from '../guard/borrow.ts'
import { isUnsureBefore } from '../guard/certainty.ts'
import { composeErrors } from '../guard/compose-errors.ts'
import { type DecisionList, learnDecisions } from '../guard/learn-decisions.ts'
import { isRefusal, wordingOf } from '../guard/refusal.ts'
import { withErrors } from '../guard/with-errors.ts'
import { learnOperation } from '../operation/learn-operation.ts'
import type { LearnContext, Operation } from '../operation/operation-draft.ts'
import { listedOrder } from '../timeline/listed-order.ts'
import type { Timeline } from '../timeline/timeline.ts'
import type { Version } from '../timeline/track.ts'
import { type AskedList, findAskedList } from './asked-list.ts'
import { learnByGuard } from './learn-by-guard.ts'
import type { LearnedEvidence, LearnedRoute } from './learned-route.ts'
import { expressionSampleMax, sampleCalls } from './sample-calls.ts'
import { groupVariants, type VariantDraft } from './variants.ts'

/** How long before a session what was made then was there at its beginning at the latest. */
const olderMs = 5000

/** Learns the variants of a route and the guards that choose among them. */
export function learnRoute(route: Route, timeline: Timeline, authentication: Authentication, context: LearnContext): LearnedRoute {
  const calls = route.calls.filter((call) => !authentication.refused.has(call))
  const names = new VariantNames()
  const credentials = authentication.rulesFor(route).flatMap(({ when, draft, from }) => {
    const variant = borrowVariant(toVariant(draft, learnOperation(draft, context), names, when), from, route)
    return variant ? [variant] : []
  })
  if (calls.length === 0)
    return {
      route,
      variants: credentials,
      credentials: credentials.length,
      notes: ['seen without a known credential only'],
      rests: new Map(),
    }
  const found = groupVariants(route, calls, timeline).map((draft) => ({ ...draft, calls: sampleCalls(draft.calls, guardSampleMax) }))
  const composed = composeErrors(found, sampleCalls(calls.filter(isSuccess), guardSampleMax), context)
  const drafts = composed ? [...found.filter((draft) => !composed.draft.calls.includes(draft.calls[0] as Call)), composed.draft] : found
  const fallback = chooseFallback(drafts)
  const decide = (list?: AskedList) => {
    const examples = drafts.flatMap((draft) =>
      sampleCalls(draft.calls, guardSampleMax).map((call) => ({
        label: draft,
        scope: context.scopes.create(call, list ? { listed: list.run(call) } : {}),
        isUnsure: isUnsureBefore(call, timeline),
      })),
    )
    const given = (draft: VariantDraft) => (draft === composed?.draft ? composed.when : undefined)
    return { ...learnDecisions(examples, fallback, context, { wording: wordingOf, isRefusal, given }), of: examples.length }
  }
  const learnDraft = (draft: VariantDraft, list?: AskedList) =>
    learnOperation({ ...draft, calls: sampleCalls(draft.calls, expressionSampleMax) }, context, { list, guard: guardOf(draft) })
  const plain = decide()
  const guardOf = (draft: VariantDraft) => plain.rules.find(({ label }) => label === draft)?.when
  const operations = new Map(drafts.map((draft) => [draft, learnDraft(draft)]))
  // What is beyond the end of a list, or shown in part, the request alone does not say.
  const asked = isOpen(plain) ? findAskedList(calls, operations.values(), context) : undefined
  const byList = asked && decide(asked)
  const list = byList && isBetter(byList, plain) ? asked : undefined
  const decisions = list && byList ? byList : plain
  if (list) for (const draft of drafts) if (isRefusal(draft)) operations.set(draft, learnDraft(draft, list))
  const apart = list ? new Map<string, Operation>() : learnByGuard(decisions.rules, operations, context)
  if (composed) operations.set(composed.draft, withErrors(operations.get(composed.draft) as Operation, composed, context))
  const variants = [
    ...credentials,
    ...decisions.rules.map((rule) =>
      toVariant(rule.label, apart.get(rule.when) ?? (operations.get(rule.label) as Operation), names, rule.when),
    ),
  ]
  variants.push(toVariant(fallback, operations.get(fallback) as Operation, names, undefined))
  const notes = drafts.flatMap((draft) => operations.get(draft)?.notes.map((note) => `${draft.status}: ${note}`) ?? [])
  if (decisions.misses > 0) notes.push(`${decisions.misses} of ${decisions.of} answers are of another variant than the guards choose`)
  const place = decisions.rules.findIndex(({ label }) => label === composed?.draft)
  const name = place < 0 ? undefined : variants[credentials.length + place]?.name
  const errors = composed && name !== undefined ? { errors: { name, slot: composed.slot, guarded: composed.guarded } } : {}
  const rests = new Map(
    variants.slice(credentials.length).map((variant, at) => {
      const rule = decisions.rules[at]
      const draft = rule?.label ?? fallback
      const guard = rule && { test: rule.when, covers: rule.covers, of: draft.calls.length, alternatives: rule.alternatives }
      return [variant.name, toEvidence(draft, operations.get(draft) as Operation, guard)]
    }),
  )
  return { route, ...(list ? { list: list.query } : {}), variants, credentials: credentials.length, ...errors, notes, rests }
}

type Decisions = Pick<DecisionList<VariantDraft>, 'rules' | 'misses'>

/** Whether answers are of another variant than the guards choose, or only for being asked with the very values that were seen. */
function isOpen(decisions: Decisions): boolean {
  return decisions.misses > 0 || literalsIn(decisions) > 0
}

function isBetter(one: Decisions, other: Decisions): boolean {
  return one.misses < other.misses || (one.misses === other.misses && literalsIn(one) < literalsIn(other))
}

function literalsIn({ rules }: Decisions): number {
  return rules.filter(({ predicate }) => predicate.kind === 'literal').length
}

function toEvidence(
  { calls }: VariantDraft,
  { evidence }: Operation,
  guard: { test: string; covers: number; of: number; alternatives: readonly string[] } | undefined,
): LearnedEvidence {
  const alternatives = guard && guard.alternatives.length > 0 ? { alternatives: [...guard.alternatives] } : {}
  return {
    exchanges: calls.length,
    sessions: new Set(calls.map(({ session }) => session)).size,
    ...(guard ? { when: { test: guard.test, covers: guard.covers, of: guard.of, ...alternatives } } : {}),
    values: { ...evidence },
  }
}

/** Calls of one variant that guards are learned from. */
const guardSampleMax = 400

/** The variant that answers where no guard holds: the commonest success, else the commonest of all. */
function chooseFallback(drafts: readonly VariantDraft[]): VariantDraft {
  const rank = (draft: VariantDraft) => (isRefusal(draft) ? 0 : 1e6) + draft.calls.length
  return [...drafts].sort((a, b) => rank(b) - rank(a) || (a.key < b.key ? -1 : 1))[0] as VariantDraft
}

/** The names of a route's variants, each once. */
export class VariantNames {
  readonly #taken: Set<string>

  constructor(taken: readonly string[] = []) {
    this.#taken = new Set(taken)
  }

  unique(base: string): string {
    let name = base
    for (let count = 2; this.#taken.has(name); count++) name = `${base}-${count}`
    this.#taken.add(name)
    return name
  }
}

const statusNames: Readonly<Record<number, string>> = {
  200: 'ok',
  201: 'created',
  202: 'accepted',
  204: 'done',
  206: 'partial',
  304: 'unchanged',
  400: 'malformed',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  412: 'precondition',
  416: 'out-of-range',
  422: 'invalid',
  429: 'too-many',
  500: 'failed',
}

export function toVariant(draft: VariantDraft, operation: Operation, names: VariantNames, when: string | undefined): Variant {
  return {
    name: names.unique(statusNames[draft.status] ?? String(draft.status)),
    ...(when === undefined ? {} : { when }),
    status: draft.status,
    headers: operation.headers.map(([name, template]) => [name, printTemplate(template)]),
    ...(operation.effects.length > 0 ? { do: [...operation.effects] } : {}),
    ...(operation.body ? { body: toBody(draft, operation.body) } : {}),
    ...(operation.guess === undefined ? {} : { guess: operation.guess }),
  }
}

/** The variants of the items of a bulk request, without what only a whole answer has. */
export function toItemVariants({ variants, credentials }: Pick<LearnedRoute, 'variants' | 'credentials'>): ItemVariant[] {
  return variants.slice(credentials).map(({ name, when, do: effects, body }) => ({
    name,
    ...(when === undefined ? {} : { when }),
    ...(effects === undefined ? {} : { do: effects }),
    value: body?.value ?? null,
  }))
}

function toBody(draft: VariantDraft, template: Template): NonNullable<Variant['body']> {
  const first = draft.calls.find((call) => call.body.encoding !== 'none')?.body
  const encoding = first === undefined || first.encoding === 'none' ? 'json' : first.encoding
  return {
    encoding,
    value: printTemplate(template),
    ...(first?.indent === undefined ? {} : { indent: first.indent }),
    ...(first?.newline ? { newline: true } : {}),
    ...(first?.layout ? { layout: joinLayouts(draft.calls) } : {}),
    ...floatsOf(draft.calls),
  }
}

/** The layout of the answers: an empty element or a character that is written as a reference may be in some of them only. */
function joinLayouts(calls: readonly Call[]): XmlLayout {
  const layouts = calls.flatMap(({ body }) => body.layout ?? [])
  const references = Object.assign({}, ...layouts.map((layout) => layout.references ?? {})) as Record<string, string>
  const first = layouts.find(({ empty }) => empty !== 'pair') ?? (layouts[0] as XmlLayout)
  const indent = layouts.find((layout) => layout.indent !== undefined)?.indent
  return {
    ...first,
    ...(indent === undefined ? {} : { indent }),
    ...(Object.keys(references).length > 0 ? { references } : {}),
  }
}

/** The keys whose whole numbers are always written with a fraction. */
function floatsOf(calls: readonly Call[]): { floats?: string[] } {
  const left = new Set(calls.flatMap(({ body }) => [...(body.fractions?.left ?? [])]))
  const floats = new Set(calls.flatMap(({ body }) => [...(body.fractions?.written ?? [])]).filter((key) => !left.has(key)))
  return floats.size > 0 ? { floats: [...floats].sort() } : {}
}

/** What was there under one key before sessions began. */
interface Found {
  readonly parents: readonly Json[]
  readonly firsts: Version[]
  readonly sessions: Set<number>
  readonly isOlder: boolean
}

/** Entities that were there in every session before it began. */
export function learnFixtures(collection: CollectionDraft, timeline: Timeline): Collection {
  const byKey = new Map<string, Found>()
  for (const track of timeline.allTracks(collection.name)) {
    if (track.bornBy) continue
    const first = track.versions[0]
    if (!first || Object.keys(first.value).length === 0) continue
    const known = byKey.get(track.key)
    if (known) {
      known.sessions.add(track.session)
      known.firsts.push(first)
    } else
      byKey.set(track.key, {
        parents: track.parts.slice(0, -1),
        firsts: [first],
        sessions: new Set([track.session]),
        isOlder: isOlder(first.value, timeline.sessions[track.session]?.[0]),
      })
  }
  const born = new Set(timeline.allTracks(collection.name).flatMap(({ bornBy, key }) => (bornBy ? [key] : [])))
  const needed = timeline.sessions.length > 1 ? 2 : 1
  const keyField = mainKeyField(collection) ?? 'id'
  const order = listedOrder(collection)
  const inParts = collection.graph !== undefined
  const all = [...byKey].map(([key, found]) => ({ ...toFixture(found, key, inParts), place: order.place(-1, key) }))
  // Each session may have met them in an order of its own.
  const inOrder = inParts || all.every(({ place }) => place !== 0) ? all.sort((a, b) => a.place - b.place) : all
  const fixtures = inOrder.filter(
    ({ sessions, value, isOlder, key }) =>
      (sessions.size >= needed || (isOlder && !born.has(key))) && Object.hasOwn(value as object, keyField),
  )
  return {
    key: [keyField],
    ...(collection.aliases.size > 0 ? { aliases: [...collection.aliases].sort() } : {}),
    ...(collection.graph?.computed ? { computed: Object.fromEntries(collection.graph.computed) } : {}),
    ...(collection.relations ? { relations: printRelations(collection.relations) } : {}),
    ...(collection.derived ? { derived: { ...collection.derived } } : {}),
    ...(collection.later ? { later: collection.later } : {}),
    ...(fixtures.length > 0
      ? { fixtures: fixtures.map(({ parents, value }) => (parents.length > 0 ? { parents: [...parents], value } : { value })) }
      : {}),
  }
}

/**
 * What an entity was at first, in the session that showed it first. A field that something had written before that session read it is taken
 * from one that read it untouched. Each session may have been shown a part (`inParts`).
 */
function toFixture({ firsts, ...found }: Found, key: string, inParts: boolean) {
  const [first, ...others] = firsts as [Version, ...Version[]]
  const value: Record<string, Json> = inParts ? Object.assign({}, ...firsts.map((one) => one.value).reverse()) : { ...first.value }
  for (const field of first.unknown) {
    const untouched = others.find((other) => !other.unknown.has(field) && Object.hasOwn(other.value, field))
    if (untouched) value[field] = untouched.value[field] as Json
  }
  return { ...found, key, value }
}

/** Whether all moments that an entity tells were over when a session began. */
function isOlder(value: JsonObject, first: Call | undefined): boolean {
  const moments = Object.values(value)
    .filter((item) => typeof item === 'string' && item.length > 10)
    .flatMap((item) => parseTime(item) ?? [])
  return first !== undefined && moments.length > 0 && moments.every((ms) => ms < first.startedAtMs - olderMs)
}

function printRelations(relations: Readonly<Record<string, RelationDraft>>): NonNullable<Collection['relations']> {
  // The key of the others is said where they are.
  return Object.fromEntries(Object.entries(relations).map(([field, { key: _, onDemand: _asked, ...relation }]) => [field, relation]))
}
