import { exitCodes, Fault, suggest } from '#diagnostics'
import type { Model, Route } from '#model'

/** The routes of a model that a user means by a method and a path, or a path alone. Faults: `route-unknown`. */
export function findRoutes(name: string, model: Model, asked: string): Route[] {
  const wanted = fold(asked)
  const found = model.routes.filter((route) => fold(labelOf(route)) === wanted || fold(route.path) === wanted)
  if (found.length > 0) return found
  const labels = model.routes.map(labelOf)
  const meant = suggest(asked, asked.startsWith('/') ? model.routes.map((route) => route.path) : labels)
  throw new Fault('route-unknown', `the model of ${name} has no route "${asked}"`, {
    exitCode: exitCodes.user,
    help: meant === undefined ? `doppel show ${name} shows its ${labels.length} routes` : `did you mean "${meant}"?`,
  })
}

/** What two spellings of one route have in common: the names of parameters and the case of the method don't matter. */
function fold(label: string): string {
  return label.replace(/\{\w+\+?\}/g, '{}').replace(/^\w+/, (method) => method.toUpperCase())
}

/** `GET /orders/{id}`. */
export function labelOf(route: Pick<Route, 'method' | 'path'>): string {
  return `${route.method} ${route.path}`
}
