import type { Model } from '#model'
import { type Authored, compileAuthor } from './compile-author.ts'
import { printFiles } from './print-files.ts'

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

/** What the files in which a model is printed come to. */
export function recompilePrinted(model: Model): Model | undefined {
  const { 'twin.json': manifest, 'routes.yaml': routes } = printFiles(model, 'http://localhost')
  const files = { manifest: { name: 'twin.json', text: manifest }, routes: { name: 'routes.yaml', text: routes } }
  const authored = compileAuthor(files, 'other')
  if (authored.findings.length > 0) throw new Error(errorsOf(authored).join('\n'))
  return authored.model
}
