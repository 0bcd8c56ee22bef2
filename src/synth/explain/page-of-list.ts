import { isObject, type Value } from '#lang'
import type { Observation } from './explanation.ts'

/** The name to which the page of a list is bound. */
export function pageName(observations: readonly Observation[]): string | undefined {
  const locals = observations[0]?.scope.environment.locals ?? {}
  return Object.keys(locals).find((name) => isPage(locals[name]))
}

function isPage(value: Value): boolean {
  return isObject(value) && ['items', 'total', 'pages', 'more'].every((key) => Object.hasOwn(value, key))
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
