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
