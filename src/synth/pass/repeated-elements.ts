import { bodyText, headerValue, isXmlMediaType } from '#http'
import type { RecordedSession } from '#recording'
import { collectLists, parseXml } from '#xml'

/** Paths of XML elements that come more than once beside each other: wherever they stand they are lists. */
export interface RepeatedElements {
  readonly sent: ReadonlySet<string>
  readonly answered: ReadonlySet<string>
}

/** Finds the elements that repeat in requests and in answers. */
export function findRepeated(sessions: readonly RecordedSession[]): RepeatedElements {
  const sent = new Set<string>()
  const answered = new Set<string>()
  for (const { request, response } of sessions.flatMap(({ exchanges }) => exchanges)) {
    note(request, sent, true)
    if (response) note(response, answered, false)
  }
  return { sent, answered }
}

function note(message: Parameters<typeof bodyText>[0], into: Set<string>, plain: boolean): void {
  const isXml = isXmlMediaType(headerValue(message.headers, 'content-type'))
  const root = isXml ? parseXml(bodyText(message) ?? '') : undefined
  if (root) collectLists(root, { plain }, into)
}
