import type { Json } from '#base'
import { isObject } from '#lang'

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
