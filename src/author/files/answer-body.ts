import type { Json } from '#base'
import { setMember } from '#lang'
import { addressOf, isAddress } from './entity-value.ts'
import type { Resource } from './resource.ts'
import { stateOf } from './route-scope.ts'
import { at } from './say.ts'
import { type Shape, walkShape } from './shape.ts'

/** Template that shows the entity which is bound to a name, in a shape; whole where there is none. */
export function showEntity(shape: Shape | undefined, entity: string, resource: Resource): Json {
  return show(shape ?? { kind: 'entity', name: resource.name }, [], entity, resource)
}

function show(shape: Shape, path: readonly string[], entity: string, resource: Resource): Json {
  const value = at(entity, path)
  if (shape.kind === 'template') return shape.value
  if (shape.kind === 'object' && shape.fields.size > 0) return showObject(shape, path, entity, resource)
  if (path.join('.') === resource.state?.path) return { $: stateOf(entity, resource) as string }
  if (isAddress(path, shape, resource.given)) {
    const address = addressOf(entity, resource)
    return { $: address === undefined ? value : `coalesce(${value}, ${address})` }
  }
  return { $: value }
}

function showObject(shape: Shape & { kind: 'object' }, path: readonly string[], entity: string, resource: Resource): Json {
  const object: Record<string, Json> = {}
  for (const [key, field] of shape.fields) setMember(object, key, show(field, [...path, key], entity, resource))
  const state = resource.state?.path ?? ''
  const isOwn = [...walkShape(shape, path)].some(
    ([inner, field]) => inner.join('.') === state || field.kind === 'template' || isAddress(inner, field, resource.given),
  )
  // An object that the client may leave out is left out then.
  return path.length === 0 || isOwn ? object : { $if: `has(${at(entity, path)})`, then: object }
}
