import type { JsonObject } from '#base'
import { bind, compileExpression, type Environment, equal, isObject, parseExpression, valueAt } from '#lang'
import type { FixtureSet } from '#model'
import type { AuthorContext } from './author-context.ts'
import { findField } from './route-scope.ts'
import { at, either } from './say.ts'

/** What is wrong with entities for the constraints of their kind; undefined where nothing is. */
export function problemOfFixtures(set: FixtureSet, { constraints, resources }: AuthorContext): string | undefined {
  for (const [name, fixtures] of Object.entries(set)) {
    const resource = resources.get(name)
    for (const constraint of constraints.get(name) ?? []) {
      if (!resource || !('rule' in constraint) || constraint.rule.kind !== 'field') continue
      const { field, tests, isUnique } = constraint.rule
      const shapes = [...resource.shown, resource.given]
      const path = shapes.map((shape) => findField(shape, field)).find((found) => found) ?? [field.toLowerCase()]
      const refuses = tests.length === 0 ? undefined : either(tests.map((test) => test(at('self', path))))
      for (const [index, { value }] of fixtures.entries()) {
        const own = isObject(value) ? valueAt(value, path) : undefined
        const isTwice =
          isUnique &&
          own !== undefined &&
          fixtures.slice(0, index).some((other) => isObject(other.value) && equal(valueAt(other.value, path), own))
        const isRefused = own !== undefined && refuses !== undefined && holds(refuses, value as JsonObject)
        if (isTwice || isRefused) return `${name}[${index}]: ${JSON.stringify(own)}: ${constraint.text}`
      }
    }
  }
  return undefined
}

function holds(test: string, self: JsonObject): boolean {
  const context = { names: new Set(['self']), hasCollection: () => false, view: () => undefined }
  return compileExpression(parseExpression(test), context)(bind(nowhere, 'self', self)) === true
}

const nothing: JsonObject = {}

/** No request, and nothing there: constraints of fields need neither. */
const nowhere: Environment = {
  target: '/',
  path: nothing,
  query: nothing,
  header: nothing,
  body: undefined,
  malformed: false,
  nowMs: 0,
  world: {
    find: () => undefined,
    list: () => [],
    versions: () => [],
    left: () => undefined,
    written: () => undefined,
    writes: () => 0,
    issued: () => false,
  },
  minting: { next: (_, start) => start(), random: () => '', draw: () => 0, token: () => '' },
  locals: {},
  seal: (text) => text,
}
