import { encodeText, type HttpResponse } from '#http'
import { formatTime } from '#lang'
import type { Recall, RecallGap, RecallText } from '#model'
import { unmaskOrigin } from '../origin.ts'
import type { Situation } from './situation.ts'

/** A recorded response in the terms of this session; undefined when it speaks of a value that the session does not have. */
export function renderRecall(recall: Recall, situation: Situation): HttpResponse | undefined {
  const headers: [string, string][] = []
  for (const [name, parts] of recall.headers) {
    const value = renderText(parts, situation)
    if (value === undefined) return undefined
    headers.push([name, value])
  }
  const body = renderBody(recall.body, situation)
  return body && { status: recall.status, headers, body }
}

function renderBody(body: Recall['body'], situation: Situation): Uint8Array | undefined {
  if (body === undefined) return new Uint8Array()
  if ('base64' in body) return Uint8Array.from(atob(body.base64), (character) => character.charCodeAt(0))
  const text = renderText(body.text, situation)
  return text === undefined ? undefined : encodeText(text)
}

function renderText(parts: RecallText, situation: Situation): string | undefined {
  let text = ''
  for (const part of parts) {
    const piece = typeof part === 'string' ? unmaskOrigin(part, situation.origin) : fill(part, situation)
    if (piece === undefined) return undefined
    text += piece
  }
  return text
}

function fill(gap: RecallGap, situation: Situation): string | number | undefined {
  if ('issued' in gap) return situation.issued(gap.issued)
  if ('mint' in gap) return situation.mint(gap.mint)
  if ('sent' in gap) return situation.sent(gap.sent)
  const ms = situation.moment(gap.time)
  return ms === undefined ? undefined : formatTime(ms + (gap.plus ?? 0), gap.format)
}
