import type { Json } from '#base'
import { isList, isObject, type Value } from '#lang'
import type { Call } from '../call.ts'
import { collectListedWords, type ListedWords } from './listed-words.ts'

/** Where the words of paths come from. */
export interface Flows {
  /** Whether the text stood in a message of the session before the call. */
  has(call: Call, text: string): boolean
  /** What answers of all sessions list by words. */
  readonly listed: ListedWords
}

/** Collects the texts of all messages, session by session. */
export function collectFlows(sessions: readonly (readonly Call[])[]): Flows {
  const first = sessions.map((calls) => {
    const seen = new Map<string, number>()
    for (const call of calls) {
      const note = (text: string) => {
        if (!seen.has(text)) seen.set(text, call.index)
      }
      visitScalars(call.body.value, note)
      visitScalars(call.request.body, note)
    }
    return seen
  })
  return {
    listed: collectListedWords(sessions.flat()),
    has: (call, text) => {
      const at = first[call.session]?.get(text)
      return at !== undefined && at < call.index
    },
  }
}

/** Names of fields whose values name a thing. */
const namingField =
  /(^|_|[a-z])(id|ids|key|code|slug|name|login|identifier|token|number|ref|handle|title|sku|uuid|guid|email|rev|hash|path|href|url)s?$/i

function visitScalars(value: Value, visit: (text: string) => void, field = ''): void {
  if (typeof value === 'string') {
    // A plain word flows only from a field that names things: labels and enumerations hold words of the service's own.
    if (value !== '' && value.length <= 200 && (/\d/.test(value) || namingField.test(field))) visit(value)
  } else if (typeof value === 'number' || typeof value === 'bigint') visit(String(value))
  else if (isList(value)) for (const item of value) visitScalars(item, visit, isObject(item) ? field : '')
  else if (isObject(value)) for (const [key, item] of Object.entries(value) as [string, Json][]) visitScalars(item, visit, key)
}
