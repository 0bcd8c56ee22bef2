import { type Authored, compileAuthor } from './compile-author.ts'

/** What files come to; `machines` may be left out. */
export function author(routes: string, machines?: string): Authored {
  return compileAuthor(
    {
      routes: { name: 'routes.yaml', text: routes },
      ...(machines === undefined ? {} : { machines: { name: 'state-machine.yaml', text: machines } }),
    },
    'by-hand',
  )
}

/** Errors as `place: message`. */
export function errorsOf({ findings }: Authored): string[] {
  return findings.filter(({ severity }) => severity === 'error').map(({ place, message }) => `${place}: ${message}`)
}
