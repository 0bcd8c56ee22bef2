import type { RouteScope } from './route-scope.ts'
import { at, both, isMissing } from './say.ts'
import { type Shape, shapeAt } from './shape.ts'

/** What a request must bring. */
export interface Required {
  /** Paths within the body. */
  readonly always: readonly (readonly string[])[]
  /** Parts of what may be left out: an object, and what must be in it where it is there. */
  readonly within: readonly { readonly object: readonly string[]; readonly part: readonly string[] }[]
}

/**
 * The fields that must be there: those marked `!`; those that tell of which other entity the new one is; and of the others those that an
 * answer promises, since they can come from nowhere else. Where that gives none, all that are no lists and no objects. Never one with `?`.
 */
export function requiredFields({ route, resource }: RouteScope): Required {
  const leaves: { path: readonly string[]; shape: Shape }[] = []
  const within: { object: readonly string[]; part: readonly string[] }[] = []
  collect(route.request, [], leaves, within)
  const referred = new Set((resource?.references ?? []).filter(({ from }) => from === 'body').map(({ path }) => path))
  const isPromised = (path: readonly string[]) => resource?.shown.some((shape) => shapeAt(shape, path) !== undefined) === true
  const parts = within.filter(({ part }) => referred.has(part.join('.')) && shapeAt(route.request, part)?.isRequired !== false)
  const free = leaves.filter(({ shape }) => shape.isRequired === undefined)
  const marked = leaves.filter(({ shape }) => shape.isRequired === true)
  const promised = free.filter(({ path }) => isPromised(path) || referred.has(path.join('.')))
  const always = [...parts.map(({ part }) => part), ...marked.map(({ path }) => path), ...promised.map(({ path }) => path)]
  return {
    always: always.length > 0 ? always : free.map(({ path }) => path),
    within: within.filter((one) => !parts.includes(one)),
  }
}

function collect(
  shape: Shape | undefined,
  path: readonly string[],
  leaves: { path: readonly string[]; shape: Shape }[],
  within: { object: readonly string[]; part: readonly string[] }[],
): void {
  if (shape?.kind !== 'object') return
  for (const [key, field] of shape.fields) {
    const own = [...path, key]
    if (field.kind === 'object' && field.fields.size > 0) {
      // One field in it, and others beside it: a value that is written as an object.
      const isValue = field.fields.size === 1 && shape.fields.size > 1 && field.isRequired !== true
      if (!isValue) collect(field, own, leaves, within)
      else if (field.isRequired === undefined) for (const part of field.fields.keys()) within.push({ object: own, part: [...own, part] })
    } else if (field.kind !== 'list' || field.isRequired === true) leaves.push({ path: own, shape: field })
  }
}

/** Holds where something that is required is missing. */
export function missingTests({ always, within }: Required): string[] {
  return [
    ...always.map((path) => isMissing(at('body', path))),
    ...within.map(({ object, part }) => both(`has(${at('body', object)})`, isMissing(at('body', part)))),
  ]
}
