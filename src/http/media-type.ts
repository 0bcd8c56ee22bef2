import { memoize } from '#base'

export interface MediaType {
  /** Lower case, e.g. `application`. */
  readonly type: string
  /** Lower case with suffix, e.g. `problem+json`. */
  readonly subtype: string
  /** `type/subtype`, lower case. */
  readonly essence: string
  /** After the last `+` of the subtype, e.g. `json`. */
  readonly suffix: string | undefined
  /** Names in lower case, values unquoted; the first of a name wins. */
  readonly parameters: ReadonlyMap<string, string>
}

const essencePattern = /^\s*([!#$%&'*+.^_`|~\w-]+)\/([!#$%&'*+.^_`|~\w-]+)\s*(?=;|,|$)/
const parameterPattern = /;\s*([!#$%&'*+.^_`|~\w-]+)=(?:"((?:[^"\\]|\\.)*)"|([^;,\s"]*))/g

/** Reads a `Content-Type` value; undefined when there is none or it is not of the form `type/subtype`. */
export function parseMediaType(value: string | undefined): MediaType | undefined {
  return value === undefined ? undefined : read(value)
}

/** Few are in use, and each comes with every message. */
const read = memoize((value: string): MediaType | undefined => {
  const match = essencePattern.exec(value)
  if (match === null) return undefined
  const type = (match[1] as string).toLowerCase()
  const subtype = (match[2] as string).toLowerCase()
  const plus = subtype.lastIndexOf('+')
  const parameters = new Map<string, string>()
  for (const [, name, quoted, plain] of value.slice(match[0].length).matchAll(parameterPattern)) {
    const key = (name as string).toLowerCase()
    if (!parameters.has(key)) parameters.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '')
  }
  const suffix = plus === -1 ? undefined : subtype.slice(plus + 1)
  return { type, subtype, essence: `${type}/${subtype}`, suffix, parameters }
})

/** Subtypes of remote calls in JSON: `json-rpc`, `jsonrequest`, `x-amz-json-1.1`. */
const jsonCallPattern = /^(?:x-)?(?:amz-)?json(?:-rpc|request|-\d+(?:\.\d+)?)$/

/** Whether a body with this `Content-Type` value is one JSON text: `application/json`, `text/json`, any `+json`, and what remote calls say. */
export function isJsonMediaType(value: string | undefined): boolean {
  const media = parseMediaType(value)
  return media !== undefined && (media.subtype === 'json' || media.suffix === 'json' || jsonCallPattern.test(media.subtype))
}

/** Whether a body with this `Content-Type` value is one XML document: `application/xml`, `text/xml`, any `+xml` but XHTML. */
export function isXmlMediaType(value: string | undefined): boolean {
  const media = parseMediaType(value)
  return media !== undefined && (media.subtype === 'xml' || (media.suffix === 'xml' && media.subtype !== 'xhtml+xml'))
}

/** Whether a body with this `Content-Type` value is a form of `name=value` pairs. */
export function isFormMediaType(value: string | undefined): boolean {
  return parseMediaType(value)?.essence === 'application/x-www-form-urlencoded'
}

const textSubtypes = new Set(['json', 'xml', 'javascript', 'ecmascript', 'graphql', 'yaml', 'x-yaml', 'toml', 'sql'])
const textEssences = new Set([
  'application/x-www-form-urlencoded',
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/json-seq',
  'application/x-javascript',
  'application/xhtml+xml',
])

/** Whether a body with this `Content-Type` value is text by its type: `text/*`, JSON, XML, forms, JSON lines and the like. */
export function isTextMediaType(value: string | undefined): boolean {
  const media = parseMediaType(value)
  if (media === undefined) return false
  if (media.type === 'text' || textEssences.has(media.essence)) return true
  return textSubtypes.has(media.suffix ?? media.subtype) || jsonCallPattern.test(media.subtype)
}
