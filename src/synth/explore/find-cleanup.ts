import { type Json, parseJson } from '#base'
import { bodyText, type HttpRequest, type HttpResponse, parseTarget } from '#http'
import { isObject } from '#lang'
import type { Effect, Model, Route } from '#model'

/** The path that deletes what a request has made; undefined where nothing was made, or the model knows no way. */
export function findCleanup(model: Model, request: HttpRequest, response: HttpResponse): string | undefined {
  if (response.status >= 400) return undefined
  const { segments } = parseTarget(request.target)
  const route = model.routes.find((each) => each.method === request.method && fits(each.path, segments))
  const made = route?.variants.flatMap(({ do: effects = [] }) => effects.flatMap(madeBy))[0]
  const remover = made === undefined ? undefined : model.routes.find((each) => removes(each, made))
  const key = made === undefined ? undefined : keyIn(parseJson(bodyText(response) ?? ''), model.collections[made]?.key.at(-1) ?? 'id')
  if (!remover || key === undefined) return undefined
  const places = remover.path.split('/').slice(1)
  const last = places.findLastIndex((place) => place.includes('{'))
  const filled = places.map((place, at) =>
    place.replace(/\{[^}]+\}/, () => encodeURIComponent(at === last ? String(key) : (segments[at] ?? '').replace(/\.[a-z]+$/i, ''))),
  )
  return `/${filled.join('/')}`
}

function fits(path: string, segments: readonly string[]): boolean {
  const places = path.split('/').slice(1)
  return places.length === segments.length && places.every((place, at) => place.includes('{') || place === segments[at])
}

function madeBy(effect: Effect): string[] {
  return 'create' in effect ? [effect.create] : []
}

function removes({ method, variants }: Route, collection: string): boolean {
  return (
    method === 'DELETE' &&
    // What is a guess was not seen to delete anything.
    variants.some(
      ({ guess, do: effects = [] }) => guess !== true && effects.some((effect) => 'delete' in effect && effect.delete === collection),
    )
  )
}

/** The key that an answer shows: at its top, or in an envelope. */
function keyIn(value: Json | undefined, field: string): Json | undefined {
  if (!isObject(value)) return undefined
  const own = value[field]
  if (typeof own === 'string' || typeof own === 'number') return own
  return Object.values(value)
    .map((inner) => (isObject(inner) ? inner[field] : undefined))
    .find((inner) => typeof inner === 'string' || typeof inner === 'number')
}
