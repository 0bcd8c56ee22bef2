import { setFlagsFromString } from 'node:v8'

/** Calls until a function is compiled for speed; V8 has 3000. */
const callsMin = 300_000

/**
 * Has this process compile less for speed. Learning runs very many functions, each not for long: compiling them, in every thread anew, took a
 * sixth of its time on all cores and gave little back. What runs really long is compiled all the same.
 */
export function compileLate(): void {
  setFlagsFromString(`--invocation-count-for-turbofan=${callsMin}`)
}
