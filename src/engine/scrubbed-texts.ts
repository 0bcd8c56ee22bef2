import type { HttpResponse } from '#http'
import { isList, isObject, type Value } from '#lang'
import type { Model } from '#model'
import { isScrubToken } from '#recording'

/** Shorter ones could stand anywhere. */
const lengthMin = 8

/** So many answers ask only of what they show, for the first is to come soon; asking it once of all texts is cheaper for more of them. */
const answersMin = 16

/**
 * Tells whether an answer shows what stands in the model in place of something that was scrubbed (an address, a key that was there from the
 * start): the service says something else there. The model is looked through at the first answer that is asked about.
 */
export function createScrubbedTest(model: Model): (response: HttpResponse) => boolean {
  let texts: readonly Shown[] | undefined
  let isKnown = false
  let answers = 0
  const decoder = new TextDecoder()
  return (response) => {
    texts ??= textsOf(model)
    if (!isKnown && ++answers > answersMin) {
      texts = texts.filter(({ text }) => isScrubToken(text))
      isKnown = true
    }
    // before the body is looked at: it is printed when it is
    if (texts.length === 0) return false
    const { body } = response
    if (body.length < lengthMin) return false
    const shown = decoder.decode(body)
    return texts.some(({ text, inJson }) => shown.includes(inJson) && (isKnown || isScrubToken(text)))
  }
}

interface Shown {
  readonly text: string
  readonly inJson: string
}

function textsOf({ collections, routes }: Model): Shown[] {
  const texts = new Set<string>()
  for (const { fixtures = [] } of Object.values(collections)) for (const { value } of fixtures) gather(value, texts)
  for (const { variants } of routes) for (const { body } of variants) if (body) gather(body.value, texts)
  return Array.from(texts, (text) => ({ text, inJson: JSON.stringify(text).slice(1, -1) }))
}

function gather(value: Value, texts: Set<string>): void {
  if (typeof value === 'string') {
    if (value.length >= lengthMin) texts.add(value)
  } else if (isList(value)) for (const item of value) gather(item, texts)
  else if (isObject(value)) for (const item of Object.values(value)) gather(item, texts)
}
