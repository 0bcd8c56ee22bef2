/** Throws when `condition` is false: a bug of ours, never a fault of the world or of someone's input. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`)
}
