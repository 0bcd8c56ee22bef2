import type { HttpResponse } from '#http'
import { isList, isObject, type Value } from '#lang'
import type { Model } from '#model'
import { isScrubToken } from '#recording'

/** Shorter ones could stand anywhere. */
const lengthMin = 8

/**
 * Tells whether an answer shows what stands in the model in place of something that was scrubbed (an address, a key that was there from the
 * start): the service says something else there. Undefined for a model without such a text.
 */
export function createScrubbedTest({ collections, routes }: Model): ((response: HttpResponse) => boolean) | undefined {
  const texts = new Set<string>()
  for (const { fixtures = [] } of Object.values(collections)) for (const { value } of fixtures) gather(value, texts)
  for (const { variants } of routes) for (const { body } of variants) if (body) gather(body.value, texts)
  if (texts.size === 0) return undefined
  const known = [...texts].map((text) => JSON.stringify(text).slice(1, -1))
  const decoder = new TextDecoder()
  return ({ body }) => {
    if (body.length < lengthMin) return false
    const shown = decoder.decode(body)
    return known.some((text) => shown.includes(text))
  }
}

function gather(value: Value, texts: Set<string>): void {
  if (typeof value === 'string') {
    if (value.length >= lengthMin && isScrubToken(value)) texts.add(value)
  } else if (isList(value)) for (const item of value) gather(item, texts)
  else if (isObject(value)) for (const item of Object.values(value)) gather(item, texts)
}
