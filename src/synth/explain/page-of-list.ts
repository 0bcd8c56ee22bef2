import { isList, isObject, type Value } from '#lang'
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

/** Fewer lists that are right say nothing of what stands beside them. */
const rightMin = 3
const rightShareMin = 0.5

/**
 * The number of members beside a list that is not always right: where the list is not what was answered its number can't be either, and what
 * tells those answers from the others is chance.
 */
export function numberOfRightPage(observations: readonly Observation[], name: string, context: ExplainContext): string | undefined {
  const page = pageName(observations)
  if (page === undefined || !ofLists.test(name)) return undefined
  const items = `${page}.items`
  const right = observations.filter(({ scope }) => {
    const shown = context.scopes.evaluate(items, scope)
    return isList(shown) && listsIn(scope.call.body.value).some(({ length }) => length === shown.length)
  })
  if (right.length === observations.length || right.length < Math.max(rightMin, observations.length * rightShareMin)) return undefined
  const texts = [`size(${items})`, `${page}.total`, `${page}.all`]
  return texts.find((text) => right.every((observation) => gives(text, observation, context)))
}

/** The lists of an answer: all of it, or what stands right below. */
function listsIn(value: Value): (readonly Value[])[] {
  return [value, ...(isObject(value) ? Object.values(value) : [])].filter(isList)
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
