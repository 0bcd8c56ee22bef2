import type { Template, TemplateEntry } from '#lang'
import { isAbsentAtTimes, type Scope, shapeOfExpression } from './expression-shape.ts'
import { type Field, mergeShapes, type Shape, shapeOfValue, uniteShapes, unknownShape } from './shape.ts'

/** What the values that a template makes look like, as far as the template tells. */
export function shapeOfTemplate(template: Template, scope: Scope): Shape {
  switch (template.kind) {
    case 'literal':
      return shapeOfValue(template.value)
    case 'expression':
      return shapeOfExpression(template.expression, scope)
    case 'list': {
      const items = template.items.map((item) => shapeOfTemplate(item, scope))
      return { types: new Set(['array']), ...(items.length === 0 ? {} : { items: items.reduce(uniteShapes) }) }
    }
    case 'each': {
      const of = shapeOfExpression(template.of, scope)
      const names = new Map([...scope.names, [template.as, of.items ?? unknownShape]])
      return { types: new Set(['array']), items: shapeOfTemplate(template.item, { ...scope, names }) }
    }
    case 'if':
      return template.else === undefined
        ? shapeOfTemplate(template.then, scope)
        : uniteShapes(shapeOfTemplate(template.then, scope), shapeOfTemplate(template.else, scope))
    case 'object':
      return shapeOfEntries(template.entries, scope)
  }
}

function shapeOfEntries(entries: readonly TemplateEntry[], scope: Scope): Shape {
  let fields = new Map<string, Field>()
  let isOpen = false
  for (const entry of entries) {
    if ('key' in entry) {
      fields.set(entry.key, { shape: shapeOfTemplate(entry.value, scope), isOptional: isOptional(entry.value, scope) })
      continue
    }
    const merged = mergeShapes({ types: new Set(['object']), fields }, shapeOfExpression(entry.spread, scope))
    fields = new Map(merged.fields)
    isOpen ||= merged.isOpen === true
  }
  return { types: new Set(['object']), fields, ...(isOpen ? { isOpen } : {}) }
}

/** A key whose value is absent is left out; undefined where it can't be told. */
function isOptional(template: Template, scope: Scope): boolean | undefined {
  if (template.kind === 'if') {
    if (template.else === undefined) return true
    const [one, other] = [isOptional(template.then, scope), isOptional(template.else, scope)]
    return one === true || other === true ? true : one === undefined ? undefined : other
  }
  return template.kind === 'expression' ? isAbsentAtTimes(template.expression, scope) : false
}
