import { invariant, type Json, parseDuration } from '#base'
import type { HeaderList } from '#http'
import {
  type CompileContext,
  compileExpression,
  compileTemplate,
  type Environment,
  parseExpression,
  parseTemplate,
  type Value,
} from '#lang'
import type { EmissionRule } from '#model'

/** Something that happened, by the name under which it is told to others. */
export interface Emission {
  readonly name: string
  /** Undefined where nothing is said of it. */
  readonly data: Value
  /** When it happened, ms since 1970; undefined: with the request that caused it. */
  readonly atMs?: number
  readonly method?: string | undefined
  /** What comes behind the receiver's address. */
  readonly path?: string | undefined
  readonly headers?: HeaderList | undefined
  /** How long after it happened it is told. */
  readonly afterMs?: number | undefined
}

/** Gives what a rule emits; undefined where its test does not hold. */
export function compileEmission(rule: EmissionRule, context: CompileContext): (environment: Environment) => Emission | undefined {
  const { emit: name, method } = rule
  const template = (json: Json) => compileTemplate(parseTemplate(json), context)
  const when = rule.when === undefined ? undefined : compileExpression(parseExpression(rule.when), context)
  const data = rule.value === undefined ? () => undefined : template(rule.value)
  const path = rule.path === undefined ? undefined : template(rule.path)
  const headers = Object.entries(rule.headers ?? {}).map(([header, value]) => [header, template(value)] as const)
  const afterMs = rule.after === undefined ? undefined : parseDuration(rule.after)
  invariant(rule.after === undefined || afterMs !== undefined, 'the schema lets no other text through')
  return (environment) => {
    if (when !== undefined && when(environment) !== true) return undefined
    return {
      name,
      data: data(environment),
      ...(method === undefined ? {} : { method }),
      ...(path === undefined ? {} : { path: printScalar(path(environment)) ?? '' }),
      ...(headers.length === 0
        ? {}
        : {
            headers: headers.flatMap(([header, value]): [string, string][] => {
              const text = printScalar(value(environment))
              return text === undefined ? [] : [[header, text]]
            }),
          }),
      ...(afterMs === undefined ? {} : { afterMs }),
    }
  }
}

/** As it stands in a path or a header; undefined for what does not fit there. */
export function printScalar(value: Value): string | undefined {
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value)
}
