import type { Json } from '#base'
import { isList, isObject } from '#lang'
import { type Call, isRead, isSuccess } from '../call.ts'
import type { CollectionDraft } from './collection-draft.ts'
import { type Reading, read } from './read-instance.ts'
import { endsInSpace } from './track.ts'

/** The write that made an entity, or undefined when it was there before. */
export function findBirth(
  collection: CollectionDraft,
  first: Reading,
  calls: readonly Call[],
  targets: readonly Call[],
  from: number,
): Call | undefined {
  const own = String(first.parts.at(-1))
  if (!isRead(first.call)) {
    const already = endsInSpace(first.call.route, collection) && first.call.request.method === 'PATCH'
    const earlier = targets.find((call) => call.index > from && call.index < first.call.index)
    if (!already) return earlier ?? first.call
  }
  // A key that the client chose is made by the first write to its path.
  const claimed = targets.find(
    (call) =>
      call.index > from &&
      call.index <= first.call.index &&
      endsInSpace(call.route, collection) &&
      ['PUT', 'POST'].includes(call.request.method),
  )
  if (claimed && !/^\d+$/.test(own)) return claimed
  return closestMaker(first, calls, from)
}

/** The write before a first reading whose request shares most with what is read. */
function closestMaker(first: Reading, calls: readonly Call[], from: number): Call | undefined {
  const texts = new Set<string>()
  collectTexts(first.value, texts)
  let best: Call | undefined
  let score = 0
  for (const call of calls) {
    if (call.index >= first.call.index || call.index <= from || isRead(call) || !isSuccess(call)) continue
    const sent = new Set<string>()
    collectTexts(call.request.body, sent)
    let shared = 0
    for (const text of sent) if (text.length >= 6 && texts.has(text)) shared++
    if (shared > 0 && shared >= score) {
      best = call
      score = shared
    }
  }
  return best
}

function collectTexts(value: Json | undefined, into: Set<string>): void {
  if (typeof value === 'string') into.add(value)
  else if (isList(value)) for (const item of value) collectTexts(item, into)
  else if (isObject(value)) for (const item of Object.values(value)) collectTexts(item, into)
}
