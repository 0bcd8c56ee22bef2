import type { Json } from '#base'
import {
  equal,
  isList,
  isObject,
  parseExpression,
  parseTemplate,
  printExpression,
  printTemplate,
  type Template,
  type TemplateEntry,
  type Value,
} from '#lang'
import { valueKey } from '../call.ts'
import { isScalar } from '../collection/collection-draft.ts'
import { findPredicate } from '../guard/find-predicate.ts'
import { fieldName, nameRelates, ownName } from '../naming.ts'
import { explainAlike } from './explain-alike.ts'
import { explainList } from './explain-list.ts'
import { explainPicked } from './explain-picked.ts'
import { explainRelated } from './explain-related.ts'
import { explainScalar } from './explain-scalar.ts'
import { explainBySiblings, type Part } from './explain-siblings.ts'
import { explainTable } from './explain-table.ts'
import { type Explanation, isSure, type Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import { findSpread } from './find-spread.ts'
import { keysInOrder } from './keys-in-order.ts'
import { bestTerm } from './rank-terms.ts'

export interface ExplainOptions {
  /** Where in the value the explanation stands, `issue.project`; its last name is the field's own. */
  readonly path: readonly string[]
  /** Parts that are explained in another way, by path (`issues`, `data.items`), e.g. a list as a query. */
  readonly special?: ReadonlyMap<string, (observations: readonly Observation[]) => Explanation>
}

/** Finds a template for a value of any kind. */
export function explainValue(observations: readonly Observation[], context: ExplainContext, options: ExplainOptions): Explanation {
  const special = options.special?.get(options.path.join('.'))
  if (special) return special(observations)
  const explained = explainRelated(observations, options.path.at(-1) ?? '', context) ?? explainByKind(observations, context, options)
  if (explained.hits === explained.of || options.path.length < 2 || holdsSpecial(options)) return explained
  const table = explainTable(observations, context)
  if (!table) return explained
  note(table, observations, context, options)
  return table
}

function explainByKind(observations: readonly Observation[], context: ExplainContext, options: ExplainOptions): Explanation {
  const name = fieldName(options.path)
  const present = observations.filter(({ target }) => target !== undefined && target !== null)
  if (present.length > 0 && present.every(({ target }) => isObject(target))) return explainObject(observations, context, options)
  const isAlwaysList = present.length > 0 && present.every(({ target }) => isList(target))
  const explained = isAlwaysList ? explainLists(observations, present, context, options) : explainScalar(observations, name, context)
  note(explained, observations, context, options)
  return explained
}

function note(explained: Explanation, observations: readonly Observation[], context: ExplainContext, { path }: ExplainOptions): void {
  const { evidence } = context
  if (evidence) evidence.draft.note([evidence.place, ...path].filter((part) => part !== '').join('.'), explained, observations, context)
}

function explainObject(observations: readonly Observation[], around: ExplainContext, options: ExplainOptions): Explanation {
  // The key that counts in a sequence is the entity's own, not that of a part.
  const context = options.path.length === 1 ? around : { ...around, sequence: undefined }
  const name = fieldName(options.path)
  const objects = observations.filter(({ target }) => isObject(target))
  const inner =
    holdsSpecial(options) || observations.some(({ unknown, partial }) => partial || (unknown && unknown.size > 0))
      ? undefined
      : explainAlike(observations, name, context, 9)
  const sent = inner === undefined ? undefined : sentUnder(name, observations, context)
  if (inner !== undefined && !/^\{/.test(inner) && (sent === undefined || inner.includes(sent))) {
    const explained = { template: toTemplate(inner), hits: observations.length, of: observations.length }
    note(explained, observations, context, options)
    return explained
  }
  if (objects.length < observations.length)
    return explainOptional(observations, objects, explainObject(objects, context, options), context, options)
  const explain = (cells: readonly Observation[], key: string) => explainValue(cells, context, { ...options, path: [...options.path, key] })
  const picked = holdsSpecial(options) ? undefined : explainPicked(objects, context, explain)
  if (picked) return picked
  const spread = objects.some(({ isSelected }) => isSelected) ? undefined : findSpread(objects, context)
  if (spread) {
    const copied = { template: toTemplate(spread.text), hits: objects.length, of: objects.length }
    note(copied, objects, context, { ...options, path: [...options.path, '*'] })
  }
  const parts = keysInOrder(objects.map(({ target }) => target as object))
    .filter((key) => !spread?.covers.has(key))
    .map((key) => toPart(objects, key, explain))
  const explained = parts.filter((part) => 'explained' in part)
  const quiet = { ...context, evidence: undefined }
  const improved = explainBySiblings(explained, options.path.length, context, (cells, key) =>
    explainValue(cells, quiet, { ...options, path: [...options.path, key] }),
  )
  for (const part of improved) note(part.explained, part.cells, context, { ...options, path: [...options.path, part.key] })
  const hits = new Set(objects)
  for (const { explained: found, cells, objects: own } of explained) if (found.hits < found.of) dropMisses(found, cells, own, hits, context)
  // A map at hand that is right nearly everywhere is a better rule than one a key: what differs is mostly what was not seen.
  const near = holdsSpecial(options) ? undefined : nearlyAll(objects, name, context, hits.size)
  if (near) {
    note(near, observations, context, options)
    return near
  }
  const template = parseTemplate(printTemplate({ kind: 'object', entries: toEntries(objects, parts, spread) }))
  return { template, hits: hits.size, of: observations.length }
}

/**
 * What the requests bring under the name of a part, exactly where that is there: a part comes of that, though something else at hand may equal
 * it wherever it was seen.
 */
function sentUnder(name: string, observations: readonly Observation[], context: ExplainContext): string | undefined {
  const present = observations.find(({ target }) => isObject(target))
  const own = ownName(name)
  if (!present || own === '') return undefined
  const texts = present.scope.terms.all
    .filter(({ term, value }) => /^(body|query)[.[]/.test(term.text) && isScalar(value) && nameRelates(term.field, own))
    .map(({ term }) => term.text)
    .filter((text) => !text.includes('('))
  return texts.find((text) =>
    observations.every(({ scope, target }) => isObject(target) === ((context.scopes.evaluate(text, scope) ?? null) !== null)),
  )
}

/** A part that was asked for later only: not known of this moment, so that its usual value stands for it, if there is one. */
interface UnseenPart {
  readonly key: string
  readonly usual: Json | undefined
}

function toPart(
  objects: readonly Observation[],
  key: string,
  explain: (cells: readonly Observation[], key: string) => Explanation,
): Part | UnseenPart {
  const sure = surest(objects, key)
  if (sure.length === 0 && objects.every(({ isSelected }) => isSelected)) return { key, usual: usualValue(objects, key) }
  const own = sure.length > 0 ? sure : objects
  const cells = own.map(({ scope, target, isSelected }) => ({
    scope,
    target: (target as Record<string, Value>)[key],
    ...(isSelected ? { partial: true, isSelected } : {}),
  }))
  return { key, objects: own, cells, explained: explain(cells, key) }
}

/** The parts in their order, with those that a map at hand has in the place of the first of them; what it has at times is set after it. */
function toEntries(
  objects: readonly Observation[],
  parts: readonly (Part | UnseenPart)[],
  spread: ReturnType<typeof findSpread>,
): TemplateEntry[] {
  const entries: TemplateEntry[] = []
  const late: TemplateEntry[] = []
  const known = new Map(parts.map((part) => [part.key, part]))
  for (const key of keysInOrder(objects.map(({ target }) => target as object))) {
    const part = known.get(key)
    if (!part) {
      if (spread && !entries.some((entry) => 'spread' in entry)) entries.push({ spread: parseExpression(spread.text) })
    } else if ('usual' in part) {
      if (part.usual !== undefined) entries.push({ key, value: { kind: 'literal', value: part.usual } })
    } else if (!isAbsent(part.explained.template))
      (spread?.overlaps.has(key) ? late : entries).push({ key, value: part.explained.template })
  }
  if (spread && !entries.some((entry) => 'spread' in entry)) entries.unshift({ spread: parseExpression(spread.text) })
  return [...entries, ...late]
}

/** The observations that tell what stands under a key; few of what is shown in part are sure, and one alone says less than all. */
function surest(objects: readonly Observation[], key: string): Observation[] {
  const sure = objects.filter((observation) => isSure(observation, key))
  const shown = objects.filter(({ target, isSelected }) => isSelected && isObject(target) && Object.hasOwn(target, key))
  return sure.length > 0 && sure.length * 2 < shown.length ? shown : sure
}

/** What nearly all of the observations that are not sure say. */
function usualValue(objects: readonly Observation[], key: string): Json | undefined {
  const values = objects.flatMap(({ target }) => (isObject(target) && Object.hasOwn(target, key) ? [target[key] as Json] : []))
  const [usual, ...others] = [...Map.groupBy(values, valueKey).values()].sort((a, b) => b.length - a.length)
  return usual && usual.length >= Math.max(2, values.length * 0.7, ...others.map((other) => other.length)) ? usual[0] : undefined
}

/** A map at hand that equals the target in four of five observations, and in no fewer than so many. */
function nearlyAll(objects: readonly Observation[], name: string, context: ExplainContext, hitsMin: number): Explanation | undefined {
  if (objects.length < 5) return undefined
  const term = bestTerm(objects, name, context, Math.max(Math.ceil(objects.length * 0.8), hitsMin))
  if (!term) return undefined
  const hits = objects.filter(({ scope, target }) => equal(context.scopes.evaluate(term.text, scope), target)).length
  return { template: toTemplate(term.text), hits, of: objects.length }
}

function isAbsent(template: Template): boolean {
  return template.kind === 'expression' && printExpression(template.expression) === 'absent'
}

/** A list that may not always be there. */
function explainLists(
  observations: readonly Observation[],
  lists: readonly Observation[],
  context: ExplainContext,
  options: ExplainOptions,
): Explanation {
  const whole = explainList(observations, context, options)
  if (whole.hits === whole.of || lists.length === observations.length) return whole
  const shape = explainList(lists, context, options)
  const optional = shape.hits === shape.of ? explainOptional(observations, lists, shape, context, options) : whole
  return optional.hits > whole.hits ? optional : whole
}

/** A part that is not always there: null or absent at times. `shape` explains it where it is. */
function explainOptional(
  observations: readonly Observation[],
  objects: readonly Observation[],
  shape: Explanation,
  context: ExplainContext,
  options: ExplainOptions,
): Explanation {
  const others = observations.filter((observation) => !objects.includes(observation))
  const rest = explainScalar(others, fieldName(options.path), context)
  const test = presenceTest(shape.template, objects, others, context)
  if (test === undefined) {
    const more = objects.length >= others.length
    return { template: more ? shape.template : rest.template, hits: more ? shape.hits : rest.hits, of: observations.length }
  }
  const isAbsent = others.every(({ target }) => target === undefined)
  return {
    template: { kind: 'if', test: parseExpression(test), then: shape.template, ...(isAbsent ? {} : { else: rest.template }) },
    hits: shape.hits + rest.hits,
    of: observations.length,
  }
}

/** An expression that holds where the object is there and nowhere else: that what it is made of is there. */
function presenceTest(
  template: Template,
  present: readonly Observation[],
  absent: readonly Observation[],
  context: ExplainContext,
): string | undefined {
  for (const text of leafTexts(template)) {
    const test = `has(${text})`
    const splits =
      present.every(({ scope }) => context.scopes.evaluate(test, scope) === true) &&
      absent.every(({ scope }) => context.scopes.evaluate(test, scope) !== true)
    if (splits) return test
    const filled = `coalesce(${text}, null) != null`
    const fills =
      present.every(({ scope }) => context.scopes.evaluate(filled, scope) === true) &&
      absent.every(({ scope }) => context.scopes.evaluate(filled, scope) !== true)
    if (fills) return filled
  }
  return findPredicate(
    present.map(({ scope }) => scope),
    absent.map(({ scope }) => scope),
    context,
  )
}

function* leafTexts(template: Template): Iterable<string> {
  if (template.kind === 'expression') yield printExpression(template.expression)
  else if (template.kind === 'each') yield printExpression(template.of)
  else if (template.kind === 'object') for (const entry of template.entries) if ('key' in entry) yield* leafTexts(entry.value)
}

function dropMisses(
  explained: Explanation,
  cells: readonly Observation[],
  objects: readonly Observation[],
  hits: Set<Observation>,
  context: ExplainContext,
): void {
  // Which observations a nested template misses is known only for plain expressions; else the first ones are taken.
  const { template } = explained
  const text = template.kind === 'expression' ? printExpression(template.expression) : undefined
  let missing = explained.of - explained.hits
  cells.forEach((cell, at) => {
    const object = objects[at] as Observation
    const wrong = text === undefined ? missing > 0 : !equal(context.scopes.evaluate(text, cell.scope), cell.target)
    if (wrong && (text !== undefined || hits.has(object))) {
      hits.delete(object)
      missing--
    }
  })
}

/** Whether a part within this one is explained in another way. */
function holdsSpecial(options: ExplainOptions): boolean {
  const prefix = options.path.length === 0 ? '' : `${options.path.join('.')}.`
  return [...(options.special?.keys() ?? [])].some((path) => path.startsWith(prefix))
}

export function toTemplate(text: string): Template {
  const expression = parseExpression(text)
  return expression.kind === 'literal' ? { kind: 'literal', value: expression.value } : { kind: 'expression', expression }
}
