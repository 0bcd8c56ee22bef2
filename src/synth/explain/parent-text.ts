import { printMember } from '#lang'
import type { Call } from '../call.ts'

/** The expression of the parameter that stands at a place of a call's path. */
export function parentText(call: Call, space: string): string {
  const name = call.route.segments.find((segment) => segment.space === space)?.parameter ?? ''
  return `path${printMember(name)}`
}
