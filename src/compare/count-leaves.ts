import type { Json } from '#base'

/** Scalars in a value; an empty list or object counts as one. */
export function countLeaves(value: Json | undefined): number {
  if (value === null || typeof value !== 'object') return 1
  let leaves = 0
  for (const element of Array.isArray(value) ? value : Object.values(value)) leaves += countLeaves(element)
  return leaves === 0 ? 1 : leaves
}
