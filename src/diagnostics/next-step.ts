import { catalogue } from './catalogue/catalogue.ts'

/** What to do about a finding or a fault of a code, where it says nothing itself; undefined for a code that there is not. */
export function nextStep(code: string): string | undefined {
  return Object.values(catalogue)
    .map((codes) => codes[code]?.next)
    .find((next) => next !== undefined)
}
