/** Keys in the order in which the objects show them; those of later objects stand where their neighbours do. */
export function keysInOrder(objects: readonly object[]): string[] {
  const order: string[] = []
  for (const object of objects) {
    let at = -1
    for (const key of Object.keys(object)) {
      const known = order.indexOf(key)
      if (known >= 0) at = known
      else order.splice(++at, 0, key)
    }
  }
  return order
}
