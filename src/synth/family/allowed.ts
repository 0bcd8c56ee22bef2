import type { Route } from '../call.ts'

/** Whether answers at a path say in an `Allow` header which methods there are, and that a method is none of them. */
export function isDenied(method: string, pattern: string, routes: readonly Route[]): boolean {
  const told = routes
    .filter((route) => route.pattern === pattern)
    .flatMap(({ calls }) => calls.flatMap(({ headers }) => headers.filter(([name]) => /^allow$/i.test(name)).map(([, value]) => value)))
  return (
    told.length > 0 &&
    !told.some((value) =>
      value
        .toUpperCase()
        .split(/\s*,\s*/)
        .includes(method),
    )
  )
}
