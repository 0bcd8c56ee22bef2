import type { Twin } from '#engine'
import { realClock } from '#server'

/**
 * Whether a twin has a route for a target in which `{expression}` stands for what nobody knows yet: such a segment may be any that a route has
 * there. A twin that does not say which routes it has is given the benefit of the doubt.
 */
export function answersTo(twin: Twin, method: string, target: string): boolean {
  const session = twin.createSession({ seed: 1, clock: realClock.createClock(), origin: 'http://127.0.0.1' })
  if (session.routeOf === undefined || twin.routes.length === 0) return true
  const headers = [['Content-Type', 'application/json']] as const
  return candidates(twin.routes, method, target).some(
    (candidate) => session.routeOf?.({ method, target: candidate, headers, body: new Uint8Array() }) !== undefined,
  )
}

const unknown = /\{[^{}]*\}/g

/** The target with something in each gap, and with what each route of the method has in its place. */
function candidates(routes: readonly string[], method: string, target: string): string[] {
  const plain = target.replaceAll(unknown, 'x')
  if (plain === target) return [plain]
  const [path = '', query] = target.split('?')
  const asked = path.split('/')
  const fitted = routes.flatMap((label) => {
    const [itsMethod, pattern = ''] = label.split(' ')
    const there = pattern.split('/')
    if (itsMethod !== method || there.length !== asked.length) return []
    const segments = asked.map((segment, at) => (segment.includes('{') ? (there[at] ?? segment) : segment))
    return [
      [segments.join('/'), query]
        .filter((part) => part !== undefined)
        .join('?')
        .replaceAll(unknown, 'x'),
    ]
  })
  return [plain, ...fitted]
}
