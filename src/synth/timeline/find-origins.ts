import type { JsonObject } from '#base'
import { looksRandom, splitPieces } from '#compare'
import { parseTime, timeFormatOf, timeResolutionMs } from '#lang'
import type { Call } from '../call.ts'
import { collectTexts } from './session-writes.ts'

/** Services read their clocks while a call is under way, and not always the same clock as the recorder. */
const slackMs = 50
/** Fields that tell of the last change rather than of the beginning. */
const ofChanges = /updat|modif|chang|edit|touch|seen|last/i

/**
 * The writes that may have made something which only a later answer shows: those that were under way at the first moment that it tells, as an
 * entry of a journal does, and share most with it; where it tells no moment, the one that made up a key which it holds, as that of the parent
 * with which children are made.
 */
export function findOrigins(value: JsonObject, own: string, writes: readonly Call[]): readonly Call[] {
  const others = writes.filter((call) => !isSent(call, own))
  const moment = firstMoment(value)
  const texts = textsOf(value)
  if (!moment) return others.filter((call) => texts.some((text) => splitPieces(text).some(looksRandom) && isMadeUp(call, text))).slice(0, 1)
  return mostAlike(
    texts,
    others.filter((call) => isUnderWay(call, moment)),
  )
}

interface Moment {
  readonly ms: number
  readonly resolutionMs: number
}

/** The first moment that is told to the second or finer. */
function firstMoment(value: JsonObject): Moment | undefined {
  const moments = Object.entries(value).flatMap(([field, item]): Moment[] => {
    const ms = parseTime(item)
    const format = timeFormatOf(item)
    if (ms === undefined || format === undefined || format === 'date' || ofChanges.test(field)) return []
    return [{ ms, resolutionMs: timeResolutionMs(format) }]
  })
  return moments.sort((a, b) => a.ms - b.ms)[0]
}

function isUnderWay({ startedAtMs, endedAtMs }: Call, { ms, resolutionMs }: Moment): boolean {
  return ms >= Math.floor((startedAtMs - slackMs) / resolutionMs) * resolutionMs && ms <= endedAtMs + slackMs
}

/** The calls that name most of some texts. */
function mostAlike(texts: readonly string[], calls: readonly Call[]): readonly Call[] {
  const counts = calls.map((call) => texts.filter((text) => isSent(call, text) || textsOf(call.body.value).includes(text)).length)
  const most = Math.max(...counts)
  return calls.filter((_, at) => counts[at] === most)
}

/** Whether a text stands in the answer to a call that did not send it. */
function isMadeUp(call: Call, text: string): boolean {
  return !isSent(call, text) && textsOf(call.body.value).includes(text)
}

function isSent({ path, request }: Call, text: string): boolean {
  return Object.values(path).includes(text) || textsOf(request.body).includes(text)
}

function textsOf(value: Parameters<typeof collectTexts>[0]): string[] {
  const texts = new Set<string>()
  collectTexts(value, texts)
  return [...texts]
}
