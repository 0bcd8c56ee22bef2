import { isObject, type Value } from '#lang'
import type { LearnedRoute } from '../pass/learned-route.ts'
import { type MessageForm, messageForm } from './message-form.ts'

/** What a message about a field complains of. */
export type Complaint = 'blank' | 'invalid' | 'taken'

const phrases: Readonly<Record<Complaint, RegExp>> = {
  blank: /\b(blank|required|missing|must be (given|provided|present)|empty)\b/i,
  invalid: /\b(invalid|not (a )?valid|not a number|must be a number)\b/i,
  taken: /\b(taken|already (exists|in use|used)|unique|duplicate)\b/i,
}

/** What a message says of the field that it names, as far as these words tell. */
export function complaintOf(message: string): Complaint | undefined {
  return (Object.keys(phrases) as Complaint[]).find((kind) => phrases[kind].test(message))
}

/** How the service words its complaints about a field: of each kind the form that most of its messages have. */
export function saidForms(learned: readonly LearnedRoute[]): ReadonlyMap<Complaint, MessageForm> {
  const votes = new Map<Complaint, Map<string, { readonly form: MessageForm; count: number }>>()
  for (const { route, errors } of learned) {
    const fields = new Set(route.calls.flatMap(({ request }) => fieldNames(request.body)))
    for (const { part } of errors?.guarded ?? []) {
      const kind = typeof part.value === 'string' ? complaintOf(part.value) : undefined
      const form = kind && formOf(part.value as string, part.key, fields)
      if (!kind || !form) continue
      const ofKind = votes.get(kind) ?? new Map()
      votes.set(kind, ofKind)
      const id = `${form.before}\n${form.after}`
      const vote = ofKind.get(id) ?? { form, count: 0 }
      vote.count++
      ofKind.set(id, vote)
    }
  }
  return new Map(
    [...votes].flatMap(([kind, ofKind]) => {
      const [best] = [...ofKind.values()].sort((a, b) => b.count - a.count)
      return best ? [[kind, best.form] as const] : []
    }),
  )
}

/** The form by the longest name of a field that the message holds; under the key of a field it may name none. */
function formOf(message: string, key: string | undefined, fields: ReadonlySet<string>): MessageForm | undefined {
  const names = [...fields].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
  for (const name of names) {
    const form = messageForm(message, name)
    if (form) return form
  }
  return key === undefined ? undefined : { before: message, after: '', spelling: () => '' }
}

function fieldNames(value: Value): string[] {
  return isObject(value) ? Object.entries(value).flatMap(([key, item]) => [key, ...fieldNames(item)]) : []
}
