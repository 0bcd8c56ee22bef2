import { parse, TomlError } from 'smol-toml'
import type { Json } from '#base'
import type { SourceDocument, SourcePath } from './source-document.ts'
import { findTomlKeys } from './toml-keys.ts'

/** Reads a file of TOML; `name` is how messages call it. */
export function readTomlSource(name: string, text: string): SourceDocument {
  try {
    const value = parse(text) as Json
    let keys: ReadonlyMap<string, number> | undefined
    const placeOf = (path: SourcePath): string => {
      keys ??= findTomlKeys(text)
      for (let length = path.length; length > 0; length--) {
        const offset = keys.get(keyOf(path.slice(0, length)))
        if (offset !== undefined) return `${name}:${positionOf(text, offset)}`
      }
      return `${name}:1:1`
    }
    return { name, value, errors: [], placeOf }
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const place = `${name}:${error.line}:${error.column}`
    const message = (error.message.split('\n')[0] ?? 'not TOML').replace(/^Invalid TOML document: /, '')
    return { name, value: {}, errors: [{ place, message }], placeOf: () => place }
  }
}

function keyOf(path: SourcePath): string {
  return JSON.stringify(path.map(String))
}

function positionOf(text: string, offset: number): string {
  const before = text.slice(0, offset)
  return `${before.split('\n').length}:${offset - before.lastIndexOf('\n')}`
}
