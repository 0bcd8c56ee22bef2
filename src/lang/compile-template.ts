import type { Json } from '#base'
import { binder } from './bind.ts'
import { type CompileContext, compileExpression, type Evaluate, withName } from './compile-expression.ts'
import type { Value } from './environment.ts'
import type { Template } from './template.ts'
import { isList, isObject, setMember } from './value.ts'

/** Turns a template into a function of the environment; absent keys and items are left out. */
export function compileTemplate(template: Template, context: CompileContext): Evaluate {
  switch (template.kind) {
    case 'literal': {
      const value = template.value
      return () => value
    }
    case 'expression':
      return compileExpression(template.expression, context)
    case 'list': {
      const items = template.items.map((item) => compileTemplate(item, context))
      return (environment) => present(items.map((item) => item(environment)))
    }
    case 'if': {
      const test = compileExpression(template.test, context)
      const then = compileTemplate(template.then, context)
      const otherwise = template.else ? compileTemplate(template.else, context) : () => undefined
      return (environment) => (test(environment) === true ? then(environment) : otherwise(environment))
    }
    case 'each': {
      const of = compileExpression(template.of, context)
      const { as } = template
      const item = compileTemplate(template.item, withName(context, as))
      return (environment) => {
        const list = of(environment)
        if (!isList(list)) return undefined
        const bound = binder(environment, as)
        return present(list.map((value) => item(bound(value))))
      }
    }
    case 'object':
      return compileObject(template, context)
  }
}

function compileObject(template: Template & { kind: 'object' }, context: CompileContext): Evaluate {
  const entries = template.entries.map((entry) =>
    'spread' in entry
      ? { key: undefined, value: compileExpression(entry.spread, context) }
      : { key: entry.key, value: compileTemplate(entry.value, context) },
  )
  return (environment) => {
    const object: Record<string, Json> = {}
    for (const { key, value } of entries) {
      const item = value(environment)
      if (item === undefined) continue
      if (key !== undefined) setMember(object, key, item)
      else if (isObject(item)) for (const [name, inner] of Object.entries(item)) setMember(object, name, inner)
    }
    return object
  }
}

function present(values: readonly Value[]): Json[] {
  return values.filter((value) => value !== undefined)
}
