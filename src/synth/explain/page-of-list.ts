import { isObject, type Value } from '#lang'
import { gives } from './explain-moment.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

/** The name to which the page of a list is bound. */
export function pageName(observations: readonly Observation[]): string | undefined {
  const locals = observations[0]?.scope.environment.locals ?? {}
  return Object.keys(locals).find((name) => isPage(locals[name]))
}

function isPage(value: Value): boolean {
  return isObject(value) && ['items', 'total', 'pages', 'more'].every((key) => Object.hasOwn(value, key))
}

const ofLists = /^((items?|result|element|record|row)s?_?)?(total|count)(_?(items?|count|elements?|results?|records?|rows?))?$/i

/** The number of members, or of pages, of a list beside which a number goes by a name that says so: it was the same in all, and is theirs all the same. */
export function numberOfPage(observations: readonly Observation[], name: string, context: ExplainContext): string | undefined {
  const page = pageName(observations)
  if (page === undefined || !observations.every(({ target }) => typeof target === 'number')) return undefined
  const texts = ofLists.test(name)
    ? [`${page}.total`, `${page}.all`]
    : /^(total_?pages?|pages?_?(count|total))$/i.test(name)
      ? [`${page}.pages`]
      : []
  return texts.find((text) => observations.every((observation) => gives(text, observation, context)))
}

/** Numbers by which a page, or one beside it, is known. */
export function placesOfPage(page: string): string[] {
  return [
    `${page}.start + ${page}.size`,
    `${page}.number + 1`,
    `max(0, ${page}.start - ${page}.size)`,
    `${page}.number - 1`,
    `${page}.start`,
    `${page}.number`,
    `${page}.size`,
    `${page}.total`,
  ]
}

/** When there is such a page at all. */
export function conditionsOfPage(page: string): string[] {
  const several = `${page}.pages > 1`
  const some = `size(${page}.items) > 0`
  return [several, some, `${some} && ${several}`, `${page}.total > 0`, `${page}.start > 0`, `${page}.more`]
}
