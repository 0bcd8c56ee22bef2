import type { InferredOperation } from '../infer/resource.ts'

const order = ['read', 'update', 'act', 'other', 'delete']

/** Operations in an order in which each finds what it is about: things above are made and listed before those below, and deleted after them. */
export function orderOperations(operations: readonly InferredOperation[]): InferredOperation[] {
  return [...operations].sort((a, b) => rank(a) - rank(b))
}

function rank({ role, operation }: InferredOperation): number {
  const depth = operation.segments.length
  // A PUT that may make the thing does so.
  if (role.kind === 'update' && operation.method === 'PUT' && operation.responses.has('201')) return depth
  if (role.kind === 'create') return depth
  if (role.kind === 'list') return depth + 0.5
  return (order.indexOf(role.kind) + 1) * 1000 + (role.kind === 'delete' ? -depth : depth)
}
