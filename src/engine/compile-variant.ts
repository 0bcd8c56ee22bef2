import { encodeText, type HttpResponse } from '#http'
import { type CompileContext, compileExpression, compileTemplate, type Environment, type Evaluate, parseExpression, parseTemplate, printJson, type Value } from '#lang'
import type { Variant } from '#model'
import type { World } from '#state'
import { compileEffects } from './compile-effects.ts'
import { unmaskOrigin } from './origin.ts'

export interface CompiledVariant {
  readonly name: string
  readonly guess: boolean
  /** Whether this variant answers. */
  matches(environment: Environment): boolean
  /** Performs the effects and gives the answer. */
  respond(environment: Environment, world: World, origin: string): HttpResponse
}

export function compileVariant(variant: Variant, context: CompileContext): CompiledVariant {
  const when = variant.when === undefined ? undefined : compileExpression(parseExpression(variant.when), context)
  const effects = compileEffects(variant.do ?? [], context)
  const inner = { ...context, names: effects.names }
  const headers = variant.headers.map(([name, template]) => [name, compileTemplate(parseTemplate(template), inner)] as const)
  const body = compileBody(variant, inner)
  return {
    name: variant.name,
    guess: variant.guess === true,
    matches: (environment) => when === undefined || when(environment) === true,
    respond: (environment, world, origin) => {
      const after = effects.run(environment, world)
      const bytes = body(after, origin)
      return { status: variant.status, headers: renderHeaders(headers, after, origin), body: bytes }
    },
  }
}

function renderHeaders(headers: readonly (readonly [string, Evaluate])[], environment: Environment, origin: string): [string, string][] {
  const rendered: [string, string][] = []
  for (const [name, evaluate] of headers) {
    const value = evaluate(environment)
    if (value === undefined || value === null || typeof value === 'object') continue
    // A value that a request brought in must not end the header.
    rendered.push([name, unmaskOrigin(String(value), origin).replace(/[\r\n\0]/g, ' ')])
  }
  return rendered
}

function compileBody(variant: Variant, context: CompileContext): (environment: Environment, origin: string) => Uint8Array {
  const { body } = variant
  if (!body) return () => new Uint8Array()
  const template = parseTemplate(body.value)
  const end = body.newline ? '\n' : ''
  const print = (value: Value): string => {
    if (body.encoding !== 'json') return typeof value === 'string' ? value : ''
    return value === undefined ? '' : (body.indent === undefined ? printJson(value) : printIndented(value, body.indent)) + end
  }
  if (body.encoding === 'base64') {
    const bytes = Uint8Array.from(atob(String(body.value)), (character) => character.charCodeAt(0))
    return () => bytes
  }
  if (template.kind === 'literal') {
    const text = print(template.value)
    const bytes = encodeText(text)
    return (_, origin) => (text.includes('origin.doppel.invalid') ? encodeText(unmaskOrigin(text, origin)) : bytes)
  }
  const evaluate = compileTemplate(template, context)
  return (environment, origin) => encodeText(unmaskOrigin(print(evaluate(environment)), origin))
}

function printIndented(value: Value, indent: number): string {
  return JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? JSON.rawJSON(String(item)) : item), indent)
}
