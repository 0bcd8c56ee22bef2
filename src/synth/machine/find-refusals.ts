import { escapePattern } from '#base'
import type { Machine, Model } from '#model'

type Refusal = NonNullable<Machine['refused']>[number]

/** Refusals that depend on the state of a field, with the states in which they come where the test says so plainly. */
export function findRefusals(model: Model, collection: string, field: string, states: readonly string[]): Refusal[] {
  const place = new RegExp(`find\\("${escapePattern(collection)}"[^()]*\\)\\.${escapePattern(field)}(?![\\w.])`)
  return model.routes.flatMap(({ method, path, variants }) =>
    variants.flatMap(({ name, status, when = '' }): Refusal[] => {
      if (status < 400 || !place.test(when)) return []
      const from = statesIn(when, place, states)
      return [{ on: `${method} ${path}`, status, variant: name, ...(from ? { from } : {}), when }]
    }),
  )
}

function statesIn(when: string, place: RegExp, states: readonly string[]): string[] | undefined {
  const test = new RegExp(`${place.source}\\s*(==|!=)\\s*"([^"]*)"`).exec(when)
  if (test) return states.filter((state) => (state === test[2]) === (test[1] === '=='))
  const among = new RegExp(`(!?)\\(?${place.source} in \\[([^\\]]*)\\]`).exec(when)
  if (!among) return undefined
  const listed = [...(among[2] ?? '').matchAll(/"([^"]*)"/g)].map(([, state]) => state)
  return states.filter((state) => listed.includes(state) === (among[1] !== '!'))
}
