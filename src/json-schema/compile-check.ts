import type { Json, JsonObject } from '#base'
import { checkList, checkMap } from './check-containers.ts'
import { checkNumber, checkText } from './check-scalars.ts'
import {
  type Direction,
  isList,
  isObject,
  isOfType,
  isSchema,
  type JsonSchema,
  sameJson,
  schemasOf,
  typeOf,
  typesOf,
} from './json-schema.ts'

/** What is wrong with a value. */
export interface Problem {
  /** Where: `items.0.price`; empty for the whole value. */
  readonly path: string
  /** The keyword that is not met: `required`, `type`, `maxLength`. */
  readonly rule: string
  readonly message: string
}

/** Adds what is wrong with a value at a path to the problems. */
export type Check = (value: Json, path: string, problems: Problem[]) => void

/** What the checks of one set know of each other. */
export interface CheckContext {
  readonly direction: Direction
  /** The check of a schema that is named; undefined where there is none. */
  named(name: string): Check | undefined
}

/** Turns a schema into a check. */
export function compileCheck(schema: JsonSchema, context: CheckContext): Check {
  if (schema === true) return () => {}
  if (schema === false) return (_, path, problems) => report(problems, path, 'false', 'is not allowed')
  const checks = [
    checkReference(schema, context),
    checkType(schema),
    checkConstants(schema),
    checkNumber(schema),
    checkText(schema),
    checkList(schema, context),
    checkMap(schema, context),
    checkChoices(schema, context),
    checkCondition(schema, context),
  ].filter((check) => check !== undefined)
  const [only] = checks
  if (checks.length === 1 && only) return only
  return (value, path, problems) => {
    for (const check of checks) check(value, path, problems)
  }
}

export function report(problems: Problem[], path: string, rule: string, message: string): void {
  problems.push({ path, rule, message: `${path === '' ? 'the value' : path} ${message}` })
}

function checkReference({ $ref }: JsonObject, context: CheckContext): Check | undefined {
  return typeof $ref === 'string' ? (value, path, problems) => context.named($ref)?.(value, path, problems) : undefined
}

function checkType(schema: JsonObject): Check | undefined {
  const types = typesOf(schema)
  if (types === undefined) return undefined
  return (value, path, problems) => {
    if (types.some((type) => isOfType(value, type))) return
    report(problems, path, 'type', `must be ${types.join(' or ')}, not ${typeOf(value)}`)
  }
}

function checkConstants(schema: JsonObject): Check | undefined {
  const { enum: values } = schema
  const allowed = isList(values) ? values : Object.hasOwn(schema, 'const') ? [schema.const as Json] : undefined
  if (allowed === undefined) return undefined
  const plain = new Set(allowed)
  return (value, path, problems) => {
    if (plain.has(value) || allowed.some((each) => sameJson(each, value))) return
    report(problems, path, 'enum', `must be one of ${allowed.map((each) => JSON.stringify(each, spellInteger)).join(', ')}`)
  }
}

function spellInteger(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

function checkChoices(schema: JsonObject, context: CheckContext): Check | undefined {
  const compile = (keyword: string) => schemasOf(schema, keyword).map((each) => compileCheck(each, context))
  const [all, any, one] = [compile('allOf'), compile('anyOf'), compile('oneOf')]
  const not = isObject(schema.not) || typeof schema.not === 'boolean' ? compileCheck(schema.not, context) : undefined
  if (all.length + any.length + one.length === 0 && not === undefined) return undefined
  return (value, path, problems) => {
    for (const check of all) check(value, path, problems)
    if (any.length > 0) meetsSome(any, value, path, problems)
    // Services don't refuse what is several things: documents say `oneOf` where they mean `anyOf`.
    if (one.length > 0 && meetsSome(one, value, path, problems) > 1 && context.direction === 'response') {
      report(problems, path, 'oneOf', 'is several of the things of which it must be one')
    }
    if (not && failuresOf(not, value, path).length === 0) report(problems, path, 'not', 'is what it must not be')
  }
}

function checkCondition({ if: test, then: met, else: otherwise }: JsonObject, context: CheckContext): Check | undefined {
  if (!isSchema(test)) return undefined
  const check = compileCheck(test, context)
  const [whereMet, whereNot] = [met, otherwise].map((each) => (isSchema(each) ? compileCheck(each, context) : undefined))
  return (value, path, problems) => (failuresOf(check, value, path).length === 0 ? whereMet : whereNot)?.(value, path, problems)
}

/** How many of the checks a value meets; where it is none, what is wrong with it by the one that it comes nearest to. */
function meetsSome(checks: readonly Check[], value: Json, path: string, problems: Problem[]): number {
  const failures = checks.map((check) => failuresOf(check, value, path))
  const met = failures.filter((each) => each.length === 0).length
  if (met > 0) return met
  // A wrong type says that another one was meant.
  const cost = (each: readonly Problem[]) => each.length + (each.some((one) => one.path === path && one.rule === 'type') ? 1000 : 0)
  problems.push(...failures.reduce((best, each) => (cost(each) < cost(best) ? each : best)))
  return 0
}

function failuresOf(check: Check, value: Json, path: string): Problem[] {
  const problems: Problem[] = []
  check(value, path, problems)
  return problems
}
