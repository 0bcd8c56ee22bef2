import { isObject, printMember, type Value } from '#lang'
import type { Call } from '../call.ts'

/** A place in the bodies of requests that all of them fill with the same kind of value. */
export interface SentPlace {
  /** `body.issue.subject` */
  readonly text: string
  /** `body.issue` */
  readonly holder: string
  readonly field: string
  readonly kind: 'text' | 'number'
}

/** The places that all bodies fill, with texts that are never blank or with numbers; and whether there are others that some leave out. */
export function sentPlaces(calls: readonly Call[]): { readonly always: readonly SentPlace[]; readonly isSelective: boolean } {
  const bodies = calls.map(({ request }) => new Map(placesOf(request.body, 'body').map((place) => [place.text, place])))
  const [first] = bodies
  if (!first) return { always: [], isSelective: false }
  const always = [...first.values()].filter(({ text, kind }) => bodies.every((own) => own.get(text)?.kind === kind))
  return { always, isSelective: bodies.some((own) => [...own.keys()].some((text) => !bodies.every((other) => other.has(text)))) }
}

function placesOf(value: Value, holder: string): SentPlace[] {
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([field, item]): SentPlace[] => {
    const text = holder + printMember(field)
    if (typeof item === 'string') return item.trim() === '' ? [] : [{ text, holder, field, kind: 'text' }]
    return typeof item === 'number' ? [{ text, holder, field, kind: 'number' }] : placesOf(item, text)
  })
}
