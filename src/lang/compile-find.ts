import type { Evaluate } from './compile-expression.ts'
import { entityKey, type Value, type WorldView } from './environment.ts'

/** The living entity whose key is made of parts. */
export function compileFind(collection: string, parts: readonly Evaluate[]): Evaluate {
  return compileAbout(parts, (key, world) => world.find(collection, key))
}

/** Something about the entity whose key is made of parts. */
export function compileAbout(parts: readonly Evaluate[], tell: (key: string, world: WorldView) => Value): Evaluate {
  const [only] = parts
  if (parts.length === 1 && only) {
    return (environment) => {
      const key = entityKey([only(environment)])
      return key === undefined ? undefined : tell(key, environment.world)
    }
  }
  return (environment) => {
    const key = entityKey(parts.map((part) => part(environment)))
    return key === undefined ? undefined : tell(key, environment.world)
  }
}
