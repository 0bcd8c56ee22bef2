import { defaultSessionName } from './session-names.ts'

/** Seed of a session that was given none. */
export function seedOf(seed: number, sessionName: string): number {
  return sessionName === defaultSessionName ? seed : deriveSeed(seed, sessionName)
}

/**
 * Seed of a named session, the same in every run: sessions differ from each other, and one session mints
 * the same ids whatever the others do. An unsigned 32-bit integer.
 */
export function deriveSeed(seed: number, sessionName: string): number {
  let hash = mix(seed >>> 0)
  for (let index = 0; index < sessionName.length; index++) {
    hash = mix(hash ^ sessionName.charCodeAt(index))
  }
  return hash
}

/** Finaliser of MurmurHash3: every bit of the input moves about half of the output's bits. */
function mix(value: number): number {
  let bits = (value + 0x9e3779b9) | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
