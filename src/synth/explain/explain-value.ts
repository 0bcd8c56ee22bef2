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
import { findPredicate } from '../guard/find-predicate.ts'
import { explainAlike } from './explain-alike.ts'
import { explainScalar } from './explain-scalar.ts'
import { type Explanation, isSure, type Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
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
  const name = options.path.at(-1) ?? ''
  const present = observations.filter(({ target }) => target !== undefined && target !== null)
  if (present.length > 0 && present.every(({ target }) => isObject(target))) return explainObject(observations, context, options)
  if (present.length > 0 && present.every(({ target }) => isList(target))) return explainList(observations, context, options)
  return explainScalar(observations, name, context)
}

function explainObject(observations: readonly Observation[], around: ExplainContext, options: ExplainOptions): Explanation {
  // The key that counts in a sequence is the entity's own, not that of a part.
  const context = options.path.length === 1 ? around : { ...around, sequence: undefined }
  const name = options.path.at(-1) ?? ''
  const objects = observations.filter(({ target }) => isObject(target))
  const inner =
    holdsSpecial(options) || observations.some(({ unknown, partial }) => partial || (unknown && unknown.size > 0))
      ? undefined
      : explainAlike(observations, name, context, 9)
  if (inner !== undefined && !/^\{/.test(inner)) return { template: toTemplate(inner), hits: observations.length, of: observations.length }
  if (objects.length < observations.length) return explainOptional(observations, objects, context, options)
  const near = holdsSpecial(options) ? undefined : nearlyAll(objects, name, context)
  const spread = findSpread(objects)
  const entries: TemplateEntry[] = spread ? [{ spread: parseExpression(spread.text) }] : []
  const hits = new Set(objects)
  for (const key of keysInOrder(objects.map(({ target }) => target as object))) {
    if (spread?.covers.has(key)) continue
    const sure = objects.filter((observation) => isSure(observation, key))
    const cells = (sure.length > 0 ? sure : objects).map(({ scope, target }) => ({ scope, target: (target as Record<string, Value>)[key] }))
    const explained = explainValue(cells, context, { ...options, path: [...options.path, key] })
    if (!isAbsent(explained.template)) entries.push({ key, value: explained.template })
    if (explained.hits < explained.of) dropMisses(explained, cells, sure.length > 0 ? sure : objects, hits, context)
  }
  // A map at hand that is right nearly everywhere is a better rule than one a key: what differs is mostly what was not seen.
  if (near && near.hits >= hits.size) return near
  const template: Template = simplify({ kind: 'object', entries })
  return { template, hits: hits.size, of: observations.length }
}

/** A map at hand that equals the target in four of five observations. */
function nearlyAll(objects: readonly Observation[], name: string, context: ExplainContext): Explanation | undefined {
  if (objects.length < 5) return undefined
  const term = bestTerm(objects, name, context, Math.ceil(objects.length * 0.8))
  if (!term) return undefined
  const hits = objects.filter(({ scope, target }) => equal(context.scopes.evaluate(term.text, scope), target)).length
  return { template: toTemplate(term.text), hits, of: objects.length }
}

function isAbsent(template: Template): boolean {
  return template.kind === 'expression' && printExpression(template.expression) === 'absent'
}

/** A part that is not always there: null or absent at times. */
function explainOptional(
  observations: readonly Observation[],
  objects: readonly Observation[],
  context: ExplainContext,
  options: ExplainOptions,
): Explanation {
  const shape = explainObject(objects, context, options)
  const others = observations.filter(({ target }) => !isObject(target))
  const rest = explainScalar(others, options.path.at(-1) ?? '', context)
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
  else if (template.kind === 'object') for (const entry of template.entries) if ('key' in entry) yield* leafTexts(entry.value)
}

/** A map at hand whose every key stands in the target with its value: the target is that map and more. */
function findSpread(observations: readonly Observation[]): { text: string; covers: ReadonlySet<string> } | undefined {
  const shapes = new Set(
    observations
      .filter(({ partial }) => !partial)
      .map(({ target }) =>
        Object.keys(target as object)
          .sort()
          .join(),
      ),
  )
  const first = observations[0]
  if (!first) return undefined
  for (const { term, value } of first.scope.terms.all) {
    if (!isObject(value) || Object.keys(value).length < 1 || /[([]/.test(term.text)) continue
    const covers = new Set<string>()
    const filled = new Set<string>()
    const keys = new Set<string>()
    const fits = observations.every((observation) => {
      const { scope, target } = observation
      const source = scope.terms.all.find((candidate) => candidate.term.text === term.text)?.value
      if (!isObject(source)) return false
      const shown = target as Record<string, Value>
      for (const key of Object.keys(shown)) {
        keys.add(key)
        // A key that is there even where the map has none gets a rule of its own.
        if (!Object.hasOwn(source, key)) filled.add(key)
      }
      return Object.entries(source).every(([key, item]) => {
        covers.add(key)
        return !isSure(observation, key) || equal(shown[key], item)
      })
    })
    if (!fits) continue
    for (const key of filled) covers.delete(key)
    const added = [...keys].filter((key) => !covers.has(key))
    // The same few keys everywhere say nothing of keys not seen; then only a near copy is taken for one.
    if (shapes.size > 1 && observations.length > 1 ? added.length <= covers.size + 2 : added.length <= 2) return { text: term.text, covers }
  }
  return undefined
}

function explainList(observations: readonly Observation[], context: ExplainContext, options: ExplainOptions): Explanation {
  const name = options.path.at(-1) ?? ''
  const alike = explainAlike(observations, name, context, 9)
  if (alike !== undefined && !/^\[.*\{/.test(alike))
    return { template: toTemplate(alike), hits: observations.length, of: observations.length }
  return (
    explainEach(observations, context, options) ??
    explainFixed(observations, context, options) ??
    explainScalar(observations, name, context)
  )
}

/** A list made item by item from another list at hand. */
function explainEach(observations: readonly Observation[], context: ExplainContext, options: ExplainOptions): Explanation | undefined {
  const first = observations.find(({ target }) => isList(target) && target.length > 0)
  if (!first || !isList(first.target)) return undefined
  const length = first.target.length
  const sources = first.scope.terms.all.filter(
    ({ term, value }) => isList(value) && value.length === length && !term.text.startsWith('split('),
  )
  let best: { explanation: Explanation; share: number } | undefined
  for (const { term } of sources.slice(0, 8)) {
    const as = `item${options.path.length || ''}`
    const items: Observation[] = []
    const fits = observations.every(({ scope, target }) => {
      const source = context.scopes.evaluate(term.text, scope)
      if (target === undefined && source === undefined) return true
      if (!isList(source) || !isList(target) || source.length !== target.length) return false
      source.forEach((item, at) => {
        items.push({ scope: context.scopes.extend(scope, { [as]: item }), target: target[at] })
      })
      return true
    })
    if (!fits || items.length === 0) continue
    const inner = explainValue(items, context, { ...options, path: [...options.path, '[]'] })
    const share = inner.hits / inner.of
    if (share < 0.3 || (best && best.share >= share)) continue
    const template: Template = { kind: 'each', of: parseExpression(term.text), as, item: inner.template }
    best = { explanation: { template, hits: Math.floor(observations.length * share), of: observations.length }, share }
    if (share === 1) break
  }
  return best?.explanation
}

/** A list of always the same length, item by item. */
function explainFixed(observations: readonly Observation[], context: ExplainContext, options: ExplainOptions): Explanation | undefined {
  const lengths = new Set(observations.map(({ target }) => (isList(target) ? target.length : -1)))
  const [length = -1] = lengths
  if (lengths.size !== 1 || length < 1 || length > 8) return undefined
  const parts = Array.from({ length }, (_, at) => {
    const cells = observations.map(({ scope, target }) => ({ scope, target: (target as readonly Value[])[at] }))
    return explainValue(cells, context, { ...options, path: [...options.path, String(at)] })
  })
  const hits = Math.min(...parts.map((part) => part.hits))
  return { template: { kind: 'list', items: parts.map(({ template }) => template) }, hits, of: observations.length }
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

/** Keys in the order in which the objects show them; those of later objects stand where their neighbours do. */
function keysInOrder(objects: readonly object[]): string[] {
  const order: string[] = []
  for (const object of objects) {
    let at = -1
    for (const key of Object.keys(object)) {
      const known = order.indexOf(key)
      if (known >= 0) at = known
      else order.splice(++at, 0, key)
    }
  }
  return order
}

/** Whether a part within this one is explained in another way. */
function holdsSpecial(options: ExplainOptions): boolean {
  const prefix = options.path.length === 0 ? '' : `${options.path.join('.')}.`
  return [...(options.special?.keys() ?? [])].some((path) => path.startsWith(prefix))
}

function simplify(template: Template): Template {
  return parseTemplate(printTemplate(template))
}

function toTemplate(text: string): Template {
  const expression = parseExpression(text)
  return expression.kind === 'literal' ? { kind: 'literal', value: expression.value } : { kind: 'expression', expression }
}
