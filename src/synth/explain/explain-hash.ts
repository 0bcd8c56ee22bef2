import { functions, printMember, type Value } from '#lang'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import type { Scope } from './scope.ts'

const algorithms: Readonly<Record<number, readonly string[]>> = {
  16: ['fnv1a64'],
  32: ['md5'],
  40: ['sha1'],
  64: ['sha256'],
  128: ['sha512'],
}

/** A digest of something at hand: a body as JSON, alone or with one or two more keys, or a text. */
export function explainHash(observations: readonly Observation[], context: ExplainContext): string | undefined {
  const first = observations[0]
  if (!first || typeof first.target !== 'string' || !/^[0-9a-f]+$/.test(first.target)) return undefined
  for (const algorithm of algorithms[first.target.length] ?? []) {
    const found = digestsOf(first, algorithm, context)
      .get(first.target)
      ?.find((text) => observations.every(({ scope, target }) => context.scopes.evaluate(text, scope) === target))
    if (found) return found
  }
  return undefined
}

/** By scope and algorithm: digests cost much, and the parts of many texts are looked for among the same ones. */
const known = new WeakMap<Scope, Map<string, ReadonlyMap<string, readonly string[]>>>()

/** The expressions that may be a digest in the scope of an observation, by what they give. */
function digestsOf(observation: Observation, algorithm: string, context: ExplainContext): ReadonlyMap<string, readonly string[]> {
  const { scope } = observation
  const ofScope = known.get(scope) ?? new Map<string, ReadonlyMap<string, readonly string[]>>()
  known.set(scope, ofScope)
  const before = ofScope.get(algorithm)
  if (before) return before
  const digests = new Map<string, string[]>()
  const add = (text: string, digest: Value) => {
    if (typeof digest !== 'string') return
    const same = digests.get(digest)
    if (same) same.push(text)
    else digests.set(digest, [text])
  }
  const print = (input: string) => `hash(${JSON.stringify(algorithm)}, ${input})`
  for (const text of [...entryDigests(observation, algorithm), ...candidates(observation).map(print)])
    add(text, context.scopes.evaluate(text, scope))
  // What is at hand is known: no expression need be read to hash it.
  for (const { term, value } of scope.terms.all)
    if (typeof value === 'string' && value.length > 0) add(print(term.text), functions.hash?.(algorithm, value))
  ofScope.set(algorithm, digests)
  return digests
}

/** What stands between name and value, and after each pair, in digests over a map. */
const separators: readonly (readonly [between: string, after: string])[] = [
  ['\u00ff', '\u00ff'],
  ['\u0000', '\u0000'],
  ['=', ','],
  ['=', '&'],
  ['=', ';'],
  ['=', '\n'],
  [':', ','],
  [':', '\n'],
  [':', ';'],
  [',', ','],
  ['\n', '\n'],
  ['|', '|'],
  ['=', ''],
  [':', ''],
  ['', ''],
]

/** Digests of the entries of a map at hand, such as labels or tags. */
function entryDigests({ scope }: Observation, algorithm: string): string[] {
  const maps = scope.terms.all
    .filter(({ term, value }) => /^(body|entry)[.[]/.test(term.text) && isMap(value) && isFlat(value))
    .sort((a, b) => a.term.cost - b.term.cost)
    .map(({ term }) => term.text)
  return maps.flatMap((map) =>
    separators.map(
      ([between, after]) => `hashEntries(${JSON.stringify(algorithm)}, ${map}, ${JSON.stringify(between)}, ${JSON.stringify(after)})`,
    ),
  )
}

/** Expressions of the texts that a service may have made of what is at hand, and hashed. */
function candidates({ scope }: Observation): string[] {
  const { environment } = scope
  const maps: string[] = []
  if (isMap(environment.body)) {
    maps.push('body')
    for (const [key, value] of Object.entries(environment.body)) if (isMap(value)) maps.push(`body${printMember(key)}`)
  }
  for (const [name, value] of Object.entries(environment.locals)) if (isMap(value)) maps.push(name)
  const keys = [
    ...Object.keys(environment.path).map((name) => `path${printMember(name)}`),
    ...Object.keys(environment.query).map((name) => `query${printMember(name)}`),
    // The key of a new entity, where it is at hand.
    ...(environment.locals.key === undefined ? [] : ['key']),
  ]
  const names = identityNames(environment.locals)
  const inputs = maps.map((map) => `json(${map})`)
  // What a client sends is hashed with its key put in; what is kept has it already.
  for (const map of maps.filter((text) => /^(body|entry)\b/.test(text))) {
    for (const name of names)
      for (const key of keys)
        inputs.push(`json(merge(${map}, {${JSON.stringify(name)}: ${key}}))`, `json(merge({${JSON.stringify(name)}: ${key}}, ${map}))`)
  }
  inputs.push(...markers(scope.environment, keys, names))
  return inputs
}

const versionName = /^_?(rev|revision|version)$/i

/** What may be kept of a deleted document: its key, the revision that the client sent, and that it was deleted. */
function markers({ locals, query }: Scope['environment'], keys: readonly string[], names: readonly string[]): string[] {
  const versions = Object.keys(query).filter((name) => versionName.test(name))
  if (versions.length === 0) return []
  const fields = new Set(
    Object.values(locals).flatMap((value) => (isMap(value) ? Object.keys(value).filter((key) => versionName.test(key)) : [])),
  )
  const flags = ['_deleted', 'deleted']
  return versions.flatMap((version) =>
    [...fields].flatMap((field) =>
      names.flatMap((name) =>
        keys.flatMap((key) =>
          flags.map((flag) => {
            const entries = [
              `${JSON.stringify(name)}: ${key}`,
              `${JSON.stringify(field)}: query${printMember(version)}`,
              `${JSON.stringify(flag)}: true`,
            ]
            return `json({${entries.join(', ')}})`
          }),
        ),
      ),
    ),
  )
}

/** Names under which a service may put the key into what it hashes. */
function identityNames(locals: Readonly<Record<string, Value>>): string[] {
  const seen = new Set(['_id', 'id', 'key', 'uuid'])
  for (const value of Object.values(locals))
    if (isMap(value)) for (const key of Object.keys(value)) if (/(^|_)(id|key|uuid)$/i.test(key)) seen.add(key)
  return [...seen]
}

/** A map of plain values, such as labels or tags. */
function isFlat(map: object): boolean {
  const values: unknown[] = Object.values(map)
  return values.length > 0 && values.every((value) => typeof value !== 'object' || value === null)
}

function isMap(value: Value): value is { readonly [key: string]: never } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
