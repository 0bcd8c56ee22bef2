import { setFlagsFromString } from 'node:v8'

/** Calls until a function is compiled for speed, and for some speed; V8 has 3000 and 400. */
const callsMin = { turbofan: 300_000, maglev: 4000 } as const

/**
 * Has this process compile less for speed. Learning runs very many functions, each not for long: compiling them, in every thread anew, took a
 * fourth of its time on all cores and gave little back. What runs really long is compiled all the same.
 */
export function compileLate(): void {
  for (const [compiler, calls] of Object.entries(callsMin)) setFlagsFromString(`--invocation-count-for-${compiler}=${calls}`)
}
