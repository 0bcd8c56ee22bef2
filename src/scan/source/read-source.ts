import { findCalls } from './find-calls.ts'
import { findConstants } from './find-constants.ts'
import { findImports, type SdkUse } from './find-imports.ts'
import type { Language } from './language.ts'
import { maskComments } from './mask-comments.ts'

/** An address that source calls or keeps. */
export interface Address {
  /** `https://api.example.com/v1/orders/{id}`; `{NAME}/orders` where the base comes from the environment. */
  readonly url: string
  /** Upper case; undefined where it is not called in this place. */
  readonly method: string | undefined
  /** From 1. */
  readonly line: number
  /** Name of the environment that may say it otherwise. */
  readonly env: string | undefined
}

export interface ReadSource {
  readonly addresses: readonly Address[]
  readonly sdks: readonly SdkUse[]
  /** Names that are read from the environment, with their lines. */
  readonly env: readonly { readonly name: string; readonly line: number }[]
}

const envNames =
  /(?:process\.env|import\.meta\.env|Deno\.env)(?:\.([A-Z][A-Z0-9_]*)|\[\s*['"]([A-Z][A-Z0-9_]*)['"]|\.get\(\s*['"]([A-Z][A-Z0-9_]*)['"])|(?:os\.environ(?:\.get\(|\[)|os\.getenv\(|os\.Getenv\(|os\.LookupEnv\()\s*['"]([A-Z][A-Z0-9_]*)['"]/g

/** What one file of source says of services. */
export function readSource(text: string, language: Language): ReadSource {
  const masked = maskComments(text, language)
  const lineAt = lineFinder(masked)
  const constants = findConstants(masked, language)
  const env = [...masked.matchAll(envNames)].map((match) => ({
    name: match.slice(1).find((each) => each !== undefined) ?? '',
    line: lineAt(match.index),
  }))
  return {
    addresses: findCalls(masked, language, constants, lineAt),
    sdks: findImports(masked, language, lineAt),
    env,
  }
}

function lineFinder(text: string): (at: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (at) => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] as number) <= at) low = middle
      else high = middle - 1
    }
    return low + 1
  }
}
