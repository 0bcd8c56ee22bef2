import { looksRandom } from '#compare'
import { isList, isObject, type Value } from '#lang'
import { explainMint } from '../explain/explain-minted.ts'
import type { OperationDraft } from './operation-draft.ts'

/** What a value that the service makes up goes by where no entity holds it. */
const name = 'minted'
const depthMax = 6

/**
 * A value that the answers make up and show at several places, alone and in texts (an id, and the addresses that hold it), is made up once: it
 * gets a name of its own. Where the calls make entities, these hold it.
 */
export function bindMinted(draft: OperationDraft): void {
  const { calls } = draft.variant
  if (draft.effects.some((effect) => !('let' in effect))) return
  const answers = calls.map(({ body }) => textsOf(body.value))
  for (const [place, text] of answers[0] ?? []) {
    const values = answers.map((texts) => texts.get(place))
    if (!looksRandom(text) || !values.every((value): value is string => value !== undefined)) continue
    const isRepeated = answers.every((texts, at) => [...texts.values()].filter((each) => each.includes(values[at] as string)).length > 1)
    const observations = calls.map((call, at) => ({ scope: draft.scope(call), target: values[at] }))
    const made = isRepeated ? explainMint(observations, draft.context) : undefined
    if (made === undefined) continue
    draft.effects.push({ let: name, value: { $: made } })
    calls.forEach((call, at) => {
      draft.bind(call, name, values[at])
    })
    return
  }
}

/** The texts of an answer by their places; those in lists have none of their own. */
function textsOf(value: Value): Map<string, string> {
  const texts = new Map<string, string>()
  const visit = (part: Value, place: string, depth: number) => {
    if (typeof part === 'string') texts.set(place, part)
    else if (isObject(part) && !isList(part) && depth < depthMax)
      for (const [key, item] of Object.entries(part)) visit(item, `${place}/${key}`, depth + 1)
  }
  visit(value, '', 0)
  return texts
}
