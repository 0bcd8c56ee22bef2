import type { Json } from '#base'
import { parseExpression, parseTemplate, printTemplate, type Value } from '#lang'
import { type Effect, itemPlace } from '#model'
import { type Bulk, type Call, isRead, isSuccess } from '../call.ts'
import { explainValue } from '../explain/explain-value.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { Scope } from '../explain/scope.ts'
import { learnGraphEffects, type Special, showEntities, showKnown } from '../graphql/learn-graph-operation.ts'
import { type NamedExtra, nameExtra } from '../guard/name-extra.ts'
import { itemLocals, nameItem } from '../guard/name-item.ts'
import type { AskedList } from '../pass/asked-list.ts'
import type { VariantDraft } from '../pass/variants.ts'
import { countedName } from '../timeline/count-writes.ts'
import { learnEmissions } from '../webhooks/learn-emissions.ts'
import { bindMinted } from './bind-minted.ts'
import { countWrite } from './count-write.ts'
import { drawNumbers } from './draw-numbers.ts'
import { learnAncestors, learnReferred } from './learn-ancestors.ts'
import { learnCompound } from './learn-compound.ts'
import { learnCounts } from './learn-counts.ts'
import { learnCreates, learnSideCreates } from './learn-creates.ts'
import { learnDescribed } from './learn-described.ts'
import { endedName, learnEndings } from './learn-endings.ts'
import { learnHeaders } from './learn-headers.ts'
import { learnLists } from './learn-lists.ts'
import { learnNamedCreates } from './learn-named-creates.ts'
import { learnPresence } from './learn-presence.ts'
import { addNestedWrites, learnSubject } from './learn-subject.ts'
import { type LearnContext, type Operation, OperationDraft } from './operation-draft.ts'
import { selectEntities, selectParts } from './select-entities.ts'
import { spendNumbers } from './spend-numbers.ts'

export interface OperationOptions {
  /** What the calls ask for, where answers may speak of it. */
  readonly list?: AskedList | undefined
  /** The test that chooses the variant, as far as it is known. */
  readonly guard?: string | undefined
}

/** Learns what the calls of one variant do and answer. */
export function learnOperation(variant: VariantDraft, context: LearnContext, { list, guard }: OperationOptions = {}): Operation {
  const draft = new OperationDraft(variant, context)
  if (list) for (const call of variant.calls) draft.bind(call, 'listed', list.run(call))
  for (const call of variant.calls) if (call.itemAt !== undefined) draft.bind(call, itemPlace, call.itemAt)
  const extra = nameExtra(draft, guard)
  nameItem(draft, guard)
  return (extra && learnNamed(draft, extra)) ?? learnDraft(draft)
}

/** A refusal of a name that the service does not know, and may say; undefined where the rest of it hangs on that name. */
function learnNamed(draft: OperationDraft, { effect, guess, marked, unmark }: NamedExtra): Operation | undefined {
  const learned = learnDraft(draft, marked)
  const body = learned.body && unmark(printTemplate(learned.body))
  if (learned.body && body === undefined) return undefined
  return {
    ...learned,
    effects: [...learned.effects, effect],
    body: body === undefined ? undefined : parseTemplate(body),
    ...(guess === undefined ? {} : { guess: [learned.guess, guess].filter((test) => test !== undefined).join(' || ') }),
  }
}

/** `shown` is what the answers say, where that is not to be taken as it stands. */
function learnDraft(draft: OperationDraft, shown = (call: Call): Value => call.body.value): Operation {
  const { calls } = draft.variant
  if (calls[0]?.field) return learnField(draft)
  if (isSuccess(calls[0] as Call)) {
    countWrite(draft)
    drawNumbers(draft)
    learnCreates(draft)
    learnDescribed(draft)
    learnSubject(draft)
    learnEndings(draft)
    learnSideCreates(draft)
    if (!isRead(calls[0] as Call)) addNestedWrites(draft)
    learnAncestors(draft)
    learnReferred(draft)
    learnNamedCreates(draft)
    if (!isRead(calls[0] as Call)) bindMinted(draft)
  }
  spendNumbers(draft)
  const bulk = answerItems(draft)
  const scopes = calls.map((call) => draft.scope(call))
  const compound = isSuccess(calls[0] as Call) ? learnCompound(draft) : new Map()
  const special: Special = isSuccess(calls[0] as Call) ? learnLists(draft, scopes, compound) : new Map()
  if (isSuccess(calls[0] as Call)) {
    learnCounts(draft, scopes, special)
    learnPresence(draft, scopes, special)
  }
  if (bulk) special.set(bulk.path.join('.'), isAnswers)
  const after = calls.map((call) => draft.context.scopes.create(call, draft.locals.get(call) ?? {}, 'after'))
  if (isSuccess(calls[0] as Call)) {
    selectEntities(draft, special)
    selectParts(draft, special)
  }
  const body = learnBody(draft, after, special, shown)
  const headers = learnHeaders(draft, after)
  const emissions = learnEmissions(draft, after)
  const effects = [...emissions.before, ...draft.effects, ...emissions.after]
  const answered = [body ? printTemplate(body.template) : null, headers.map(([, template]) => printTemplate(template))]
  return {
    effects: boundLocals.reduce((kept, name) => withoutUnused(kept, name, answered), effects),
    body: body?.template,
    bodyHits: body?.hits ?? calls.length,
    headers,
    notes: draft.notes,
    evidence: draft.evidence.finish(),
    ...(draft.guesses.length > 0 ? { guess: draft.guesses.join(' || ') } : {}),
  }
}

/** Names that are bound in case that something uses them; what others are made of comes last. */
const boundLocals = ['was', endedName, countedName, itemLocals.item, itemLocals.place]

/** The effects without that which binds a name that nothing else uses. */
function withoutUnused(effects: Effect[], name: string, shown: Json): Effect[] {
  const others = effects.filter((effect) => !('let' in effect && effect.let === name))
  return new RegExp(`\\b${name}\\b`).test(JSON.stringify([others as unknown as Json, shown])) ? effects : others
}

/** A field of a GraphQL operation: entities are answered as what they are, the rest of the answer as far as it was asked for. */
function learnField(draft: OperationDraft): Operation {
  const { calls } = draft.variant
  const special: Special = new Map()
  if (isSuccess(calls[0] as Call)) {
    learnGraphEffects(draft)
    showEntities(draft, special)
    showKnown(draft, special)
    if (isRead(calls[0] as Call))
      for (const [path, explain] of learnLists(
        draft,
        calls.map((call) => draft.scope(call)),
      ))
        if (!special.has(path)) special.set(path, explain)
  }
  const after = calls.map((call) => draft.context.scopes.create(call, draft.locals.get(call) ?? {}, 'after'))
  const body = learnBody(draft, after, special, ({ body: { value } }) => value)
  const emissions = learnEmissions(draft, after)
  return {
    effects: [...emissions.before, ...draft.effects, ...emissions.after],
    body: body?.template,
    bodyHits: body?.hits ?? calls.length,
    headers: learnHeaders(draft, after),
    notes: draft.notes,
    evidence: draft.evidence.finish(),
    ...(draft.guesses.length > 0 ? { guess: draft.guesses.join(' || ') } : {}),
  }
}

/** The effect that answers the items of a bulk request one by one. */
function answerItems(draft: OperationDraft): Bulk | undefined {
  const { calls } = draft.variant
  const bulk = calls[0]?.bulk
  const variants = bulk && draft.context.items?.get(bulk.items)
  if (!bulk || !variants) return undefined
  draft.effects.push({ each: bulk.source, variants: [...variants], gather: 'answers' })
  for (const call of calls) draft.bind(call, 'answers', [...(call.bulk?.answers ?? [])])
  return bulk
}

function isAnswers(observations: readonly Observation[]): Explanation {
  return { template: { kind: 'expression', expression: parseExpression('answers') }, hits: observations.length, of: observations.length }
}

function learnBody(
  draft: OperationDraft,
  scopes: readonly Scope[],
  special: Map<string, (observations: readonly Observation[]) => Explanation>,
  shown: (call: Call) => Value,
): Explanation | undefined {
  const { calls } = draft.variant
  if (calls.every((call) => call.body.encoding === 'none')) return undefined
  const observations = calls.map((call, at) => ({
    scope: scopes[at] as Scope,
    target: shown(call),
    ...(call.field && isSuccess(call) ? { partial: true, isSelected: true } : {}),
  }))
  const explained = explainValue(observations, draft.bodyContext, { path: [], special })
  draft.note(explained, 'body')
  return explained
}
