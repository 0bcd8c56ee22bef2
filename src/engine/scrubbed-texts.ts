import type { HttpResponse } from '#http'
import { isList, isObject, type Value } from '#lang'
import type { Model } from '#model'
import { isScrubToken } from '#recording'

/** Shorter ones could stand anywhere. */
const lengthMin = 8

/**
 * Tells whether an answer shows what stands in the model in place of something that was scrubbed (an address, a key that was there from the
 * start): the service says something else there. The model is looked through at the first answer that is asked about.
 */
export function createScrubbedTest(model: Model): (response: HttpResponse) => boolean {
  let known: readonly string[] | undefined
  const decoder = new TextDecoder()
  return (response) => {
    known ??= scrubbedTexts(model)
    // before the body is looked at: it is printed when it is
    if (known.length === 0) return false
    const { body } = response
    if (body.length < lengthMin) return false
    const shown = decoder.decode(body)
    return known.some((text) => shown.includes(text))
  }
}

/** As they stand in JSON. */
function scrubbedTexts({ collections, routes }: Model): string[] {
  const texts = new Set<string>()
  for (const { fixtures = [] } of Object.values(collections)) for (const { value } of fixtures) gather(value, texts)
  for (const { variants } of routes) for (const { body } of variants) if (body) gather(body.value, texts)
  return [...texts].flatMap((text) => (isScrubToken(text) ? [JSON.stringify(text).slice(1, -1)] : []))
}

function gather(value: Value, texts: Set<string>): void {
  if (typeof value === 'string') {
    if (value.length >= lengthMin) texts.add(value)
  } else if (isList(value)) for (const item of value) gather(item, texts)
  else if (isObject(value)) for (const item of Object.values(value)) gather(item, texts)
}
