import type { Json } from '#base'
import { isObject } from '#lang'
import type { Timeline } from '../timeline/timeline.ts'
import type { Entry } from './terms.ts'

/** An entity as answers show it: without the fields that say whose it is where none of them does. */
export function termsAsShown(name: string, value: Json, cost: number, { collections }: Timeline): Entry[] {
  if (!isObject(value)) return []
  return collections.flatMap(({ name: kind, unsaid = [] }): Entry[] => {
    if ((name !== kind && name !== 'self') || !unsaid.some((field) => Object.hasOwn(value, field))) return []
    const text = `omit(${[name, ...unsaid.map((field) => JSON.stringify(field))].join(', ')})`
    const shown = Object.fromEntries(Object.entries(value).filter(([field]) => !unsaid.includes(field)))
    return [{ term: { text, field: name, cost }, value: shown }]
  })
}
