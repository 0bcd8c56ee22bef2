import type { Json } from '#base'
import type { Expression } from './expression.ts'
import { parseExpression } from './parse-expression.ts'
import { printExpression } from './print-expression.ts'
import { isList, isObject, setMember } from './value.ts'

/** How a body, an entity or a header value is made. Plain data. */
export type Template =
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'object'; readonly entries: readonly TemplateEntry[] }
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  | { readonly kind: 'each'; readonly of: Expression; readonly as: string; readonly item: Template }
  | { readonly kind: 'if'; readonly test: Expression; readonly then: Template; readonly else?: Template }

/** A key with its template, or (`spread`) all keys of a map. */
export type TemplateEntry = { readonly key: string; readonly value: Template } | { readonly spread: Expression }

/** A template that can't be read: `path` says where in it. */
class TemplateError extends Error {}

/**
 * Reads the JSON form: `{"$": "EXPRESSION"}`, `{"$if", "then", "else"}`, `{"$each", "as", "do"}`; a key that begins with `...` spreads the
 * map that its expression gives. A key that begins with `$` or `...` is written `\$…`, `\...…`.
 */
export function parseTemplate(json: Json): Template {
  if (isList(json)) return { kind: 'list', items: json.map(parseTemplate) }
  if (!isObject(json)) return { kind: 'literal', value: json }
  if (typeof json.$ === 'string') return { kind: 'expression', expression: parseExpression(json.$) }
  if (typeof json.$if === 'string') {
    const branches = { kind: 'if', test: parseExpression(json.$if), then: parseTemplate(json.then ?? null) } as const
    return json.else === undefined ? branches : { ...branches, else: parseTemplate(json.else) }
  }
  if (typeof json.$each === 'string') {
    if (typeof json.as !== 'string') throw new TemplateError('$each needs a name in "as"')
    return { kind: 'each', of: parseExpression(json.$each), as: json.as, item: parseTemplate(json.do ?? null) }
  }
  const entries = Object.entries(json).map(([key, value]): TemplateEntry => {
    if (key.startsWith('...') && typeof value === 'string') return { spread: parseExpression(value) }
    if (key.startsWith('$')) throw new TemplateError(`unknown form '${key}'; write '\\${key}' for a key of that name`)
    return { key: key.startsWith('\\') ? key.slice(1) : key, value: parseTemplate(value) }
  })
  return entries.every((entry) => 'key' in entry && entry.value.kind === 'literal')
    ? { kind: 'literal', value: literalObject(entries as { key: string; value: Template & { kind: 'literal' } }[]) }
    : { kind: 'object', entries }
}

function literalObject(entries: readonly { key: string; value: Template & { kind: 'literal' } }[]): Json {
  const object: Record<string, Json> = {}
  for (const { key, value } of entries) setMember(object, key, value.value)
  return object
}

/** The JSON form of a template; `parseTemplate` reads it back. */
export function printTemplate(template: Template): Json {
  switch (template.kind) {
    case 'literal':
      return printLiteralTemplate(template.value)
    case 'expression':
      return { $: printExpression(template.expression) }
    case 'list':
      return template.items.map(printTemplate)
    case 'each':
      return { $each: printExpression(template.of), as: template.as, do: printTemplate(template.item) }
    case 'if':
      return {
        $if: printExpression(template.test),
        then: printTemplate(template.then),
        ...(template.else ? { else: printTemplate(template.else) } : {}),
      }
    case 'object': {
      const object: Record<string, Json> = {}
      template.entries.forEach((entry, at) => {
        if ('spread' in entry) object[`...${at}`] = printExpression(entry.spread)
        else setMember(object, escapeKey(entry.key), printTemplate(entry.value))
      })
      return object
    }
  }
}

function printLiteralTemplate(value: Json): Json {
  if (isList(value)) return value.map(printLiteralTemplate)
  if (!isObject(value)) return value
  const object: Record<string, Json> = {}
  for (const [key, item] of Object.entries(value)) setMember(object, escapeKey(key), printLiteralTemplate(item))
  return object
}

function escapeKey(key: string): string {
  return /^(\$|\.\.\.|\\)/.test(key) ? `\\${key}` : key
}
