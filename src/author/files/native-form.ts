import type { Json, JsonObject } from '#base'
import { isList, isObject } from '#lang'

/** How the files write what a model says: headers as a map, bodies under the name of their encoding. */

/** A variant, a shared answer or the miss of the files as `foldedModelSchema` has it. */
export function toVariantForm(value: Json): Json {
  if (!isObject(value) || 'answer' in value) return value
  const { headers, body, text, xml, base64, format, ...rest } = value
  const form = { body, text, xml, base64 }
  const [encoding, content] = Object.entries(form).find(([, item]) => item !== undefined) ?? []
  return {
    ...rest,
    headers: toHeaders(headers),
    ...(encoding === undefined
      ? {}
      : { body: { encoding: encoding === 'body' ? 'json' : encoding, value: content as Json, ...(isObject(format) ? format : {}) } }),
  }
}

/** Headers as pairs. They are written as a map; as pairs where one comes twice. */
export function toHeaders(value: Json | undefined): Json {
  if (value === undefined) return []
  return isObject(value) ? Object.entries(value).map(([name, template]): Json => [name, template]) : value
}

/** The other way round. */
export function fromVariantForm(value: JsonObject): JsonObject {
  const { headers, body, ...rest } = value
  const written = isList(headers) ? fromHeaders(headers) : undefined
  if (!isObject(body)) return { ...rest, ...(written === undefined ? {} : { headers: written }) }
  const { encoding, value: content, ...format } = body
  return {
    ...rest,
    ...(written === undefined ? {} : { headers: written }),
    [encoding === 'json' ? 'body' : String(encoding)]: content as Json,
    ...(Object.keys(format).length === 0 ? {} : { format }),
  }
}

function fromHeaders(pairs: readonly Json[]): Json | undefined {
  if (pairs.length === 0) return undefined
  const names = pairs.map((pair) => String((pair as Json[])[0]))
  // A map has no name twice, and would put names that are numbers first.
  const isMap = new Set(names).size === names.length && !names.some((name) => /^\d+$/.test(name) || name === '__proto__')
  return isMap ? Object.fromEntries(pairs as [string, Json][]) : (pairs as Json)
}
