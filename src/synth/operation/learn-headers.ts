import { parseExpression, type Template, type Value } from '#lang'
import { explainAlike } from '../explain/explain-alike.ts'
import { toTemplate } from '../explain/explain-value.ts'
import type { Observation } from '../explain/explanation.ts'
import type { Scope } from '../explain/scope.ts'
import { explainHeader } from './explain-header.ts'
import { explainRepeated } from './explain-repeated.ts'
import type { OperationDraft } from './operation-draft.ts'

export function learnHeaders(draft: OperationDraft, scopes: readonly Scope[]): (readonly [string, Template])[] {
  const { calls } = draft.variant
  const names: string[] = []
  for (const call of calls)
    for (const [name] of call.headers)
      if (!ownHeaders.has(name.toLowerCase()) && !names.some((known) => known.toLowerCase() === name.toLowerCase())) names.push(name)
  return names.flatMap((name): (readonly [string, Template])[] => {
    const observations = calls.map((call, at) => ({
      scope: scopes[at] as Scope,
      target: call.headers.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1] as Value,
    }))
    const tag = contentTag(observations)
    if (tag && observations.every(({ target }) => target !== undefined)) {
      // Nobody looks into a tag: where it is not simply made of what is at hand, no more is looked for.
      const made = explainAlike(observations, name.toLowerCase(), draft.context)
      return [[name, made === undefined ? tag : toTemplate(made)]]
    }
    const present = observations.filter(({ target }) => target !== undefined).length
    const repeated = explainRepeated(observations)
    if (repeated) return [[name, repeated]]
    const explained = explainHeader(observations, name.toLowerCase(), draft.context)
    draft.evidence.note(`header ${name}`, explained, observations, draft.context)
    // A header that most answers don't have is sent only where it is known when.
    if (present * 2 < observations.length && explained.hits < explained.of) return []
    if (explained.hits === explained.of) return [[name, explained.template]]
    return [[name, tag ?? explained.template]]
  })
}

/** Written by whoever serves, not by the model. */
const ownHeaders = new Set([
  'date',
  'content-length',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-encoding',
  'trailer',
  'upgrade',
  'proxy-connection',
  'set-cookie',
  'x-request-id',
  'x-runtime',
])

/** A tag of the content where its own formula is not known: a digest of the body in the same dress. */
function contentTag(observations: readonly Observation[]): Template | undefined {
  const texts = observations.flatMap(({ target }) => (typeof target === 'string' ? [target] : []))
  const match = /^((?:W\/)?")[^"]+(")$/.exec(texts[0] ?? '')
  if (!match || !texts.every((text) => text.startsWith(match[1] ?? '') && text.endsWith('"'))) return undefined
  return {
    kind: 'expression',
    expression: parseExpression(`${JSON.stringify(match[1])} + hash("md5", json(coalesce(answer, ""))) + "\\""`),
  }
}
