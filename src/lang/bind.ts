import type { Environment, Value } from './environment.ts'

/** The same environment with one more name. */
export function bind(environment: Environment, name: string, value: Value): Environment {
  return { ...environment, locals: { ...environment.locals, [name]: value } }
}

/**
 * Binds a name to one value after the other, for expressions that are worked out on the spot: what it gives is one and the same environment,
 * which holds the last value.
 */
export function binder(environment: Environment, name: string): (value: Value) => Environment {
  const locals: Record<string, Value> = { ...environment.locals, [name]: undefined }
  const bound: Environment = { ...environment, locals }
  return (value) => {
    locals[name] = value
    return bound
  }
}
