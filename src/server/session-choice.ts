import type { Answer, Twin } from '#engine'
import type { SessionSettings } from './server-options.ts'
import { defaultSessionName } from './session-names.ts'
import type { ArrivedRequest } from './wire/arrived-request.ts'

/** Of which session a request is. */
export interface SessionChoice {
  /** Whether paths of the form `/~NAME/…` name sessions. */
  readonly byPath: boolean
  nameOf(request: ArrivedRequest): string
}

export function createSessionChoice({ routes }: Twin, { one = false, marks = [] }: Pick<SessionSettings, 'one' | 'marks'>): SessionChoice {
  if (one) return { byPath: false, nameOf: () => defaultSessionName }
  const nameOf = (request: ArrivedRequest) => {
    if (request.session !== undefined) return request.session
    for (const mark of marks) {
      const name = mark.read(request)
      if (name !== undefined) return name
    }
    return defaultSessionName
  }
  // A service that has such paths itself keeps them.
  return { byPath: !routes.some((route) => route.includes(' /~')), nameOf }
}

/** The same answer, as one that has reached the twin by a path with a prefix has to see it: an own path in `Location` is under that, too. */
export function withPrefix(answer: Answer, prefix: string): Answer {
  const { response } = answer
  const headers = response.headers.map(([name, value]) => {
    const isOwnPath = value.charCodeAt(0) === 0x2f && value.charCodeAt(1) !== 0x2f
    return isOwnPath && /^(content-)?location$/i.test(name) ? ([name, prefix + value] as const) : ([name, value] as const)
  })
  return { ...answer, response: { ...response, headers } }
}
